/** Does in the background what a failing store has prevented. */
import { StoreFailure } from '../../ports/store-failure.js';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2000;

/** If the process dies, the work is lost, so use it only for work that was not promised beyond the life of this process. */
export function keepTrying(work: () => Promise<unknown>, isTooLate: () => boolean): void {
  const tryAfter = (pauseMs: number): void => {
    setTimeout(() => {
      work().catch((error: unknown) => {
        // Other errors were reported to the host or the client at the first try.
        if (error instanceof StoreFailure && !isTooLate()) tryAfter(Math.min(2 * pauseMs, LONGEST_PAUSE_MS));
      });
    }, pauseMs).unref();
  };
  tryAfter(FIRST_PAUSE_MS);
}
