/** What the SQLite store asks of a driver, and how drivers report "busy". */

/** A value bound to a statement. */
export type SqliteParameter = string | number | null;

/** A prepared statement, as `node:sqlite`, `better-sqlite3` and `libsql` have it. */
export interface SqliteStatement {
  /** Runs it, and returns how many rows changed. */
  run(...parameters: SqliteParameter[]): { changes: number | bigint };
  /** The first row as an object, or nothing. */
  get(...parameters: SqliteParameter[]): unknown;
  /** All rows as objects. */
  all(...parameters: SqliteParameter[]): unknown[];
}

/** A connection, as `node:sqlite`, `better-sqlite3` and `libsql` have it. */
export interface SqliteDatabase {
  /** Runs statements without parameters. */
  exec(sql: string): unknown;
  /** Prepares one statement. */
  prepare(sql: string): SqliteStatement;
}

/** SQLITE_BUSY and SQLITE_LOCKED; the upper bits only give details. */
const BUSY_CODES: ReadonlySet<number> = new Set([5, 6]);

export function isBusy(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // better-sqlite3 and libsql have the name, node:sqlite has a number.
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  if (typeof errcode === 'number') return BUSY_CODES.has(errcode & 0xff);
  return typeof code === 'string' && /^SQLITE_(BUSY|LOCKED)/.test(code);
}
