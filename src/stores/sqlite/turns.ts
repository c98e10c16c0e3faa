/** The work of one SQLite connection waits here for its turn, because a driver blocks the process at each try. */
import { isBusy } from './driver.js';

export interface Turns {
  /** Whether nothing waits, so that a try would overtake nobody. */
  areFree(): boolean;
  /**
   * Does `work` after what came before. While the database is busy, it is tried again. `timeoutMs` counts from now on.
   *
   * @param work throws the driver's error if the database is busy, and has then done nothing. What was undone is done once more
   * @param prepare is done before `work` in the same turn, outside of what is done together
   */
  take<T>(timeoutMs: number, work: () => T, prepare?: () => void): Promise<T>;
}

/** Does all the work, as a transaction does: if it throws, everything is undone. */
export type Together = (doAll: () => void) => void;

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
  prepare(): void;
  attempt(): void;
  succeed(): void;
  fail(error: unknown): void;
}

/** Takes 1 to 2 ms and one commit. More would let other processes, and the rest of this one, wait for longer than they gain. */
const MOST_TOGETHER = 64;

/**
 * Random, so that waiting processes do not collide again. They do not grow, because whoever has waited longest would then ask least often.
 * A try is short, so a lock that is held for long costs the process a few percent of a core.
 */
const SHORTEST_PAUSE_MS = 1;
const LONGEST_PAUSE_MS = 4;

/**
 * First come, first served, and after each turn the process does what else it has to do. With `together`, one turn is for all that wait.
 * Nobody is told a result before all of it has succeeded. Work that fails, fails alone: the others are undone, and done in the next turn.
 */
export function createTurns(together?: Together): Turns {
  /** In the order in which they came. */
  const waiting = new Set<Waiting>();
  const most = together === undefined ? 1 : MOST_TOGETHER;
  const doTogether: Together = together ?? ((doAll) => doAll());
  let isServing = false;
  let lastBusy: unknown;

  /** @returns false if the database is busy */
  const settle = (turn: readonly Waiting[]): boolean => {
    /** Whom an error concerns: the one that was tried, the first one before, and all once each has been tried. */
    let concerned: readonly Waiting[] = [];
    const each = (step: 'prepare' | 'attempt'): void => {
      for (const place of turn) {
        concerned = [place];
        place[step]();
      }
    };
    try {
      each('prepare');
      concerned = turn.slice(0, 1);
      doTogether(() => {
        each('attempt');
        concerned = turn;
      });
    } catch (error) {
      if (isBusy(error)) {
        lastBusy = error;
        return false;
      }
      for (const place of concerned) place.fail(error);
      return true;
    }
    lastBusy = undefined;
    for (const place of turn) place.succeed();
    return true;
  };

  const serve = async (): Promise<void> => {
    isServing = true;
    // Whatever else is asked for in this turn of the event loop comes along.
    await breathe();
    while (waiting.size > 0) await (settle([...waiting].slice(0, most)) ? breathe() : pause());
    isServing = false;
  };

  return {
    areFree: () => waiting.size === 0,
    take<T>(timeoutMs: number, work: () => T, prepare: () => void = () => undefined) {
      return new Promise<T>((resolve, reject) => {
        let result: T;
        const leave = (): void => {
          clearTimeout(deadline);
          waiting.delete(place);
        };
        const place: Waiting = {
          prepare,
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
