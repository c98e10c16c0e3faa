/** Promises for the next matching value, so that tests and scripts need not poll. */
import type { Timers } from './timers.js';

/** How long to wait. */
export interface WaitOptions {
  /** How long to wait before the promise rejects. @default 5000 */
  readonly timeoutMs?: number | undefined;
}

export interface Waiters<Value> {
  /** The next value for which `fits` is true. Rejects, naming `what` was awaited, after the time-out or when the simulator is closed. */
  next<Wanted extends Value>(what: string, fits: (value: Value) => value is Wanted, options?: WaitOptions): Promise<Wanted>;
  offer(value: Value): void;
  close(): void;
}

interface Waiter<Value> {
  offer(value: Value): void;
  reject(reason: string): void;
}

const DEFAULT_TIMEOUT_MS = 5000;

export function createWaiters<Value>(timers: Timers): Waiters<Value> {
  const waiting = new Set<Waiter<Value>>();

  return {
    next<Wanted extends Value>(
      what: string,
      fits: (value: Value) => value is Wanted,
      { timeoutMs = DEFAULT_TIMEOUT_MS }: WaitOptions = {},
    ): Promise<Wanted> {
      const promise = new Promise<Wanted>((resolve, reject) => {
        const waiter: Waiter<Value> = {
          offer(value) {
            if (!fits(value)) return;
            leave();
            resolve(value);
          },
          reject(reason) {
            leave();
            reject(new Error(`${what}: ${reason}`));
          },
        };
        const stopClock = timers.after(timeoutMs, () => waiter.reject(`nothing within ${timeoutMs} ms`));
        const leave = (): void => {
          stopClock();
          waiting.delete(waiter);
        };
        waiting.add(waiter);
      });
      // If a timed-out waiter is not awaited any more, it must not end the process.
      promise.catch(() => undefined);
      return promise;
    },
    offer(value) {
      for (const waiter of [...waiting]) waiter.offer(value);
    },
    close() {
      for (const waiter of [...waiting]) waiter.reject('the simulator was closed');
    },
  };
}
