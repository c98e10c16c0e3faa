/** Remembers the errors of connections that were never made, as the client behind `fetch` (undici) tells them. */
import { subscribe } from 'node:diagnostics_channel';

/** undici sends a request over a connection only when it is made, TLS included. What went wrong before that is published here. */
const CHANNEL = 'undici:client:connectError';

const failed = new WeakSet<object>();
let isWatching = false;

/** Begins to listen. Later calls do nothing. */
export function watchConnections(): void {
  if (isWatching) return;
  isWatching = true;
  subscribe(CHANNEL, (message) => {
    const error = typeof message === 'object' && message !== null && 'error' in message ? message.error : undefined;
    if (typeof error === 'object' && error !== null) failed.add(error);
  });
}

/** Whether this very error is about a connection that was never made. The same kind of error may come from one that was made. */
export function isFailedConnection(error: object): boolean {
  return failed.has(error);
}
