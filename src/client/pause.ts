/** A pause that a signal can end. */

/** True after the time, or sooner if the browser is online again; false if `signal` was aborted. */
export function pause(ms: number, signal: AbortSignal | undefined): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) return resolve(false);
    const wake = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', wake);
      stopListening();
      resolve(signal?.aborted !== true);
    };
    const timer = setTimeout(wake, ms);
    const stopListening = onOnline(wake);
    signal?.addEventListener('abort', wake);
  });
}

/** Calls `listener` when the browser is online again; outside browsers never. Returns a function that stops it. */
export function onOnline(listener: () => void): () => void {
  globalThis.addEventListener?.('online', listener);
  return () => globalThis.removeEventListener?.('online', listener);
}
