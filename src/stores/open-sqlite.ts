/** Opens a SQLite database with any driver that is installed; an acknowledged write is on the disk. */
import { mkdirSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { ConfigurationError } from '../options/configuration-error.js';
import { retryWhileBusy, type SqliteDatabase } from './sqlite-driver.js';

/** A connection, which its opener closes. */
export interface OpenedSqlite extends SqliteDatabase {
  /** Closes the connection. */
  close(): unknown;
}

type OpenPath = (path: string) => OpenedSqlite;
type Constructor = new (path: string) => OpenedSqlite;

/** The driver blocks the process while it waits, so it waits only about as long as another write takes; then the store tries again. */
const BUSY_TIMEOUT_MS = 10;
const OPENING_TIMEOUT_MS = 5000;

const PEERS = ['libsql', 'better-sqlite3'] as const;

/**
 * Opens the database at `path` with `node:sqlite` (Node 22.13 or later), else with an installed `libsql` or `better-sqlite3`. Folder and
 * file are created if they are missing. WAL, `synchronous = FULL`.
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
    database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
    // To switch to WAL needs an exclusive lock, and SQLite does not wait for it here.
    await retryWhileBusy(OPENING_TIMEOUT_MS, () => database.exec('PRAGMA journal_mode = WAL'));
    database.exec('PRAGMA synchronous = FULL');
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
    const Driver = (await importPeer(name)) ?? requirePeer(name);
    if (Driver !== undefined) return (path) => new Driver(path);
  }
  return undefined;
}

/** As seen from this file. The name is one that bundlers and compilers do not resolve: most hosts have one of the drivers, or none. */
async function importPeer(name: string): Promise<Constructor | undefined> {
  try {
    const peer = (await import(/* webpackIgnore: true */ /* @vite-ignore */ name)) as { readonly default: Constructor };
    return peer.default;
  } catch (error) {
    if (isMissing(error, name)) return undefined;
    throw error;
  }
}

/**
 * As seen from the program that was started, and from its folder. In a bundle, this file is no longer where its package was installed, and
 * some bundlers make of the import above one that finds only what they have bundled. A driver cannot be bundled: it has a binary.
 */
function requirePeer(name: string): Constructor | undefined {
  const { createRequire } = process.getBuiltinModule('node:module');
  for (const from of [process.argv[1], join(process.cwd(), 'program.js')]) {
    if (from === undefined || !isAbsolute(from)) continue;
    try {
      return createRequire(from)(name) as Constructor;
    } catch (error) {
      if (!isMissing(error, name)) throw error;
    }
  }
  return undefined;
}

/** A driver that is installed but does not load (its binary is for another platform) is an error to report, not a missing driver. */
function isMissing(error: unknown, name: string): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown };
  // What esbuild makes of our CommonJS module in a bundle that is an ES module.
  if (message === `Dynamic require of "${name}" is not supported`) return true;
  return (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') && String(message).includes(`'${name}'`);
}
