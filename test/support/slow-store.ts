/** A store whose verbs take a while before and after they work, as over a network: on one that answers at once nothing races. */
import type { CallVerificationStore } from '../../src/ports/store.js';
import { seededRandom } from './seeded-random.js';

const MOST_MS = 4;

/** @param seed of the delays, so that a run can be repeated */
export function createSlowStore(store: CallVerificationStore, seed = 1): CallVerificationStore {
  const random = seededRandom(seed);
  const pause = (): Promise<void> =>
    new Promise((resolve) => {
      const milliseconds = Math.floor(random() * (MOST_MS + 1));
      if (milliseconds === 0) setImmediate(resolve);
      else setTimeout(resolve, milliseconds);
    });
  const slowly = async <T>(work: () => Promise<T>): Promise<T> => {
    await pause();
    const result = await work();
    await pause();
    return result;
  };
  return {
    get: (key) => slowly(() => store.get(key)),
    put: (key, value, options) => slowly(() => store.put(key, value, options)),
    delete: (key) => slowly(() => store.delete(key)),
    count: (key, amount, options) => slowly(() => store.count(key, amount, options)),
  };
}
