/** What is under way in this process, so that a shutdown can wait for it. */

export interface RunningWork {
  /** How much is under way. */
  readonly size: number;
  /** Counts the work until it ends, and passes on how it ends. */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** Waits until all that is under way now has ended, but not longer than `ms`. @returns how much has not ended */
  waitForPresent(ms: number): Promise<number>;
  /** Waits until nothing is under way, but not longer than `ms`. @returns how much still is */
  waitForAll(ms: number): Promise<number>;
}

export function createRunningWork(): RunningWork {
  const running = new Set<Promise<void>>();

  /** The timer keeps the process alive: what is waited for may be a timer that does not. */
  const within = async (ms: number, work: Promise<unknown>): Promise<void> => {
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, ms);
    });
    await Promise.race([work, deadline]);
    clearTimeout(timer);
  };

  /** What has ended may have begun something in the background. */
  const untilNone = async (): Promise<void> => {
    while (running.size > 0) await Promise.all(running);
  };

  return {
    get size() {
      return running.size;
    },
    run(work) {
      const promise = work();
      const forget = (): void => {
        running.delete(ended);
      };
      const ended = promise.then(forget, forget);
      running.add(ended);
      return promise;
    },
    async waitForPresent(ms) {
      const present = [...running];
      if (present.length > 0) await within(ms, Promise.all(present));
      return present.filter((each) => running.has(each)).length;
    },
    async waitForAll(ms) {
      if (running.size > 0) await within(ms, untilNone());
      return running.size;
    },
  };
}
