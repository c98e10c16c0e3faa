/** A store that remembers what it was asked. */
import type { CallVerificationStore } from '../../src/ports/store.js';

export interface CountingStore extends CallVerificationStore {
  /** Verbs with the first letter of their key (`n` for numbers, `c` for calls, …), in order: `get n`. */
  readonly operations: readonly string[];
  /** Puts that were made, in order. */
  readonly writes: readonly string[];
  /** Forgets both. */
  reset(): void;
}

export function createCountingStore(store: CallVerificationStore): CountingStore {
  const operations: string[] = [];
  const writes: string[] = [];
  const note = (verb: string, key: string): string => {
    const operation = `${verb} ${key.split(':')[0]}`;
    operations.push(operation);
    return operation;
  };
  return {
    operations,
    writes,
    reset() {
      operations.length = 0;
      writes.length = 0;
    },
    async get(key) {
      note('get', key);
      return store.get(key);
    },
    async put(key, value, options) {
      const operation = note('put', key);
      const isWritten = await store.put(key, value, options);
      if (isWritten) writes.push(operation);
      return isWritten;
    },
    async delete(key) {
      note('delete', key);
      return store.delete(key);
    },
    async count(key, amount, options) {
      note('count', key);
      return store.count(key, amount, options);
    },
  };
}
