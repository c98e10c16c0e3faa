/** Tells how a service is doing. It only reads, and it answers whatever fails. */
import type { Clock } from '../../ports/clock.js';
import { adviceFor } from '../../ports/failure-advice.js';
import type { BudgetUse, Health, MethodCircuit, StoreHealth } from '../../ports/health.js';
import type { CallVerificationStore } from '../../ports/store.js';
import { StoreFailure } from '../../ports/store-failure.js';

export interface HealthNeeds {
  readonly lifecycle: {
    readonly stage: Health['stage'];
    readonly others: { run<T>(work: () => Promise<T>): Promise<T> };
  };
  /** With a deadline for each operation. */
  readonly store: CallVerificationStore;
  readonly clock: Clock;
  circuits(): readonly MethodCircuit[];
  canCall(): boolean;
  /** Rejects if the store fails. */
  budgets(): Promise<readonly BudgetUse[]>;
  /** `here`: without the store. Never rejects. */
  lastReports(from: 'all' | 'here'): Promise<ReadonlyMap<string, number | undefined>>;
}

/** Nothing ever lies there. */
const PROBE_KEY = 'h:probe';

const CLOSED: StoreHealth = {
  ok: false,
  reason: 'service_closed',
  advice: 'The service was closed, so its store is not asked any more: send requests to another process.',
};

interface Seen extends Pick<Health, 'store' | 'budgets'> {
  readonly lastReports: ReadonlyMap<string, number | undefined>;
}

export function createHealth(needs: HealthNeeds): () => Promise<Health> {
  const { lifecycle, store, clock, circuits, canCall, budgets, lastReports } = needs;

  const withoutStore = async (health: StoreHealth): Promise<Seen> => ({
    store: health,
    budgets: [],
    lastReports: await lastReports('here'),
  });

  /** The store's clock is read somewhere on the way there and back: most likely in the middle. */
  const clockSkew = async (): Promise<number | undefined> => {
    if (store.now === undefined) return undefined;
    const before = clock();
    const told = await store.now().catch(() => Number.NaN);
    const skew = (before + clock()) / 2 - told;
    return Number.isFinite(skew) ? Math.round(skew) + 0 : undefined;
  };

  const askStore = async (): Promise<Seen> => {
    const began = performance.now();
    try {
      await store.get(PROBE_KEY);
      const roundTripMs = Math.round(10 * (performance.now() - began)) / 10;
      // Only now: a store that is down shall cost one deadline, and count as one failure.
      const [clockSkewMs, uses, last] = await Promise.all([clockSkew(), budgets(), lastReports('all')]);
      return {
        store: { ok: true, roundTripMs, ...(clockSkewMs === undefined ? {} : { clockSkewMs }) },
        budgets: uses,
        lastReports: last,
      };
    } catch (error) {
      const reason = error instanceof StoreFailure ? error.reason : 'error';
      return withoutStore({ ok: false, reason, advice: adviceFor(reason) });
    }
  };

  return async () => {
    const isClosed = lifecycle.stage === 'closed';
    // A shutdown waits for it, so that the host does not close the store's client meanwhile.
    const seen = await (isClosed ? withoutStore(CLOSED) : lifecycle.others.run(askStore));
    const { stage } = lifecycle;
    return {
      ok: stage === 'open' && seen.store.ok && canCall(),
      stage,
      store: seen.store,
      circuits: circuits(),
      budgets: seen.budgets,
      reports: [...seen.lastReports].map(([provider, at]) => ({ provider, ...(at === undefined ? {} : { lastAt: new Date(at) }) })),
    };
  };
}
