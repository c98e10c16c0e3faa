/** The SQLite store: durable, without a server, for the processes of one machine. */
import { z } from 'zod';
import { option, optionsObject, type ShapeOf } from '../options/parse-options.js';
import type { CallVerificationStore } from '../ports/store.js';
import { createPruneSchedule } from './pruning.js';
import type { SqliteDatabase, SqliteStatement } from './sqlite/driver.js';
import { inspectSqlite } from './sqlite/inspect-sqlite.js';
import { queueOf } from './sqlite/queue.js';
import { type SqliteSql, sqliteSql } from './sqlite/statements.js';
import { assertStorable, WrongKindError } from './storable-text.js';
import { type Connection, parseStoreOptions } from './store-options.js';

export type { CallVerificationStore, StoreFinding } from '../ports/store.js';
export type { SqliteDatabase, SqliteParameter, SqliteStatement } from './sqlite/driver.js';
export { type OpenedSqlite, openSqlite } from './sqlite/open-sqlite.js';

/** Options of `createSqliteStore`. */
export interface SqliteStoreOptions {
  /**
   * The connection of `openSqlite`, or one of `node:sqlite`, `better-sqlite3` or `libsql` that only stores use, set to WAL,
   * `synchronous = FULL`, `busy_timeout = 0` and a `journal_size_limit`.
   */
  readonly database: SqliteDatabase;
  /** The table's name, at most 100 characters; created at the first use if it is missing. @default 'call_verification' */
  readonly table?: string | undefined;
  /**
   * How long an operation may wait for its turn and for another process that locks the database: 1 to 60 000 milliseconds. @default 2000
   */
  readonly timeoutMs?: number | undefined;
  /** The clock by which keys expire; the clocks of all its processes should agree to a minute. @default Date.now */
  readonly clock?: (() => number) | undefined;
}

const CONNECTION: Connection = {
  member: 'database',
  example: '{ database: await openSqlite(path) }',
  is: (value) => 'exec' in value && typeof value.exec === 'function' && 'prepare' in value && typeof value.prepare === 'function',
};

const schema = z.strictObject(
  {
    database: option.object<SqliteDatabase>(CONNECTION.is, 'a database with exec and prepare, such as await openSqlite(path)'),
    table: option.text().max(100, { error: 'at most 100 characters' }).default('call_verification'),
    timeoutMs: option.integer(1, 60_000).default(2000),
    clock: option.callback<() => number>().default(() => () => Date.now()),
  } satisfies ShapeOf<SqliteStoreOptions>,
  { error: optionsObject(`an object such as ${CONNECTION.example}`) },
);

type Statements = { readonly [Verb in Exclude<keyof SqliteSql, 'schema'>]: SqliteStatement };

interface Row {
  readonly value: string | null;
  readonly total: number | bigint | null;
}

/**
 * A store in a SQLite database: an acknowledged write survives a crash of the process and of the machine.
 *
 * Any number of processes of one machine may share the file, but not over a network file system. The host closes the database.
 *
 * @throws {ConfigurationError}
 */
export function createSqliteStore(options: SqliteStoreOptions): CallVerificationStore {
  const { database, table, timeoutMs, clock } = parseStoreOptions('createSqliteStore', schema, options, CONNECTION);
  const isPruneDue = createPruneSchedule();
  const queue = queueOf(database);
  let prepared: Statements | undefined;

  // At the first operation, not before: to create the table may have to wait for another process.
  const statements = (): Statements => {
    prepared ??= prepareAll(database, sqliteSql(table));
    return prepared;
  };
  // All rows, of which there is at most one. After an error, libsql's `get` ignores new parameters, and answers for the key before.
  const readRow = async (key: string): Promise<Row | undefined> => {
    const [row] = await queue.read(timeoutMs, () => statements().get.all(key, clock()) as Row[]);
    return row;
  };
  const write = <T>(work: (statements: Statements) => T): Promise<T> => queue.write(timeoutMs, statements, work);
  const pruneIfDue = (): void => {
    if (!isPruneDue()) return;
    // Nobody waits for it. If it fails, the next batch comes soon.
    write(({ prune }) => prune.run(clock())).catch(() => undefined);
  };

  return {
    async get(key) {
      assertStorable(key);
      const row = await readRow(key);
      if (row === undefined) return undefined;
      if (row.value === null) throw new WrongKindError('counter');
      return row.value;
    },
    async put(key, value, { expected, expiresAt }) {
      assertStorable(key, value, expected);
      const { changes } = await write(({ putNew, putOver }) =>
        expected === null
          ? putNew.run(key, value, expiresAt, clock())
          : putOver.run(value, value, expiresAt, key, clock(), value, expected),
      );
      pruneIfDue();
      return Number(changes) > 0;
    },
    async delete(key) {
      assertStorable(key);
      await write((all) => all.delete.run(key));
    },
    async count(key, amount, { expiresAt }) {
      assertStorable(key);
      if (amount === 0) return readTotal(await readRow(key));
      const [row] = await write(({ count }) => {
        const now = clock();
        return count.all(key, amount, expiresAt, now, amount, now, now) as Row[];
      });
      pruneIfDue();
      if (row === undefined) throw new WrongKindError('value');
      return Number(row.total);
    },
    inspect: () => queue.read(timeoutMs, () => inspectSqlite(database)),
  };
}

function prepareAll(database: SqliteDatabase, sql: SqliteSql): Statements {
  database.exec(sql.schema);
  return {
    get: database.prepare(sql.get),
    putNew: database.prepare(sql.putNew),
    putOver: database.prepare(sql.putOver),
    delete: database.prepare(sql.delete),
    count: database.prepare(sql.count),
    prune: database.prepare(sql.prune),
  };
}

function readTotal(row: Row | undefined): number {
  if (row === undefined) return 0;
  if (row.total === null) throw new WrongKindError('value');
  return Number(row.total);
}
