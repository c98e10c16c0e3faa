/** Opens a SQLite database with any driver that is installed; an acknowledged write is on the disk. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { ConfigurationError } from '../../options/configuration-error.js';
import { loadPeer } from '../import-peer.js';
import type { SqliteDatabase } from './driver.js';
import { createTurns } from './turns.js';

/** A connection, which its opener closes. */
export interface OpenedSqlite extends SqliteDatabase {
  /** Closes the connection. */
  close(): unknown;
}

type OpenPath = (path: string) => OpenedSqlite;
type Constructor = new (path: string) => OpenedSqlite;

const OPENING_TIMEOUT_MS = 5000;

/** What the log keeps of the disk after something has read for long. In ordinary work it takes 4 MB, so it is not cut all the time. */
const LONGEST_LOG_BYTES = 64 * 2 ** 20;

const PEERS = ['libsql', 'better-sqlite3'] as const;

/**
 * Opens the database at `path` with `node:sqlite` (Node 22.13 or later), else with an installed `libsql` or `better-sqlite3`. Folder and
 * file are created if they are missing. WAL, `synchronous = FULL`, a log of at most 64 MB once nothing reads for long, and no waiting in the
 * driver.
 *
 * @throws {ConfigurationError} saying what to install, if there is no driver
 */
export async function openSqlite(path: string): Promise<OpenedSqlite> {
  if (typeof path !== 'string' || path === '') throw new ConfigurationError('openSqlite', 'path', 'must be the path of a file.');
  const open = (await openWithNode()) ?? (await openWithPeer());
  if (open === undefined) {
    throw new ConfigurationError('openSqlite', 'path', 'needs a driver: Node 22.13 or later has one; on older ones, npm install libsql.');
  }
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
  const database = open(path);
  try {
    // A driver that waits for a lock blocks the process, so it is the store that waits.
    database.exec('PRAGMA busy_timeout = 0');
    // To switch to WAL needs an exclusive lock, and SQLite does not wait for it here.
    await createTurns().take(OPENING_TIMEOUT_MS, () => database.exec('PRAGMA journal_mode = WAL'));
    database.exec('PRAGMA synchronous = FULL');
    database.exec(`PRAGMA journal_size_limit = ${LONGEST_LOG_BYTES}`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

async function openWithNode(): Promise<OpenPath | undefined> {
  // Not an import, because bundlers and older Nodes do not know the name.
  const sqlite = process.getBuiltinModule('node:sqlite') as { readonly DatabaseSync: Constructor } | undefined;
  return sqlite && ((path) => new sqlite.DatabaseSync(path));
}

async function openWithPeer(): Promise<OpenPath | undefined> {
  for (const name of PEERS) {
    // A driver cannot be bundled: it has a binary.
    const Driver = await loadPeer<Constructor>(name);
    if (Driver !== undefined) return (path) => new Driver(path);
  }
  return undefined;
}
