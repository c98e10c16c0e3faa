/** A store with a deadline for each operation: a store that hangs counts as failed. */

import { reasonOfFailure } from '../../ports/failure-reason.js';
import type { CallVerificationStore } from '../../ports/store.js';
import { createDeadlines, DeadlinePassed } from './deadlines.js';
import type { StoreFailures } from './store-failures.js';

/** @param timeoutMs how long one operation may take, its repetition included */
export function guardStore(store: CallVerificationStore, timeoutMs: number, failures: StoreFailures): CallVerificationStore {
  const { within } = createDeadlines();
  const guard = async <T>(verb: string, work: () => Promise<T>, milliseconds = timeoutMs): Promise<T> => {
    try {
      return await within(milliseconds, work());
    } catch (error) {
      throw failures.tell(verb, error instanceof DeadlinePassed ? 'timeout' : reasonOfFailure(error));
    }
  };
  return {
    get: (key) => guard('get', () => store.get(key)),
    delete: (key) => guard('delete', () => store.delete(key)),
    count: (key, amount, options) => guard('count', () => store.count(key, amount, options)),
    /** An error means "unknown", and a repeated command is not a lost race, so the put is repeated once before the deadline. */
    async put(key, value, options) {
      const began = performance.now();
      try {
        return await within(timeoutMs / 2, store.put(key, value, options));
      } catch {
        const left = Math.max(timeoutMs / 2, timeoutMs - (performance.now() - began));
        return guard('put', () => store.put(key, value, options), left);
      }
    },
    async close() {
      await store.close?.();
    },
  };
}
