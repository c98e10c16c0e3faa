/** The verbs of one SQLite connection: the writes that wait share a transaction, and reads pass by them. */
import { isBusy, type SqliteDatabase } from './driver.js';
import { createTurns } from './turns.js';

export interface SqliteQueue {
  /** Does not wait for writers, unless the database is busy for readers too: it is being recovered, or has no write-ahead log. */
  read<T>(timeoutMs: number, work: () => T): Promise<T>;
  /**
   * Does `work` in a transaction, which it shares with the other writes that wait, and `prepare` before it. It may do both again: what was
   * rolled back because of another one. Its result is told once the transaction is committed.
   */
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
  const writers = createTurns((doAll) => transact(database, doAll));
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
    write: (timeoutMs, prepare, work) => writers.take(timeoutMs, () => work(prepare()), prepare),
  };
}

/**
 * If libsql cannot run a prepared statement because another process writes, the statement keeps its view of the database open, and all
 * later reads of the connection see that old state. Therefore a BEGIN comes first and fails instead, and never a statement.
 */
function transact(database: SqliteDatabase, work: () => void): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    work();
    database.exec('COMMIT');
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
