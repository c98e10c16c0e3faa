/** Says of each operation whether its store failed: the event `store.failed` comes once a minute only, for all operations together. */
import type { CallVerificationStore } from '../../src/index.js';

/**
 * @param timeoutMs after which the service takes a verb for failed
 * @param tell called in the context of the operation
 */
export function tellFailures(store: CallVerificationStore, timeoutMs: number, tell: () => void): CallVerificationStore {
  const watch = async <T>(work: Promise<T>, afterMs: number, isFailure: () => boolean = () => true): Promise<T> => {
    let isTold = false;
    const fail = (): void => {
      if (!isTold && isFailure()) tell();
      isTold = true;
    };
    const timer = setTimeout(fail, afterMs);
    try {
      return await work;
    } catch (error) {
      fail();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  };
  // A put is repeated once with the same value, and only then it has failed.
  const failedPuts = new Set<string>();
  const hasFailedTwice = (value: string): boolean => {
    if (failedPuts.delete(value)) return true;
    failedPuts.add(value);
    return false;
  };
  return {
    get: (key) => watch(store.get(key), timeoutMs),
    put: (key, value, options) => watch(store.put(key, value, options), timeoutMs / 2, () => hasFailedTwice(value)),
    delete: (key) => watch(store.delete(key), timeoutMs),
    count: (key, amount, options) => watch(store.count(key, amount, options), timeoutMs),
  };
}
