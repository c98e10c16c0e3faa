/** Knows which requests never got a connection, as the client behind `fetch` (undici) tells it. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';

/**
 * undici gives a request to a connection only when that is made, TLS included. It publishes the head of the request just before it writes
 * it; over HTTP/2 older versions publish only the end of its body.
 */
const CHANNELS = {
  created: 'undici:request:create',
  left: ['undici:client:sendHeaders', 'undici:request:bodySent', 'undici:request:error'],
  failed: 'undici:client:connectError',
} as const;

/** One run of a `fetch`, with all requests that it makes. */
export interface WatchedFetch {
  /** Whether nothing was sent yet: it has made requests, and all of them still wait. They are sent later, unless `fetch` is aborted. */
  isUnsent(): boolean;
}

/** Requests that are neither given to a connection nor over. */
const waiting = new WeakSet<object>();
const failed = new WeakSet<object>();
/** The requests of a run. */
const runs = new AsyncLocalStorage<object[]>();
let called: object[] | undefined;
/** What a host puts in its place later may ask more than once, or later, and must be followed. */
const nodesFetch = globalThis.fetch;
let isWatching = false;

/** Begins to listen. Later calls do nothing. */
export function watchRequests(): void {
  if (isWatching) return;
  isWatching = true;
  subscribe(CHANNELS.created, (message) => {
    const made = called ?? runs.getStore();
    const request = partOf(message, 'request');
    if (made === undefined || request === undefined) return;
    made.push(request);
    waiting.add(request);
  });
  const leave = (message: unknown): void => {
    const request = partOf(message, 'request');
    if (request !== undefined) waiting.delete(request);
  };
  for (const channel of CHANNELS.left) subscribe(channel, leave);
  subscribe(CHANNELS.failed, (message) => {
    const error = partOf(message, 'error');
    if (error !== undefined) failed.add(error);
  });
}

function partOf(message: unknown, name: string): object | undefined {
  const part = typeof message === 'object' && message !== null ? (message as Readonly<Record<string, unknown>>)[name] : undefined;
  return typeof part === 'object' && part !== null ? part : undefined;
}

/** Whether this very error is about a connection that was never made. The same kind of error may come from one that was made. */
export function isFailedConnection(error: object): boolean {
  return failed.has(error);
}

/**
 * Runs a `fetch` so that one can say later whether it ever got a connection. Node's own makes its request before it returns. Only what a
 * host made of it is followed further: before Node 24 that slows down every promise of the process.
 */
export function watchFetch<T>(fetch: typeof globalThis.fetch, run: () => T): { readonly result: T; readonly watched: WatchedFetch } {
  watchRequests();
  const made: object[] = [];
  const isUnsent = (): boolean => made.length > 0 && made.every((request) => waiting.has(request));
  const result = fetch === nodesFetch ? call(made, run) : runs.run(made, run);
  return { result, watched: { isUnsent } };
}

function call<T>(made: object[], run: () => T): T {
  called = made;
  try {
    return run();
  } finally {
    called = undefined;
  }
}
