/** A store that fails when a test tells it to: before the work, after it, or for ever. */
import type { CallVerificationStore } from '../../src/ports/store.js';

export type Verb = 'get' | 'put' | 'delete' | 'count';

/**
 * - `throws`: nothing is done, and the caller is told so.
 * - `hangs`: nothing is done, and the caller waits.
 * - `loses_answer`: it is done, and the caller gets an error. `hangs_after`: it is done, and the caller waits.
 */
export type StoreFault = 'throws' | 'hangs' | 'loses_answer' | 'hangs_after';

export interface FlakyStore extends CallVerificationStore {
  /** The next `times` calls of `verb` (any verb, if none is named) meet the fault. @param times for ever, if not given */
  fail(fault: StoreFault, options?: { readonly verb?: Verb; readonly times?: number }): void;
  /** Ends all faults. */
  heal(): void;
}

export function createFlakyStore(store: CallVerificationStore): FlakyStore {
  let plan: { readonly fault: StoreFault; readonly verb: Verb | undefined; left: number } | undefined;
  const take = (verb: Verb): StoreFault | undefined => {
    if (plan === undefined || plan.left <= 0 || (plan.verb !== undefined && plan.verb !== verb)) return undefined;
    plan.left -= 1;
    return plan.fault;
  };
  const carry = async <T>(verb: Verb, work: () => Promise<T>): Promise<T> => {
    const fault = take(verb);
    if (fault === 'throws') throw new Error('the store is down');
    if (fault === 'hangs') return forEver();
    const result = await work();
    if (fault === 'loses_answer') throw new Error('the connection was lost');
    return fault === 'hangs_after' ? forEver() : result;
  };
  return {
    fail(fault, { verb, times = Number.POSITIVE_INFINITY } = {}) {
      plan = { fault, verb, left: times };
    },
    heal() {
      plan = undefined;
    },
    get: (key) => carry('get', () => store.get(key)),
    put: (key, value, options) => carry('put', () => store.put(key, value, options)),
    delete: (key) => carry('delete', () => store.delete(key)),
    count: (key, amount, options) => carry('count', () => store.count(key, amount, options)),
  };
}

function forEver(): Promise<never> {
  return new Promise(() => undefined);
}
