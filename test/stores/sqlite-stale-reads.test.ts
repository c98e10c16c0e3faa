import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createSqliteStore, openSqlite } from '../../src/stores/sqlite.js';
import { openLibsql } from './sqlite-file.js';

it('a store that gave up a write reads what others wrote since', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'call-verification-stale-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'calls.db');
  const [ours, theirs, blocker] = await Promise.all([openSqlite(path), openSqlite(path), openSqlite(path)]);
  onTestFinished(() => void [ours, theirs, blocker].map((database) => database.close()));
  const store = createSqliteStore({ database: ours, timeoutMs: 50 });
  const other = createSqliteStore({ database: theirs });
  const expiresAt = Date.now() + 60_000;
  await other.put('key', 'first', { expected: null, expiresAt });
  expect(await store.get('key')).toBe('first');

  blocker.exec('BEGIN IMMEDIATE');
  await expect(store.put('key', 'ours', { expected: 'first', expiresAt })).rejects.toThrow();
  blocker.exec('COMMIT');
  expect(await store.get('key')).toBe('first');

  await other.put('key', 'second', { expected: 'first', expiresAt });
  expect(await store.get('key')).toBe('second');
});

it('a store whose read was given up answers the next one with its own key, not with that of the one before', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'call-verification-stale-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'calls.db');
  // Without a write-ahead log, a reader waits for a writer.
  const [ours, blocker] = [openLibsql(path), openLibsql(path)];
  ours.exec('PRAGMA busy_timeout = 0');
  const store = createSqliteStore({ database: ours, timeoutMs: 50 });
  const expiresAt = Date.now() + 60_000;
  for (const key of ['a', 'b']) await store.put(key, `of ${key}`, { expected: null, expiresAt });
  await store.count('counter a', 7, { expiresAt });
  await store.count('counter b', 1, { expiresAt });

  blocker.exec('BEGIN EXCLUSIVE');
  await expect(store.get('a')).rejects.toThrow('locked');
  blocker.exec('COMMIT');
  expect(await store.get('b')).toBe('of b');

  blocker.exec('BEGIN EXCLUSIVE');
  await expect(store.count('counter a', 0, { expiresAt })).rejects.toThrow('locked');
  blocker.exec('COMMIT');
  expect(await store.count('counter b', 0, { expiresAt })).toBe(1);
});
