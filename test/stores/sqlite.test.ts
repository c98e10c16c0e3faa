import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { sqliteSql } from '../../src/stores/sqlite/statements.js';
import { createSqliteStore, openSqlite, type SqliteDatabase } from '../../src/stores/sqlite.js';
import { storeContract } from '../../src/testing/index.js';
import { createTestClock, HOUR, MINUTE } from '../support/test-clock.js';
import { describeSharedStore } from './shared-store.js';
import { hasNodeSqlite, newSqlitePath, openForTest, openLibsql } from './sqlite-file.js';
import { itSurvivesOutage } from './store-outage.js';

const clock = createTestClock();
const contract = { describe, it, clock, advance: clock.advance };

/** For a hundred writes that wait for a slow disk. */
const timeoutMs = 60_000;

storeContract('the SQLite store', async () => createSqliteStore({ database: await openForTest(), timeoutMs, clock }), contract);
storeContract('the SQLite store on libsql', () => createSqliteStore({ database: openLibsql(newSqlitePath()), timeoutMs, clock }), contract);

describeSharedStore('the SQLite store', async () => {
  const path = newSqlitePath();
  return Promise.all([1, 2, 3].map(async () => createSqliteStore({ database: await openForTest(path), timeoutMs })));
});

/** Starts a process that writes; its output so far, and its end. */
function startWriter(path: string, name: string, writes: number) {
  const program = fileURLToPath(new URL('sqlite-writer.ts', import.meta.url));
  const tsx = createRequire(import.meta.url).resolve('tsx');
  const child = spawn(process.execPath, ['--import', tsx, program, path, name, String(writes)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  return { child, ended: once(child, 'close'), written: () => output.split('\n').length - 1 };
}

describe('the SQLite store, shared by processes that know nothing of each other', { timeout: 60_000 }, () => {
  it('loses no write and makes none twice', async () => {
    const path = newSqlitePath();
    const writers = ['a', 'b', 'c'].map((name) => startWriter(path, name, 40));
    for (const { ended } of writers) expect(await ended).toEqual([0, null]);
    const store = createSqliteStore({ database: await openForTest(path) });
    expect(await store.count('counter', 0, { expiresAt: 0 })).toBe(120);
    expect((await store.get('chain'))?.split('.')[0]).toBe('120');
  });

  it('keeps what it acknowledged when a process is killed', async () => {
    const path = newSqlitePath();
    const { child, ended, written } = startWriter(path, 'a', 100_000);
    while (written() < 20) await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await ended;
    const store = createSqliteStore({ database: await openForTest(path) });
    for (let write = 0; write < written(); write += 1) expect(await store.get(`a.${write}`)).toBe('written');
    expect(await store.count('counter', 0, { expiresAt: 0 })).toBeGreaterThanOrEqual(written());
  });
});

describe('the SQLite store, while another connection holds the database', () => {
  itSurvivesOutage(async () => {
    const path = newSqlitePath();
    const other = await openForTest(path);
    const store = createSqliteStore({ database: await openForTest(path) });
    return { store, hang: () => void other.exec('BEGIN IMMEDIATE'), heal: () => void other.exec('ROLLBACK') };
  });

  it('lets the process go on, and writes once it is free', async () => {
    const path = newSqlitePath();
    const store = createSqliteStore({ database: await openForTest(path) });
    const options = { expected: null, expiresAt: Date.now() + HOUR };
    await store.put('key', 'first', options);
    const other = await openForTest(path);
    other.exec('BEGIN IMMEDIATE');
    let isDone = false;
    const writing = store.put('other', 'value', options).then((isWritten) => {
      isDone = true;
      return isWritten;
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(isDone).toBe(false);
    expect(await store.get('key')).toBe('first');
    other.exec('COMMIT');
    expect(await writing).toBe(true);
  });

  it('gives up when its time is over, and works afterwards', async () => {
    const path = newSqlitePath();
    const store = createSqliteStore({ database: await openForTest(path), timeoutMs: 30 });
    const options = { expected: null, expiresAt: Date.now() + HOUR };
    const other = await openForTest(path);
    other.exec('BEGIN IMMEDIATE');
    // Not even its table can be made.
    await expect(store.put('key', 'value', options)).rejects.toThrow('locked');
    other.exec('ROLLBACK');
    expect(await store.put('key', 'value', options)).toBe(true);
    other.exec('BEGIN IMMEDIATE');
    await expect(store.count('counter', 1, options)).rejects.toThrow('locked');
    other.exec('ROLLBACK');
    expect(await store.count('counter', 1, options)).toBe(1);
  });
});

describe.each([
  ['the driver that openSqlite takes', openForTest],
  ['libsql', async (path: string) => openLibsql(path)],
])('a SQLite connection that gave up several writes, by %s', (_, open) => {
  it('reads what others wrote since, and writes again', async () => {
    const path = newSqlitePath();
    // By the same driver: two SQLite libraries in one process do not see each other's locks on a file (POSIX gives them to the process).
    const other = await open(path);
    const otherStore = createSqliteStore({ database: other });
    const store = createSqliteStore({ database: await open(path), timeoutMs: 30 });
    const expiresAt = Date.now() + HOUR;
    await store.put('key', 'first', { expected: null, expiresAt });
    await store.count('counter', 1, { expiresAt });
    // Reads once more, so that there is a state that it could stay at.
    await store.get('key');
    other.exec('BEGIN IMMEDIATE');
    const refused = await Promise.allSettled([
      store.put('key', 'ours', { expected: 'first', expiresAt }),
      store.put('new', 'ours', { expected: null, expiresAt }),
      store.count('counter', 1, { expiresAt }),
      store.delete('key'),
    ]);
    expect(refused.map(({ status }) => status)).toEqual(Array(4).fill('rejected'));
    other.exec('COMMIT');
    for (const [expected, value] of [
      ['first', 'second'],
      ['second', 'third'],
    ] as const) {
      await otherStore.put('key', value, { expected, expiresAt });
      expect(await store.get('key')).toBe(value);
    }
    expect(await store.put('key', 'fourth', { expected: 'third', expiresAt })).toBe(true);
    expect(await store.count('counter', 1, { expiresAt })).toBe(2);
    expect(await otherStore.get('key')).toBe('fourth');
  });
});

function rowsOf(database: SqliteDatabase, table = 'call_verification'): number {
  return Number((database.prepare(`SELECT count(*) AS rows FROM "${table}"`).get() as { rows: number }).rows);
}

describe('the table of the SQLite store', () => {
  it('sheds what has expired with later writes, in batches, and nothing else', async () => {
    const database = await openForTest();
    const store = createSqliteStore({ database, clock });
    for (let index = 0; index < 1000; index += 1) {
      await store.put(`old ${index}`, 'value', { expected: null, expiresAt: clock() + MINUTE });
    }
    await store.put('lasting', 'value', { expected: null, expiresAt: clock() + 2 * HOUR });
    clock.advance(HOUR);
    const before = rowsOf(database);
    for (let index = 0; index < 50; index += 1) await store.count('counter', 1, { expiresAt: clock() + HOUR });
    expect(before - rowsOf(database)).toBe(199);
    for (let index = 0; index < 500; index += 1) await store.count('counter', 1, { expiresAt: clock() + HOUR });
    expect(rowsOf(database)).toBe(2);
    expect(await store.get('lasting')).toBe('value');
  });

  it('is reached by its indexes only', async () => {
    const database = await openForTest();
    const { schema, ...statements } = sqliteSql('call_verification');
    database.exec(schema);
    for (const [verb, sql] of Object.entries(statements)) {
      const parameters = Array.from({ length: sql.split('?').length - 1 }, () => 1);
      const plan = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...parameters) as { detail: string }[];
      const details = plan.map(({ detail }) => detail);
      expect(
        details.filter((detail) => !/^(SEARCH .*USING|LIST SUBQUERY|CREATE BLOOM FILTER)/.test(detail)),
        verb,
      ).toEqual([]);
      // An insert looks its key up by the index that makes it unique, which is no line of the plan.
      if (!sql.includes('INSERT')) expect(details.length, verb).toBeGreaterThan(0);
    }
  });

  it('may have any name, and be one of several', async () => {
    const database = await openForTest();
    const names = ['a "quoted" name', "robert'); DROP TABLE students;--", 'select'];
    const stores = names.map((table) => createSqliteStore({ database, table }));
    for (const [index, store] of stores.entries()) {
      await store.put('key', `value ${index}`, { expected: null, expiresAt: Date.now() + HOUR });
    }
    for (const [index, store] of stores.entries()) expect(await store.get('key')).toBe(`value ${index}`);
    for (const name of names) expect(rowsOf(database, name.replaceAll('"', '""'))).toBe(1);
  });
});

describe('openSqlite', () => {
  it('makes folder and file, which are there for the next process', async () => {
    const path = `${newSqlitePath()}.folder/deeper/calls.db`;
    const first = await openSqlite(path);
    await createSqliteStore({ database: first }).put('key', 'value', { expected: null, expiresAt: Date.now() + HOUR });
    first.close();
    expect(await createSqliteStore({ database: await openForTest(path) }).get('key')).toBe('value');
  });

  it('sets WAL, full synchronisation, and no waiting in the driver', async () => {
    const database = await openForTest();
    const pragma = (name: string): unknown => Object.values(database.prepare(`PRAGMA ${name}`).get() as object)[0];
    expect([pragma('journal_mode'), pragma('synchronous'), pragma('busy_timeout')]).toEqual(['wal', 2, 0]);
  });

  it('lets the log shrink again that grew while something read for long', async () => {
    const path = newSqlitePath();
    const reader = await openForTest(path);
    const database = await openForTest(path);
    database.exec('PRAGMA synchronous = OFF');
    const store = createSqliteStore({ database, timeoutMs });
    const expiresAt = Date.now() + HOUR;
    await store.put('key', 'value', { expected: null, expiresAt });
    const logBytes = (): number => statSync(`${path}-wal`).size;
    reader.exec('BEGIN');
    rowsOf(reader);
    const large = 'x'.repeat(2 ** 20);
    for (let index = 0; index < 70; index += 1) await store.put(`large ${index}`, large, { expected: null, expiresAt });
    expect(logBytes()).toBeGreaterThan(70 * 2 ** 20);
    reader.exec('COMMIT');
    // One that copies the log into the database, one that begins it anew.
    for (const key of ['first', 'second']) await store.put(key, 'value', { expected: null, expiresAt });
    expect(logBytes()).toBe(64 * 2 ** 20);
  });

  it('takes the driver of Node where there is one, else one that is installed', async () => {
    expect((await openForTest()).constructor.name).toBe(hasNodeSqlite ? 'DatabaseSync' : 'Database');
  });

  it('refuses an empty path, which would be a database that nobody finds again', async () => {
    await expect(openSqlite('')).rejects.toThrow('openSqlite: option "path" must be the path of a file.');
  });
});

it.each([
  [{}, 'option "database" must be a database with exec and prepare, such as await openSqlite(path), but is undefined.'],
  [{ database: openSqlite(':memory:').then((database) => database.close()) }, 'option "database" must be a database'],
  [{ database: openLibsqlInMemory(), tabel: 'calls' }, 'option "tabel" is unknown. Did you mean "table"?'],
  [{ database: openLibsqlInMemory(), table: '' }, 'option "table" must be a non-empty string, but is an empty string.'],
])('the SQLite store refuses wrong options: %#', (options, message) => {
  // @ts-expect-error
  expect(() => createSqliteStore(options)).toThrow(`createSqliteStore: ${message}`);
});

function openLibsqlInMemory(): SqliteDatabase {
  return { exec: () => undefined, prepare: () => Object.create(null) };
}
