/** The work of one SQLite connection waits here for its turn, because a driver blocks the process at each try. */
import { isBusy } from './driver.js';

export interface Turns {
  /** Whether nothing waits, so that a try would overtake nobody. */
  areFree(): boolean;
  /**
   * Does `work` after what came before. While the database is busy, it is tried again. `timeoutMs` counts from now on.
   *
   * @param work throws the driver's error if the database is busy, and has then done nothing
   */
  take<T>(timeoutMs: number, work: () => T): Promise<T>;
}

/** The time was over. Nothing was done. */
class TurnMissed extends Error {
  override readonly name = 'TurnMissed';
  /** As drivers have it if another process held the lock; else the verbs before it have taken all the time. */
  readonly code: 'SQLITE_BUSY' | 'queue_timeout';

  constructor(timeoutMs: number, busy: unknown) {
    super(`SQLite did nothing for ${timeoutMs} ms: ${busy === undefined ? 'others had their turns' : 'the database was locked'}`, {
      cause: busy,
    });
    this.code = busy === undefined ? 'queue_timeout' : 'SQLITE_BUSY';
  }
}

interface Waiting {
  attempt(): void;
  succeed(): void;
  fail(error: unknown): void;
}

/**
 * Random, so that waiting processes do not collide again. They do not grow, because whoever has waited longest would then ask least often.
 * A try is short, so a lock that is held for long costs the process a few percent of a core.
 */
const SHORTEST_PAUSE_MS = 1;
const LONGEST_PAUSE_MS = 4;

/** First come, first served. One tries at a time, and after each try the process does what else it has to do. */
export function createTurns(): Turns {
  /** In the order in which they came. */
  const waiting = new Set<Waiting>();
  let isServing = false;
  let lastBusy: unknown;

  /** @returns false if the database is busy */
  const settle = (first: Waiting): boolean => {
    try {
      first.attempt();
    } catch (error) {
      if (!isBusy(error)) {
        first.fail(error);
        return true;
      }
      lastBusy = error;
      return false;
    }
    lastBusy = undefined;
    first.succeed();
    return true;
  };

  const serve = async (): Promise<void> => {
    isServing = true;
    for (let [first] = waiting; first !== undefined; [first] = waiting) {
      await (settle(first) ? breathe() : pause());
    }
    isServing = false;
  };

  return {
    areFree: () => waiting.size === 0,
    take<T>(timeoutMs: number, work: () => T) {
      return new Promise<T>((resolve, reject) => {
        let result: T;
        const leave = (): void => {
          clearTimeout(deadline);
          waiting.delete(place);
        };
        const place: Waiting = {
          attempt() {
            result = work();
          },
          succeed() {
            leave();
            resolve(result);
          },
          fail(error) {
            leave();
            reject(error);
          },
        };
        const deadline = setTimeout(() => place.fail(new TurnMissed(timeoutMs, lastBusy)), timeoutMs);
        waiting.add(place);
        if (!isServing) void serve();
      });
    },
  };
}

function breathe(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

async function pause(): Promise<void> {
  const milliseconds = SHORTEST_PAUSE_MS + Math.random() * (LONGEST_PAUSE_MS - SHORTEST_PAUSE_MS);
  await new Promise((resolve) => void setTimeout(resolve, milliseconds));
  // If a try took longer than the pause, the next timer is due in the same turn of the event loop.
  await breathe();
}
