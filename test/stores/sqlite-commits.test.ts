import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createSqliteStore, type SqliteDatabase } from '../../src/stores/sqlite.js';
import { HOUR } from '../support/test-clock.js';
import { newSqlitePath, openForTest, openLibsql } from './sqlite-file.js';

const expiresAt = Date.now() + HOUR;
const write = { expected: null, expiresAt };
const timeoutMs = 60_000;
const nextTurn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** A connection that notes how its transactions begin and end, and in whose place `instead` may act. */
function watch(database: SqliteDatabase, instead: (sql: string) => void = () => undefined) {
  const noted: string[] = [];
  const watched: SqliteDatabase = {
    prepare: (sql) => database.prepare(sql),
    exec(sql) {
      if (/^(BEGIN|COMMIT|ROLLBACK)/.test(sql)) noted.push(sql);
      instead(sql);
      return database.exec(sql);
    },
  };
  return { watched, noted, times: (sql: string) => noted.filter((each) => each === sql).length };
}

async function openWal(path: string): Promise<SqliteDatabase> {
  const database = openLibsql(path);
  database.exec('PRAGMA busy_timeout = 0');
  database.exec('PRAGMA journal_mode = WAL');
  return database;
}

const range = (length: number): readonly number[] => Array.from({ length }, (_, index) => index);
const statuses = (results: readonly PromiseSettledResult<unknown>[]): readonly string[] => results.map(({ status }) => status);
const full = (): never => {
  throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
};

