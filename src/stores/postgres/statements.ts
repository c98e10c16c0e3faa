/** The SQL of the PostgreSQL store: one statement for each operation, so that it is atomic, and each uses an index. */
import { PRUNE_BATCH } from '../pruning.js';

/** Where the store's table is. */
export interface PostgresTable {
  /** Its name, at most 50 characters. @default 'call_verification' */
  readonly table?: string | undefined;
  /** The schema it is in, at most 50 characters; it must exist. The connection's search path is never asked. @default 'public' */
  readonly schema?: string | undefined;
}

export interface PostgresSql {
  /** The table's name as text, for `to_regclass`. */
  readonly name: string;
  readonly create: string;
  /** $1 key, $2 now */
  readonly get: string;
  /** $1 keys as JSON, because drivers write arrays in ways of their own; $2 now */
  readonly getMany: string;
  /** $1 key, $2 value, $3 expiresAt, $4 now: if no value is expected */
  readonly putNew: string;
  /** $1 key, $2 value, $3 expiresAt, $4 now, $5 expected */
  readonly putOver: string;
  /** $1 key */
  readonly delete: string;
  /** $1 key, $2 amount, $3 expiresAt, $4 now */
  readonly count: string;
  /** Gives the server's time. */
  readonly now: string;
  /** $1 now. Gives how many rows are gone, and the server's time. */
  readonly prune: string;
}

export const DEFAULT_TABLE = 'call_verification';
/** Named in every statement: a pooler lends connections on which another client may have changed the search path. */
export const DEFAULT_SCHEMA = 'public';

/** Any constant, as long as all processes that may create the table at once use the same. */
const CREATION_LOCK = 5_190_742_631;

/** One row is a value or a counter. Keys compare by bytes (`"C"`), not by the rules of a language. */
export function postgresTableSql({ table = DEFAULT_TABLE, schema = DEFAULT_SCHEMA }: PostgresTable): string {
  const name = `${quote(schema)}.${quote(table)}`;
  return `CREATE TABLE IF NOT EXISTS ${name} (
  key text COLLATE "C" PRIMARY KEY,
  value text,
  total bigint,
  expires_at bigint NOT NULL,
  CHECK ((value IS NULL) <> (total IS NULL))
);
CREATE INDEX IF NOT EXISTS ${quote(`${table}_expires_at`)} ON ${name} (expires_at);
`;
}

/**
 * Part of a write's answer, evaluated only if it has written. A client before on the same pooled connection may have left a weaker
 * `synchronous_commit` there: for this transaction, the one that the role, the database or the server sets holds again. A stronger one
 * stays.
 */
const AS_DURABLE_AS_CONFIGURED = `CASE WHEN current_setting('synchronous_commit') IN ('off', 'local', 'remote_write')
  THEN set_config('synchronous_commit', NULL, true) END`;

/** In milliseconds, as this statement begins. It is the same throughout a statement, so that an index can be used. */
const SERVER_TIME = 'FLOOR(EXTRACT(EPOCH FROM statement_timestamp()) * 1000)::bigint';

/**
 * A row counts as absent after its expiry, by the caller's time. Under READ COMMITTED a conflicting statement waits for the row and reads
 * its newest state.
 */
export function postgresSql({ table = DEFAULT_TABLE, schema = DEFAULT_SCHEMA }: PostgresTable): PostgresSql {
  const name = `${quote(schema)}.${quote(table)}`;
  return {
    name,
    // One statement, because a pooler in transaction mode would separate several. "IF NOT EXISTS" alone fails when two processes
    // create at once.
    create: `DO ${literal(`BEGIN PERFORM pg_advisory_xact_lock(${CREATION_LOCK}); ${postgresTableSql({ table, schema })} END`)}`,
    get: `SELECT key, value, total FROM ${name} WHERE key = $1::text AND expires_at > $2::bigint`,
    getMany: `SELECT key, value, total FROM ${name}
WHERE key = ANY (ARRAY(SELECT json_array_elements_text($1::text::json))) AND expires_at > $2::bigint`,
    // The same value counts as written: the same command came before, and its answer was lost.
    putNew: `INSERT INTO ${name} AS present (key, value, expires_at) VALUES ($1::text, $2::text, $3::bigint)
ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value, total = NULL, expires_at = EXCLUDED.expires_at
WHERE present.expires_at <= $4::bigint OR present.value = EXCLUDED.value
RETURNING key, ${AS_DURABLE_AS_CONFIGURED}`,
    putOver: `UPDATE ${name} SET value = $2::text, expires_at = CASE WHEN value = $2::text THEN expires_at ELSE $3::bigint END
WHERE key = $1::text AND expires_at > $4::bigint AND value IN ($2::text, $5::text)
RETURNING key, ${AS_DURABLE_AS_CONFIGURED}`,
    delete: `DELETE FROM ${name} WHERE key = $1::text RETURNING ${AS_DURABLE_AS_CONFIGURED}`,
    count: `INSERT INTO ${name} AS present (key, total, expires_at) VALUES ($1::text, GREATEST(0, $2::bigint), $3::bigint)
ON CONFLICT (key) DO UPDATE SET
  value = NULL,
  total = CASE WHEN present.expires_at <= $4::bigint THEN EXCLUDED.total ELSE GREATEST(0, present.total + $2::bigint) END,
  expires_at = CASE WHEN present.expires_at <= $4::bigint THEN EXCLUDED.expires_at ELSE present.expires_at END
WHERE present.expires_at <= $4::bigint OR present.total IS NOT NULL
RETURNING total, ${AS_DURABLE_AS_CONFIGURED}`,
    now: `SELECT ${SERVER_TIME} AS now`,
    // By the earlier of both times: neither a process nor a server whose clock is ahead erases what others need. Rows that another
    // process prunes or writes now are skipped.
    prune: `WITH gone AS (
  DELETE FROM ${name} WHERE expires_at <= LEAST($1::bigint, ${SERVER_TIME}) AND key = ANY (ARRAY(
    SELECT key FROM ${name} WHERE expires_at <= LEAST($1::bigint, ${SERVER_TIME})
    ORDER BY expires_at LIMIT ${PRUNE_BATCH} FOR UPDATE SKIP LOCKED))
  RETURNING 1)
SELECT count(*)::int AS gone, ${SERVER_TIME} AS "serverTime" FROM gone`,
  };
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** With `E`, backslashes mean the same whatever a client left in `standard_conforming_strings`. */
function literal(text: string): string {
  return `E'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}
