import { describe, expect, it } from 'vitest';
import { createSqliteStore, type OpenedSqlite, openSqlite, type SqliteDatabase } from '../../src/stores/sqlite.js';
import { HOUR } from '../support/test-clock.js';
import { newSqlitePath, openForTest, openLibsql } from './sqlite-file.js';

const nextTurn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** A connection whose tries to write are counted, by turns of the event loop. */
function countTries(database: SqliteDatabase) {
  let [inThisTurn, mostInATurn, all] = [0, 0, 0];
  const counted: SqliteDatabase = {
    prepare: (sql) => database.prepare(sql),
    exec(sql) {
      if (sql === 'BEGIN IMMEDIATE') {
        if (inThisTurn === 0) {
          setImmediate(() => {
            inThisTurn = 0;
          });
        }
        inThisTurn += 1;
        all += 1;
        mostInATurn = Math.max(mostInATurn, inThisTurn);
      }
      return database.exec(sql);
    },
  };
  return { counted, tries: () => ({ mostInATurn, all }) };
}

const expiresAt = Date.now() + HOUR;
const write = { expected: null, expiresAt };

async function openWal(path: string): Promise<OpenedSqlite> {
  const database = openLibsql(path);
  database.exec('PRAGMA busy_timeout = 0');
  database.exec('PRAGMA journal_mode = WAL');
  return database;
}

describe.each([
  ['the driver that openSqlite takes', openForTest],
  ['libsql', openWal],
])('the verbs of one SQLite connection, by %s', (_, open) => {
  it('try one at a time, also of two stores, while another connection holds the lock', async () => {
    const path = newSqlitePath();
    const other = await open(path);
    const { counted, tries } = countTries(await open(path));
    const first = createSqliteStore({ database: counted, table: 'first', timeoutMs: 60_000 });
    const second = createSqliteStore({ database: counted, table: 'second', timeoutMs: 60_000 });
    await Promise.all([first.get('key'), second.get('key')]);
    other.exec('BEGIN IMMEDIATE');
    const puts = Array.from({ length: 50 }, (_, index) => (index % 2 === 0 ? first : second).put(`key ${index}`, 'value', write));
    while (tries().all < 20) await nextTurn();
    expect(tries().mostInATurn).toBe(1);
    expect(await first.get('key')).toBe(undefined);
    other.exec('COMMIT');
    expect(await Promise.all(puts)).toEqual(Array(50).fill(true));
    expect(tries().mostInATurn).toBe(1);
  });

  it('let the process go on after each try', async () => {
    const { counted, tries } = countTries(await open(newSqlitePath()));
    const store = createSqliteStore({ database: counted, timeoutMs: 60_000 });
    await Promise.all(Array.from({ length: 100 }, () => store.count('counter', 1, { expiresAt })));
    expect(await store.count('counter', 0, { expiresAt })).toBe(100);
    expect(tries().mostInATurn).toBe(1);
  });

  it('fail when their own time is over, although others wait longer before them', async () => {
    const path = newSqlitePath();
    const other = await open(path);
    const database = await open(path);
    const patient = createSqliteStore({ database, timeoutMs: 60_000 });
    const hasty = createSqliteStore({ database, timeoutMs: 30 });
    await patient.put('key', 'first', write);
    other.exec('BEGIN IMMEDIATE');
    const waiting = patient.put('key', 'second', { expected: 'first', expiresAt });
    await expect(hasty.put('key', 'third', { expected: 'first', expiresAt })).rejects.toMatchObject({ code: 'SQLITE_BUSY' });
    await expect(hasty.count('counter', 1, { expiresAt })).rejects.toThrow('locked');
    other.exec('COMMIT');
    expect(await waiting).toBe(true);
    expect(await hasty.get('key')).toBe('second');
    expect(await hasty.count('counter', 0, { expiresAt })).toBe(0);
  });

  it('are not spoilt by one of them that meets a key of the other kind', async () => {
    const store = createSqliteStore({ database: await open(newSqlitePath()), timeoutMs: 60_000 });
    await store.put('value', 'value', write);
    const results = await Promise.allSettled([
      store.count('counter', 1, { expiresAt }),
      store.count('value', 1, { expiresAt }),
      store.count('counter', 1, { expiresAt }),
      store.put('other', 'value', write),
    ]);
    expect(results.map((result) => (result.status === 'fulfilled' ? result.value : (result.reason as Error).name))).toEqual([
      1,
      'WrongKindError',
      2,
      true,
    ]);
  });
});

it('the verbs that wait all fail at once when their SQLite connection is closed', async () => {
  const path = newSqlitePath();
  const other = await openForTest(path);
  const database = await openSqlite(path);
  const store = createSqliteStore({ database, timeoutMs: 60_000 });
  await store.put('key', 'value', write);
  other.exec('BEGIN IMMEDIATE');
  const waiting = Array.from({ length: 5 }, (_, index) => store.put(`key ${index}`, 'value', write));
  await nextTurn();
  database.close();
  for (const { status } of await Promise.allSettled(waiting)) expect(status).toBe('rejected');
  await expect(store.put('key', 'other', write)).rejects.toThrow();
  other.exec('COMMIT');
});

it('the verbs of a SQLite connection without a write-ahead log wait also to read, while another connection writes', async () => {
  const path = newSqlitePath();
  const other = openLibsql(path);
  const database = openLibsql(path);
  database.exec('PRAGMA busy_timeout = 0');
  const store = createSqliteStore({ database, timeoutMs: 60_000 });
  await store.put('key', 'first', write);
  other.exec('BEGIN EXCLUSIVE');
  let isDone = false;
  const reading = Promise.all([store.get('key'), store.get('key')]).finally(() => {
    isDone = true;
  });
  for (let turn = 0; turn < 10; turn += 1) await nextTurn();
  expect(isDone).toBe(false);
  other.exec("UPDATE call_verification SET value = 'second'");
  other.exec('COMMIT');
  expect(await reading).toEqual(['second', 'second']);
});
