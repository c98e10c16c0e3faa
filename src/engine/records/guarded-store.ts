/** A store with a deadline for each operation: a store that hangs counts as failed. */

import type { Emit } from '../../ports/events.js';
import type { CallVerificationStore } from '../../ports/store.js';
import { StoreFailure } from '../../ports/store-failure.js';

class DeadlinePassed extends Error {
  override readonly name = 'DeadlinePassed';
}

async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DeadlinePassed()), milliseconds);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

/** A word for events. A driver's own message might contain secrets. */
function reasonOf(error: unknown): string {
  if (error instanceof DeadlinePassed) return 'timeout';
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z0-9_]{1,40}$/.test(code) ? code : error instanceof Error ? error.name : 'error';
}

/** @param timeoutMs how long one operation may take, its repetition included */
export function guardStore(store: CallVerificationStore, timeoutMs: number, emit: Emit): CallVerificationStore {
  const failed = (verb: string, error: unknown): StoreFailure => {
    emit({ type: 'store.failed', verb, reason: reasonOf(error) });
    return new StoreFailure(`The store failed at ${verb}`);
  };
  const guard = async <T>(verb: string, work: () => Promise<T>, milliseconds = timeoutMs): Promise<T> => {
    try {
      return await within(milliseconds, work());
    } catch (error) {
      throw failed(verb, error);
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
