import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createSqliteStore, openSqlite } from '../../src/stores/sqlite.js';

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
