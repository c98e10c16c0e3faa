/** One clock for everybody: actors sleep on it, and once all are asleep it is turned to the next one who wakes. */

export interface VirtualTime {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Only for actors: the clock stands still while anybody is awake. */
  sleep(milliseconds: number): Promise<void>;
  sleepUntil(at: number): Promise<void>;
  /** Lets an actor live; resolves when it is done. To be awaited by no other actor, which would stay awake meanwhile. */
  spawn<T>(actor: () => Promise<T>): Promise<T>;
  /** Until no actor is left. `settle` is awaited before each turn of the clock. Rejects with what the first failing actor threw. */
  run(settle: () => Promise<void>): Promise<void>;
}

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

export function createVirtualTime(start: number): VirtualTime {
  /** The next one last. */
  const sleepers: Sleeper[] = [];
  const failures: unknown[] = [];
  let now = start;
  let awake = 0;
  let tellAllAsleep: () => void = () => undefined;

  const rest = (): void => {
    awake -= 1;
    if (awake === 0) tellAllAsleep();
  };

  /** Behind all that wake later, before those that wake at the same time: they wake in the order in which they lay down. */
  function lieDown(sleeper: Sleeper): void {
    let low = 0;
    let high = sleepers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sleepers[middle]?.at ?? 0) > sleeper.at) low = middle + 1;
      else high = middle;
    }
    sleepers.splice(low, 0, sleeper);
  }

  function sleepUntil(at: number): Promise<void> {
    return new Promise((resolve) => {
      lieDown({ at, wake: resolve });
      rest();
    });
  }

  return {
    now: () => now,
    sleep: (milliseconds) => sleepUntil(now + milliseconds),
    sleepUntil,
    async spawn(actor) {
      awake += 1;
      try {
        return await actor();
      } catch (error) {
        failures.push(error);
        throw error;
      } finally {
        rest();
      }
    },
    async run(settle) {
      for (;;) {
        if (awake > 0) {
          await new Promise<void>((resolve) => {
            tellAllAsleep = resolve;
          });
        }
        if (failures.length > 0) throw failures[0];
        await settle();
        const next = sleepers.pop();
        if (next === undefined) return;
        now = Math.max(now, next.at);
        awake += 1;
        next.wake();
      }
    },
  };
}
