/** Does in the background what a failing store has prevented. */
import { StoreFailure } from '../../ports/store-failure.js';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2000;

/**
 * Tries until it succeeds, or it is too late. Other errors end it: they were reported to the host or the client at the first try. Never
 * rejects. If the process dies, the work is lost, so use it only for work that was not promised beyond the life of this process.
 */
export async function keepTrying(work: () => Promise<unknown>, isTooLate: () => boolean): Promise<void> {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    await new Promise<void>((resolve) => void setTimeout(resolve, pauseMs).unref());
    try {
      await work();
      return;
    } catch (error) {
      if (!(error instanceof StoreFailure) || isTooLate()) return;
    }
  }
}
