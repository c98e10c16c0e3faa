/** The server's time, for countdowns on computers whose clock is wrong: from the `Date` of its own answers. */
export interface ServerClock {
  readonly fetch: typeof fetch;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** `Date` has whole seconds, and an answer takes some time, so a smaller difference is not a wrong clock. */
const TOLERANCE_MS = 5000;

export function createServerClock(): ServerClock {
  let offsetMs = 0;
  return {
    async fetch(input, init) {
      const response = await fetch(input, init);
      // An answer from a cache has its old date.
      const isFresh = response.headers.get('cache-control')?.includes('no-store') === true;
      const date = Date.parse(response.headers.get('date') ?? '');
      if (isFresh && !Number.isNaN(date)) offsetMs = Math.abs(date - Date.now()) < TOLERANCE_MS ? 0 : date - Date.now();
      return response;
    },
    now: () => Date.now() + offsetMs,
  };
}
