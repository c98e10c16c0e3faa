/** Warns about a pool of `pg` that waits for ever. What shows no options is not checked. */

const warnedOf = new WeakSet<object>();

/** Once for each pool: without these time-outs, requests wait on a connection that is dead but not closed, for a quarter of an hour. */
export function warnOfMissingTimeouts(pool: object): void {
  const missing = missingTimeoutsOf(pool);
  if (missing.length === 0 || warnedOf.has(pool)) return;
  warnedOf.add(pool);
  process.emitWarning(
    `createPostgresStore: the pool has no time-out for ${missing.map(({ lacks }) => lacks).join(' and none for ')}. If the server stops answering, its connections are kept, and requests get 503 for minutes. Make the pool with { ${missing.map(({ wanted }) => wanted).join(', ')} }.`,
    'CallVerificationWarning',
  );
}

interface Missing {
  readonly lacks: string;
  readonly wanted: string;
}

function missingTimeoutsOf(pool: object): readonly Missing[] {
  const options: unknown = Reflect.get(pool, 'options');
  // These two are in the options of every `pg.Pool`, whatever it was given.
  if (typeof options !== 'object' || options === null || !('max' in options && 'idleTimeoutMillis' in options)) return [];
  const missing: Missing[] = [];
  // `pg` does not look for this one in the connection string.
  if (!isTimeout(Reflect.get(options, 'connectionTimeoutMillis'))) {
    missing.push({ lacks: 'connecting', wanted: 'connectionTimeoutMillis: 1000' });
  }
  // `statement_timeout` does not help: the server keeps it, and its word would come over the connection that is dead.
  if (!isTimeout(Reflect.get(options, 'query_timeout')) && !isTimeout(queryTimeoutInUrl(Reflect.get(options, 'connectionString')))) {
    missing.push({ lacks: 'queries', wanted: 'query_timeout: 1500' });
  }
  return missing;
}

function queryTimeoutInUrl(connectionString: unknown): string | undefined {
  return typeof connectionString === 'string' ? /[?&]query_timeout=(\d+)/.exec(connectionString)?.[1] : undefined;
}

function isTimeout(value: unknown): boolean {
  return Number(value) > 0;
}
