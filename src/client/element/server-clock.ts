/** The server's time, for countdowns on machines whose clock is wrong: read from the `Date` of its own answers. */
export interface ServerClock {
  readonly fetch: typeof fetch;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** `Date` has whole seconds, and an answer takes its time: less than this is no wrong clock. */
const TOLERANCE_MS = 5000;

export function createServerClock(): ServerClock {
  let offsetMs = 0;
  return {
    async fetch(input, init) {
      const response = await fetch(input, init);
      // An answer out of a cache has the date of when it was made.
      const isFresh = response.headers.get('cache-control')?.includes('no-store') === true;
      const date = Date.parse(response.headers.get('date') ?? '');
      if (isFresh && !Number.isNaN(date)) offsetMs = Math.abs(date - Date.now()) < TOLERANCE_MS ? 0 : date - Date.now();
      return response;
    },
    now: () => Date.now() + offsetMs,
  };
}
