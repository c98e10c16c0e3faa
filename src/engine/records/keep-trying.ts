/** Does later, in the background, what a failing store kept from being done. */
import { StoreFailure } from '../../ports/store-failure.js';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2000;

/** Who dies meanwhile leaves it undone: only for what nobody was promised, or what is promised as long as this process lives. */
export function keepTrying(work: () => Promise<unknown>, isTooLate: () => boolean): void {
  const tryAfter = (pauseMs: number): void => {
    setTimeout(() => {
      work().catch((error: unknown) => {
        // What else can go wrong was told to the host, or to the client, when it was tried first.
        if (error instanceof StoreFailure && !isTooLate()) tryAfter(Math.min(2 * pauseMs, LONGEST_PAUSE_MS));
      });
    }, pauseMs).unref();
  };
  tryAfter(FIRST_PAUSE_MS);
}
