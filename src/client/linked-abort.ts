/** An abort signal that follows the caller's. (`AbortSignal.any` is newer than many people's browsers.) */

export interface LinkedAbort {
  readonly signal: AbortSignal;
  abort(): void;
  /** Whether the deadline aborted it. */
  isLate(): boolean;
  /** Aborts after `ms`, counted from now; an earlier deadline does not count any more. */
  setDeadline(ms: number): void;
  /** Stops following the caller's signal and the deadline. */
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
