/** The verbs of one SQLite connection: writes have their turns one by one, each in a transaction, and reads pass by them. */
import { isBusy, type SqliteDatabase } from './driver.js';
import { createTurns } from './turns.js';

export interface SqliteQueue {
  /** Does not wait for writers, unless the database is busy for readers too: it is being recovered, or has no write-ahead log. */
  read<T>(timeoutMs: number, work: () => T): Promise<T>;
  /** Does `work` in a transaction, and `prepare` before it. */
  write<Prepared, T>(timeoutMs: number, prepare: () => Prepared, work: (prepared: Prepared) => T): Promise<T>;
}

const queues = new WeakMap<SqliteDatabase, SqliteQueue>();

/** One for all stores of the connection. */
export function queueOf(database: SqliteDatabase): SqliteQueue {
  const queue = queues.get(database) ?? createQueue(database);
  queues.set(database, queue);
  return queue;
}

function createQueue(database: SqliteDatabase): SqliteQueue {
  const readers = createTurns();
  const writers = createTurns();
  return {
    async read(timeoutMs, work) {
      if (readers.areFree()) {
        try {
          return work();
        } catch (error) {
          if (!isBusy(error)) throw error;
        }
      }
      return readers.take(timeoutMs, work);
    },
    write: (timeoutMs, prepare, work) =>
      writers.take(timeoutMs, () => {
        const prepared = prepare();
        return transact(database, () => work(prepared));
      }),
  };
}

/**
 * If libsql cannot run a prepared statement because another process writes, the statement keeps its view of the database open, and all
 * later reads of the connection see that old state. Therefore a BEGIN comes first and fails instead, and never a statement.
 */
function transact<T>(database: SqliteDatabase, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    rollBack(database);
    throw error;
  }
}

function rollBack(database: SqliteDatabase): void {
  try {
    database.exec('ROLLBACK');
  } catch {
    // Some errors have already rolled back; the caller must get the first error.
  }
}
