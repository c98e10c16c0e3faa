/** Knows which requests never got a connection, as the client behind `fetch` (undici) tells it. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';

/**
 * undici sends a request over a connection only when it is made, TLS included. It publishes what goes on before that, in the context of
 * the request for which it connects.
 */
const CHANNELS = {
  created: 'undici:request:create',
  connecting: 'undici:client:beforeConnect',
  connected: 'undici:client:connected',
  failed: 'undici:client:connectError',
} as const;

/** One run of a `fetch`, with all requests that it makes. */
export interface WatchedFetch {
  /** Whether nothing was sent yet. A request that waits for its connection is sent later, unless `fetch` was aborted. */
  isUnsent(): boolean;
}

interface Counts {
  requests: number;
  connecting: number;
  connected: number;
}

const failed = new WeakSet<object>();
const fetches = new AsyncLocalStorage<Counts>();
let isWatching = false;

/** Begins to listen. Later calls do nothing. */
function watchConnections(): void {
  if (isWatching) return;
  isWatching = true;
  const count = (channel: string, member: 'requests' | 'connecting' | 'connected'): void =>
    subscribe(channel, () => {
      const counts = fetches.getStore();
      if (counts !== undefined) counts[member] += 1;
    });
  count(CHANNELS.created, 'requests');
  count(CHANNELS.connecting, 'connecting');
  count(CHANNELS.connected, 'connected');
  subscribe(CHANNELS.failed, (message) => {
    const error = typeof message === 'object' && message !== null && 'error' in message ? message.error : undefined;
    if (typeof error === 'object' && error !== null) failed.add(error);
  });
}

/** Whether this very error is about a connection that was never made. The same kind of error may come from one that was made. */
export function isFailedConnection(error: object): boolean {
  return failed.has(error);
}

/** Runs a `fetch` so that one can say later whether it ever got a connection. */
export function watchFetch<T>(run: () => T): { readonly result: T; readonly watched: WatchedFetch } {
  watchConnections();
  const counts: Counts = { requests: 0, connecting: 0, connected: 0 };
  // A request without a connection of its own was sent over one that was there, or is queued for one: nothing is known of that.
  const isUnsent = (): boolean => counts.requests > 0 && counts.connecting >= counts.requests && counts.connected === 0;
  return { result: fetches.run(counts, run), watched: { isUnsent } };
}
