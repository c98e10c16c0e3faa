/** `calls.health()` for the page: asked while somebody looks, and at most once in a few seconds, however many look. */
import { performance } from 'node:perf_hooks';
import type { Health } from '../ports/health.js';
import type { HealthNow } from './snapshot.js';

const KEPT_MS = 3000;

/** @param ask what is asked; if it fails, the page shows nothing of it */
export function createHealthNow(ask: () => Promise<Health>): () => Promise<HealthNow | undefined> {
  let asked: { readonly at: number; readonly answer: Promise<HealthNow | undefined> } | undefined;
  return () => {
    const at = performance.now();
    if (asked === undefined || at - asked.at > KEPT_MS) asked = { at, answer: ask().then(writeHealth, () => undefined) };
    return asked.answer;
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
