/** What an operator should know of a SQLite connection: what a crash loses, and who waits for whom. */
import type { StoreFinding } from '../../ports/store.js';
import type { SqliteDatabase } from './driver.js';

const OPEN_IT = 'Open it by `openSqlite(path)`, or set';

export function inspectSqlite(database: SqliteDatabase): readonly StoreFinding[] {
  const read = (pragma: string): string => {
    const [row] = database.prepare(`PRAGMA ${pragma}`).all();
    return String(Object.values(Object(row) as object)[0] ?? '').toLowerCase();
  };
  return [journalOf(read('journal_mode')), synchronousOf(read('synchronous')), waitingOf(read('busy_timeout'))].filter(
    (each) => each !== undefined,
  );
}

function journalOf(mode: string): StoreFinding {
  if (mode === 'wal') return { name: 'journal', level: 'ok', found: 'The database has a write-ahead log (journal_mode WAL).' };
  if (mode === 'memory' || mode === 'off') {
    return {
      name: 'journal',
      level: 'problem',
      found: `The database has no journal on the disk (journal_mode ${mode.toUpperCase()}): a crash damages it, or it is only in memory.`,
      advice: `${OPEN_IT} PRAGMA journal_mode = WAL. The path must be that of a file.`,
    };
  }
  return {
    name: 'journal',
    level: 'warning',
    found: `The database has journal_mode ${mode.toUpperCase()}: whoever writes waits for whoever reads, so requests get 503 under load.`,
    advice: `${OPEN_IT} PRAGMA journal_mode = WAL.`,
  };
}

/** As https://www.sqlite.org/pragma.html#pragma_synchronous numbers them. */
const LEVELS: readonly string[] = ['OFF', 'NORMAL', 'FULL', 'EXTRA'];

function synchronousOf(told: string): StoreFinding {
  const level = LEVELS[Number(told)] ?? told.toUpperCase();
  if (level === 'FULL' || level === 'EXTRA') {
    return { name: 'synchronous', level: 'ok', found: `A write is on the disk before it is acknowledged (synchronous ${level}).` };
  }
  const isOff = level === 'OFF';
  return {
    name: 'synchronous',
    level: isOff ? 'problem' : 'warning',
    found: isOff
      ? 'Nothing waits for the disk (synchronous OFF): a crash of the machine can damage the database.'
      : `A write is acknowledged before it is on the disk (synchronous ${level}): a crash of the machine loses it, and a code can give a second token.`,
    advice: `${OPEN_IT} PRAGMA synchronous = FULL.`,
  };
}

function waitingOf(milliseconds: string): StoreFinding | undefined {
  if (!(Number(milliseconds) > 0)) return undefined;
  return {
    name: 'busy_timeout',
    level: 'warning',
    found: `The driver waits for other processes by itself (busy_timeout ${milliseconds}), and stops this whole process meanwhile.`,
    advice: `${OPEN_IT} PRAGMA busy_timeout = 0. The store waits in its place.`,
  };
}
