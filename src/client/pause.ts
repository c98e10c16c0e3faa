/** Waiting that a signal can end. */

/** True when the time has come, or sooner if the browser is online again; false when `signal` was aborted. */
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

/** Listens for the browser's coming back online; elsewhere nothing ever comes. Returns what ends it. */
export function onOnline(listener: () => void): () => void {
  globalThis.addEventListener?.('online', listener);
  return () => globalThis.removeEventListener?.('online', listener);
}
