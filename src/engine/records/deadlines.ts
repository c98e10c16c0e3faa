/** Deadlines of many operations by one timer: each request has several, and nearly all end long before. */

/** The deadline passed. What the operation does later changes nothing. */
export class DeadlinePassed extends Error {
  override readonly name = 'DeadlinePassed';
}

export interface Deadlines {
  /** Passes on how the work ends; rejects with `DeadlinePassed` if it takes longer. Until then the process lives on. */
  within<T>(milliseconds: number, work: Promise<T>): Promise<T>;
}

interface Pending {
  readonly endsAt: number;
  reject(error: DeadlinePassed): void;
}

/** Timers count whole milliseconds, and may be early by one. */
const EARLY_MS = 1;

export function createDeadlines(): Deadlines {
  const pending = new Set<Pending>();
  let timer: NodeJS.Timeout | undefined;
  let firesAt = Number.POSITIVE_INFINITY;

  const wakeAt = (time: number, now: number): void => {
    clearTimeout(timer);
    firesAt = time;
    timer = setTimeout(wake, Math.ceil(time - now));
  };
  const wake = (): void => {
    const now = performance.now();
    let next = Number.POSITIVE_INFINITY;
    for (const each of pending) {
      if (each.endsAt <= now + EARLY_MS) {
        pending.delete(each);
        each.reject(new DeadlinePassed());
      } else {
        next = Math.min(next, each.endsAt);
      }
    }
    timer = undefined;
    firesAt = Number.POSITIVE_INFINITY;
    if (pending.size > 0) wakeAt(next, now);
  };
  const begin = (operation: Pending, now: number): void => {
    pending.add(operation);
    // It waits for the earliest: those that end in time leave it as it is, and it finds nothing to do.
    if (operation.endsAt < firesAt) wakeAt(operation.endsAt, now);
    else if (pending.size === 1) timer?.ref();
  };
  const end = (operation: Pending): void => {
    if (pending.delete(operation) && pending.size === 0) timer?.unref();
  };

  return {
    within: (milliseconds, work) =>
      new Promise((resolve, reject) => {
        const now = performance.now();
        const operation: Pending = { endsAt: now + milliseconds, reject };
        begin(operation, now);
        // A store by others may answer with something that is not quite a promise.
        Promise.resolve(work).then(
          (value) => {
            end(operation);
            resolve(value);
          },
          (error: unknown) => {
            end(operation);
            reject(error);
          },
        );
      }),
  };
}
