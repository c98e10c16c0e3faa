/** The SQL of the SQLite store: one statement for each operation; each uses an index. */
import { PRUNE_BATCH } from '../pruning.js';

export interface SqliteSql {
  readonly schema: string;
  /** key, now */
  readonly get: string;
  /** key, value, expiresAt, now: if no value is expected */
  readonly putNew: string;
  /** value, value, expiresAt, key, now, value, expected */
  readonly putOver: string;
  /** key */
  readonly delete: string;
  /** key, amount, expiresAt, now, amount, now, now */
  readonly count: string;
  /** now */
  readonly prune: string;
}

/**
 * Parameters are plain question marks, which every driver accepts. A row is a value or a counter; its expiry is compared with the
 * caller's time.
 */
export function sqliteSql(table: string): SqliteSql {
  const name = quote(table);
  return {
    schema: `
      CREATE TABLE IF NOT EXISTS ${name} (key TEXT NOT NULL PRIMARY KEY, value TEXT, total INTEGER, expires_at INTEGER NOT NULL);
      CREATE INDEX IF NOT EXISTS ${quote(`${table}_expires_at`)} ON ${name} (expires_at);`,
    get: `SELECT value, total FROM ${name} WHERE key = ? AND expires_at > ?`,
    // The same value counts as written: the same command came before, and its answer was lost.
    putNew: `
      INSERT INTO ${name} AS present (key, value, expires_at) VALUES (?, ?, ?)
      ON CONFLICT (key) DO UPDATE SET value = excluded.value, total = NULL, expires_at = excluded.expires_at
      WHERE present.expires_at <= ? OR present.value = excluded.value`,
    putOver: `
      UPDATE ${name} SET value = ?, expires_at = CASE WHEN value = ? THEN expires_at ELSE ? END
      WHERE key = ? AND expires_at > ? AND value IN (?, ?)`,
    delete: `DELETE FROM ${name} WHERE key = ?`,
    count: `
      INSERT INTO ${name} AS present (key, total, expires_at) VALUES (?, max(0, ?), ?)
      ON CONFLICT (key) DO UPDATE SET
        value = NULL,
        total = CASE WHEN present.expires_at <= ? THEN excluded.total ELSE max(0, present.total + ?) END,
        expires_at = CASE WHEN present.expires_at <= ? THEN excluded.expires_at ELSE present.expires_at END
      WHERE present.expires_at <= ? OR present.total IS NOT NULL
      RETURNING total`,
    prune: `
      DELETE FROM ${name} WHERE rowid IN (SELECT rowid FROM ${name} WHERE expires_at <= ? ORDER BY expires_at LIMIT ${PRUNE_BATCH})`,
  };
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