describe.each([
  ['the driver that openSqlite takes', openForTest],
  ['libsql', openWal],
])('the writes of a SQLite connection, by %s', (_, open) => {
  it('share one commit if they are asked for at the same time, also in two tables', async () => {
    const { watched, noted } = watch(await open(newSqlitePath()));
    const [first, second] = ['first', 'second'].map((table) => createSqliteStore({ database: watched, table, timeoutMs }));
    if (first === undefined || second === undefined) throw new Error('no store');
    const results = await Promise.all([
      ...range(10).map((index) => first.put(`key ${index}`, 'value', write)),
      ...range(10).map(() => second.count('counter', 1, { expiresAt })),
      first.delete('key 0'),
    ]);
    expect(noted).toEqual(['BEGIN IMMEDIATE', 'COMMIT']);
    expect(results).toEqual([...Array(10).fill(true), ...range(10).map((index) => index + 1), undefined]);
  });

  it('share the next commit if they are asked for while another one is made', async () => {
    const { watched, times } = watch(await open(newSqlitePath()));
    const store = createSqliteStore({ database: watched, timeoutMs });
    const work = async (worker: number): Promise<void> => {
      for (let round = 0; round < 5; round += 1) await store.count(`counter ${worker}`, 1, { expiresAt });
    };
    await Promise.all(range(20).map(work));
    expect(times('COMMIT')).toBe(5);
    expect(await Promise.all(range(20).map((worker) => store.count(`counter ${worker}`, 0, { expiresAt })))).toEqual(Array(20).fill(5));
  });

  it('are done in the order in which they were asked for', async () => {
    const { watched, times } = watch(await open(newSqlitePath()));
    const store = createSqliteStore({ database: watched, timeoutMs });
    const results = await Promise.all([
      store.put('key', 'first', write),
      store.put('key', 'second', { expected: 'first', expiresAt }),
      store.put('key', 'third', { expected: 'first', expiresAt }),
      store.delete('key'),
      store.put('key', 'fourth', write),
      store.put('key', 'fifth', write),
    ]);
    expect(results).toEqual([true, true, false, undefined, true, false]);
    expect(await store.get('key')).toBe('fourth');
    expect(times('COMMIT')).toBe(1);
  });

  it('hold the lock for 64 of them at most, and then let the process go on', async () => {
    const { watched, noted } = watch(await open(newSqlitePath()), (sql) => {
      if (sql === 'COMMIT') setImmediate(() => noted.push('else'));
    });
    const store = createSqliteStore({ database: watched, timeoutMs });
    await store.get('the table is made');
    await Promise.all(range(129).map((index) => store.count(`counter ${index}`, 1, { expiresAt })));
    expect(noted.join(', ')).toMatch(/^BEGIN IMMEDIATE, COMMIT, else, BEGIN IMMEDIATE, COMMIT, else, BEGIN IMMEDIATE, COMMIT/);
  });

  it('tell nobody a success if the commit fails, and write nothing', async () => {
    let isFull = true;
    const { watched, times } = watch(await open(newSqlitePath()), (sql) => void (sql === 'COMMIT' && isFull && full()));
    const store = createSqliteStore({ database: watched, timeoutMs });
    const failed = await Promise.allSettled(range(5).map(() => store.count('counter', 1, { expiresAt })));
    expect(failed).toEqual(Array(5).fill({ status: 'rejected', reason: expect.objectContaining({ code: 'SQLITE_FULL' }) }));
    expect(times('COMMIT')).toBe(1);
    expect(await store.count('counter', 0, { expiresAt })).toBe(0);
    isFull = false;
    expect(await store.count('counter', 1, { expiresAt })).toBe(1);
  });

  it('fail one by one if one of them cannot be done: the others are done once', async () => {
    const path = newSqlitePath();
    const store = createSqliteStore({ database: await open(path), timeoutMs });
    const results = await Promise.allSettled([
      store.count('counter', 1, { expiresAt }),
      store.put('key', 'value', { expected: null, expiresAt: Number.NaN }),
      store.count('counter', 1, { expiresAt }),
      store.count('other', 1, { expiresAt: Number.NaN }),
      store.put('key', 'value', write),
    ]);
    expect(statuses(results)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected', 'fulfilled']);
    const other = createSqliteStore({ database: await open(path), timeoutMs });
    expect(await other.count('counter', 1, { expiresAt })).toBe(3);
    expect(await store.count('counter', 0, { expiresAt })).toBe(3);
    expect(await store.get('key')).toBe('value');
    expect(await store.get('other')).toBe(undefined);
  });

  it('fail alone if their table cannot be made', async () => {
    const database = await open(newSqlitePath());
    const store = createSqliteStore({ database, timeoutMs });
    database.exec('CREATE VIEW taken AS SELECT 1');
    const impossible = createSqliteStore({ database, table: 'taken', timeoutMs });
    const results = await Promise.allSettled([
      store.put('key', 'value', write),
      impossible.put('key', 'value', write),
      store.count('counter', 1, { expiresAt }),
    ]);
    expect(statuses(results)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await store.get('key')).toBe('value');
  });

  it('leave no transaction open for what else is done on the connection', async () => {
    const database = await open(newSqlitePath());
    const store = createSqliteStore({ database, timeoutMs });
    await store.get('the table is made');
    database.exec('CREATE TABLE own (number INTEGER)');
    let isDone = false;
    const writing = Promise.all(range(300).map((index) => store.count(`counter ${index % 7}`, 1, { expiresAt }))).finally(() => {
      isDone = true;
    });
    let turns = 0;
    while (!isDone) {
      database.exec('BEGIN');
      database.exec('INSERT INTO own VALUES (1)');
      database.exec('COMMIT');
      turns += 1;
      await nextTurn();
    }
    await writing;
    expect(database.prepare('SELECT count(*) AS rows FROM own').get()).toMatchObject({ rows: turns });
  });

  it('that come in a transaction of the host fail, and those that have their turn after it are done', async () => {
    const database = await open(newSqlitePath());
    const store = createSqliteStore({ database, timeoutMs });
    await store.put('key', 'first', write);
    database.exec('BEGIN');
    const first = store.put('key', 'second', { expected: 'first', expiresAt });
    const others = [store.count('counter', 1, { expiresAt }), store.put('other', 'value', write)];
    await expect(first).rejects.toThrow('within a transaction');
    expect(await store.get('key')).toBe('first');
    database.exec('COMMIT');
    expect(await Promise.all(others)).toEqual([1, true]);
    expect(await store.get('key')).toBe('first');
  });

  it('are not what reads wait for, and reads begin no transaction', async () => {
    const { watched, noted } = watch(await open(newSqlitePath()));
    const store = createSqliteStore({ database: watched, timeoutMs });
    await store.put('key', 'first', write);
    await nextTurn();
    noted.length = 0;
    const order: string[] = [];
    const writing = store.put('key', 'second', { expected: 'first', expiresAt }).then(() => order.push('put'));
    expect(await Promise.all([store.get('key'), store.count('counter', 0, { expiresAt })])).toEqual(['first', 0]);
    order.push('get');
    expect(noted).toEqual([]);
    await writing;
    expect(order).toEqual(['get', 'put']);
    expect(await store.get('key')).toBe('second');
    expect(noted).toEqual(['BEGIN IMMEDIATE', 'COMMIT']);
  });
});

it('the writes of a SQLite connection whose commit must wait for a reader are answered once, and done once', async () => {
  const path = newSqlitePath();
  // Without a write-ahead log, a reader keeps a writer from its commit.
  const reader = openLibsql(path);
  const { watched, times } = watch(openLibsql(path));
  watched.exec('PRAGMA busy_timeout = 0');
  const store = createSqliteStore({ database: watched, timeoutMs });
  await store.count('counter', 1, { expiresAt });
  while (times('COMMIT') < 2) await nextTurn(); // what has expired is deleted after the first write
  reader.exec('BEGIN');
  reader.prepare('SELECT total FROM call_verification').all();
  let answered = 0;
  const counting = range(10).map(async () => {
    const total = await store.count('counter', 1, { expiresAt });
    answered += 1;
    return total;
  });
  while (times('ROLLBACK') < 3) await nextTurn();
  expect(answered).toBe(0);
  reader.exec('COMMIT');
  expect(await Promise.all(counting)).toEqual(range(10).map((index) => index + 2));
});

it('a SQLite store whose process is killed before a commit keeps all that was answered, and nothing of the rest', async () => {
  const path = newSqlitePath();
  const program = fileURLToPath(new URL('sqlite-killed-writer.ts', import.meta.url));
  const tsx = createRequire(import.meta.url).resolve('tsx');
  const child = spawn(process.execPath, ['--import', tsx, program, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  expect(await once(child, 'close')).toEqual([null, 'SIGKILL']);
  expect(output).toBe('1 2 3 4 5 6 7 8 9 10\n');
  const store = createSqliteStore({ database: await openForTest(path), timeoutMs });
  expect(await store.count('counter', 1, { expiresAt })).toBe(11);
});
