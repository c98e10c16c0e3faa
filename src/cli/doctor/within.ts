/** A deadline for everything that waits for others: the doctor never hangs. */

export class TooLate extends Error {
  override readonly name = 'TooLate';
}

/** @throws {TooLate} when the time is over; `work` is told by its signal, and what it does then is not waited for */
export async function within<T>(milliseconds: number, work: (signal: AbortSignal) => Promise<T> | T): Promise<T> {
  const abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new TooLate());
      abort.abort();
    }, milliseconds);
  });
  try {
    return await Promise.race([Promise.resolve().then(() => work(abort.signal)), deadline]);
  } finally {
    clearTimeout(timer);
  }
}
