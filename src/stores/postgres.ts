/** The PostgreSQL store: durable, for many processes on many machines. */
import { z } from 'zod';
import { option, optionsObject, parseOptions, type ShapeOf } from '../options/parse-options.js';
import type { CallVerificationStore } from '../ports/store.js';
import { inspectPostgres } from './postgres/inspect-postgres.js';
import { warnOfMissingTimeouts } from './postgres/pool-check.js';
import { createPruneCheck } from './postgres/prune-check.js';
import { createPruner } from './postgres/pruning.js';
import { createReads } from './postgres/reads.js';
import { DEFAULT_SCHEMA, DEFAULT_TABLE, type PostgresTable, postgresSql, postgresTableSql } from './postgres/statements.js';
import { assertStorable, WrongKindError } from './storable-text.js';
import { type Connection, parseStoreOptions } from './store-options.js';

export type { CallVerificationStore, StoreFinding } from '../ports/store.js';
export type { PostgresTable } from './postgres/statements.js';

/** A `Pool` of `pg`, or anything that runs one statement with `$1` parameters. */
export interface PostgresPool {
  /** Runs the statement and returns its rows as objects. */
  query(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
}

/** Options of `createPostgresStore`. */
export interface PostgresStoreOptions extends PostgresTable {
  /** A pool, not one client, because the store's statements must not be part of another transaction. */
  readonly pool: PostgresPool;
  /** Whether to create the table at the first use if it is missing. `false`: a migration did it, with `postgresSchema()`. @default true */
  readonly createIfMissing?: boolean | undefined;
  /**
   * The clock by which keys expire; the clocks of all its processes, and the server's, should agree to a minute. Expired rows are deleted
   * when they have expired by the server's clock, too.
   * @default Date.now
   */
  readonly clock?: (() => number) | undefined;
}

/** PostgreSQL cuts longer names, and the store adds a suffix to index names. */
const nameOption = () => option.text().regex(/^[^\0]{1,50}$/, { error: 'a name of at most 50 characters' });

const tableShape = {
  table: nameOption().default(DEFAULT_TABLE),
  schema: nameOption().default(DEFAULT_SCHEMA),
} satisfies ShapeOf<PostgresTable>;
const tableSchema = z.strictObject(tableShape);

const CONNECTION: Connection = {
  member: 'pool',
  example: '{ pool }',
  is: (value) => 'query' in value && typeof value.query === 'function',
};

const schema = z.strictObject(
  {
    ...tableShape,
    pool: option.object<PostgresPool>(CONNECTION.is, 'a pool with query(text, values)'),
    createIfMissing: option.flag().default(true),
    clock: option.callback<() => number>().default(() => () => Date.now()),
  } satisfies ShapeOf<PostgresStoreOptions>,
  { error: optionsObject('an object such as { pool }, with a Pool of pg') },
);

/** What `createPostgresStore` returns. */
export interface PostgresStore extends CallVerificationStore {
  /** Ends the deletion of expired rows in the background, and waits for a batch that runs. Call it before the pool's `end`. */
  close(): Promise<void>;
}

interface Row {
  readonly key: string;
  readonly value: string | null;
  /** A bigint, which drivers return as text. */
  readonly total: string | number | bigint | null;
}

/** The SQL that makes the store's table, for a migration. */
export function postgresSchema(options: PostgresTable = {}): string {
  return postgresTableSql(parseOptions('postgresSchema', tableSchema, options));
}

/**
 * A store in a PostgreSQL table: an acknowledged write survives a crash, as far as `synchronous_commit` guarantees that.
 *
 * One statement for each operation, or for all reads that are asked for together, without prepared names or session settings, so it works behind a pooler in transaction mode.
 *
 * Expired rows are deleted with the verbs and once a minute, in the background; `close` ends that, and the host then closes the pool.
 *
 * @throws {ConfigurationError}
 */
export function createPostgresStore(options: PostgresStoreOptions): PostgresStore {
  const { pool, table, schema: schemaName, createIfMissing, clock } = parseStoreOptions('createPostgresStore', schema, options, CONNECTION);
  const sql = postgresSql({ table, schema: schemaName });
  warnOfMissingTimeouts(pool);
  let ready: Promise<unknown> | undefined = createIfMissing ? undefined : Promise.resolve();

  const createTable = async (): Promise<void> => {
    // The table is looked for first, because a role that may use it may not be allowed to create it.
    const { rows } = await pool.query('SELECT to_regclass($1::text) IS NOT NULL AS "isThere"', [sql.name]);
    if (!(rows as { isThere: boolean }[])[0]?.isThere) await pool.query(sql.create);
  };
  const run = async <T>(text: string, values: unknown[]): Promise<readonly T[]> => {
    ready ??= createTable().catch((error: unknown) => {
      ready = undefined;
      throw error;
    });
    await ready;
    return retryIfSerial(async () => (await pool.query(text, values)).rows as T[]);
  };
  const check = createPruneCheck(sql.name);
  // It never makes the table: where there is none, nothing has expired.
  const pruneBatch = async (): Promise<number> => {
    const before = clock();
    const { rows } = await retryIfSerial(() => pool.query(sql.prune, [timeOf(before)])).catch((error: unknown) => {
      check.onRefused(error);
      throw error;
    });
    const [told] = rows as { gone: number; serverTime: string }[];
    if (told === undefined) return 0;
    // A clock that the host gives may show any time, as those of tests do.
    if (options.clock === undefined) check.onServerTime(Number(told.serverTime), before, clock());
    return told.gone;
  };
  const pruner = createPruner({ pruneBatch, isPoolEnded: () => 'ending' in pool && pool.ending === true });
  const read = createReads(async (keys) => {
    const [first, ...more] = keys;
    const [text, which] = more.length === 0 ? [sql.get, first] : [sql.getMany, JSON.stringify(keys)];
    const rows = await run<Row>(text, [which, timeOf(clock())]);
    pruner.afterVerb();
    return new Map(rows.map((row) => [row.key, row]));
  });

  return {
    async get(key) {
      assertStorable(key);
      const row = await read(key);
      if (row === undefined) return undefined;
      if (row.value === null) throw new WrongKindError('counter');
      return row.value;
    },
    async put(key, value, { expected, expiresAt }) {
      assertStorable(key, value, expected);
      const values = [key, value, timeOf(expiresAt), timeOf(clock())];
      const rows = await (expected === null ? run(sql.putNew, values) : run(sql.putOver, [...values, expected]));
      pruner.afterVerb();
      return rows.length > 0;
    },
    async delete(key) {
      assertStorable(key);
      await run(sql.delete, [key]);
      pruner.afterVerb();
    },
    async count(key, amount, { expiresAt }) {
      assertStorable(key);
      if (amount === 0) {
        const present = await read(key);
        if (present?.total === null) throw new WrongKindError('value');
        return Number(present?.total ?? 0);
      }
      const [row] = await run<Row>(sql.count, [key, amount, timeOf(expiresAt), timeOf(clock())]);
      pruner.afterVerb();
      if (row === undefined) throw new WrongKindError('value');
      return Number(row.total);
    },
    async now() {
      const { rows } = await pool.query(sql.now);
      return Number((rows as { now?: unknown }[])[0]?.now);
    },
    inspect: () => inspectPostgres(pool, { table, schema: schemaName, name: sql.name, createIfMissing }),
    close: () => pruner.close(),
  };
}

/** PostgreSQL's bigint accepts no fractions. */
function timeOf(milliseconds: number): number {
  return Math.ceil(milliseconds);
}

const SERIALIZATION_FAILURE = '40001';
const MOST_TRIES = 20;

/** If the host's default isolation is stricter than READ COMMITTED, a statement that meets another write fails and must be repeated. */
async function retryIfSerial<T>(work: () => Promise<T>): Promise<T> {
  for (let left = MOST_TRIES - 1; ; left -= 1) {
    try {
      return await work();
    } catch (error) {
      if (left === 0 || (error as { code?: unknown }).code !== SERIALIZATION_FAILURE) throw error;
    }
  }
}
