/** A store with a deadline for each operation: a store that hangs counts as failed. */

import { type ServiceIdentity, type StoreMessage, storeChannel, traced } from '../../ports/channels.js';
import { reasonOfFailure } from '../../ports/failure-reason.js';
import type { CallVerificationStore } from '../../ports/store.js';
import { createDeadlines, DeadlinePassed } from './deadlines.js';
import type { StoreFailures } from './store-failures.js';

/** @param timeoutMs how long one operation may take, its repetition included */
export function guardStore(
  store: CallVerificationStore,
  timeoutMs: number,
  failures: StoreFailures,
  service: ServiceIdentity,
): CallVerificationStore {
  const { within } = createDeadlines();
  const guard = <T>(verb: StoreMessage['verb'], work: () => Promise<T>): Promise<T> =>
    traced(
      storeChannel,
      () => ({ service, verb }),
      async (message) => {
        try {
          return await work();
        } catch (error) {
          const reason = error instanceof DeadlinePassed ? 'timeout' : reasonOfFailure(error);
          if (message !== undefined) Object.assign(message, { outcome: 'failed', reason });
          throw failures.tell(verb, reason);
        }
      },
      (message) => {
        message.outcome = 'ok';
      },
    );
  const now = store.now?.bind(store);
  return {
    get: (key) => guard('get', () => within(timeoutMs, store.get(key))),
    delete: (key) => guard('delete', () => within(timeoutMs, store.delete(key))),
    count: (key, amount, options) => guard('count', () => within(timeoutMs, store.count(key, amount, options))),
    /** An error means "unknown", and a repeated command is not a lost race, so the put is repeated once before the deadline. */
    put: (key, value, options) =>
      guard('put', async () => {
        const began = performance.now();
        try {
          return await within(timeoutMs / 2, store.put(key, value, options));
        } catch {
          const left = Math.max(timeoutMs / 2, timeoutMs - (performance.now() - began));
          return await within(left, store.put(key, value, options));
        }
      }),
    // Not reported if it fails: no request needs it, and a store that is down is reported by the verbs.
    ...(now === undefined ? {} : { now: async () => within(timeoutMs, now()) }),
    async close() {
      await store.close?.();
    },
  };
}
