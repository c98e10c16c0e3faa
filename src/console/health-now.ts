/** `calls.health()` for the page: asked while somebody looks, and at most once in a few seconds, however many look. */
import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import type { Health } from '../ports/health.js';
import type { HealthNow } from './snapshot.js';

const KEPT_MS = 3000;
/** A store may take up to a minute to fail. The page has much else to show meanwhile. */
const PATIENCE_MS = 2000;

/**
 * If it fails, or is late, the page shows nothing of it. What is late is asked once, however long it takes, and shown when it has come.
 *
 * @param ask what is asked
 */
export function createHealthNow(ask: () => Promise<Health>, patienceMs = PATIENCE_MS): () => Promise<HealthNow | undefined> {
  /** `at`: when it was answered. Absent: it is under way. */
  let asked: { at?: number; readonly answer: Promise<HealthNow | undefined> } | undefined;
  const askAgain = (): Promise<HealthNow | undefined> => {
    const answer = ask().then(writeHealth, () => undefined);
    const mine: typeof asked = { answer };
    asked = mine;
    void answer.then(() => {
      mine.at = performance.now();
    });
    return answer;
  };
  return async () => {
    const isFresh = asked !== undefined && (asked.at === undefined || performance.now() - asked.at <= KEPT_MS);
    const answer = asked !== undefined && isFresh ? asked.answer : askAgain();
    const patience = new AbortController();
    const late = wait(patienceMs, undefined, { ref: false, signal: patience.signal }).catch(() => undefined);
    try {
      return await Promise.race([answer, late]);
    } finally {
      patience.abort();
    }
  };
}

function writeHealth({ ok, stage, store, circuits, budgets, reports }: Health): HealthNow {
  return {
    ...{ ok, stage },
    store: { ...store },
    circuits: circuits.map(({ provider, methodId, state }) => ({ provider, methodId, state })),
    budgets: budgets.map(({ budget, limit, spent, left, endsAt }) => ({ budget, limit, spent, left, endsAt: endsAt.toISOString() })),
    reports: reports.map(({ provider, lastAt }) => ({ provider, ...(lastAt && { lastAt: lastAt.toISOString() }) })),
  };
}
