/** Tells the host that the store fails: why, what to do, and how often. A store that is down would cause an event for each request. */
import type { Emit } from '../../ports/events.js';
import { adviceFor } from '../../ports/failure-advice.js';
import { StoreFailure } from '../../ports/store-failure.js';
import { createCountedOnceAMinute } from './counted-once-a-minute.js';

export interface StoreFailures {
  /** Reports it, once a minute for each reason. @returns what is thrown then */
  tell(verb: string, reason: string): StoreFailure;
  /** Reports those that were only counted. */
  close(): void;
}

export function createStoreFailures(emit: Emit): StoreFailures {
  const onceAMinute = createCountedOnceAMinute(emit);
  return {
    tell(verb, reason) {
      onceAMinute.tell(reason, (count) => ({ type: 'store.failed', verb, reason, advice: adviceFor(reason), count }));
      return new StoreFailure(`The store failed at ${verb}: ${reason}`, reason);
    },
    close: () => onceAMinute.close(),
  };
}
