/** An abort of our own that follows the caller's. (`AbortSignal.any` is younger than the browsers that people have.) */

export interface LinkedAbort {
  readonly signal: AbortSignal;
  abort(): void;
  /** Whether it was the deadline that aborted. */
  isLate(): boolean;
  /** Aborts after `ms`, counted from now on; the deadline before is void. */
  setDeadline(ms: number): void;
  /** Lets go of the caller's signal and of the deadline. */
  unlink(): void;
}

export function linkAbort(outer: AbortSignal | undefined): LinkedAbort {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  let isLate = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  outer?.addEventListener('abort', abort);
  if (outer?.aborted === true) abort();
  return {
    signal: controller.signal,
    abort,
    isLate: () => isLate,
    setDeadline(ms) {
      clearTimeout(timer);
      timer = setTimeout(() => {
        isLate = true;
        abort();
      }, ms);
    },
    unlink() {
      clearTimeout(timer);
      outer?.removeEventListener('abort', abort);
    },
  };
}
