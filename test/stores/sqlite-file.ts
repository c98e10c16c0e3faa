/** SQLite databases in files of their own, with the drivers that are there. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Libsql from 'libsql';
import { onTestFinished } from 'vitest';
import { type OpenedSqlite, openSqlite } from '../../src/stores/sqlite.js';

/** A path for a database that is gone after the test. */
export function newSqlitePath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'express-call-verification-sqlite-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'calls.db');
}

/** Closed before its folder goes. */
export async function openForTest(path = newSqlitePath()): Promise<OpenedSqlite> {
  const database = await openSqlite(path);
  onTestFinished(() => {
    database.close();
  });
  return database;
}

/** A connection by libsql, whatever Node this is. */
export function openLibsql(path: string): OpenedSqlite {
  const database = new Libsql(path);
  onTestFinished(() => {
    database.close();
  });
  return database;
}

export const hasNodeSqlite = process.getBuiltinModule('node:sqlite') !== undefined;
