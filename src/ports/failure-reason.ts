/**
 * One word for what a driver of a store has thrown. A driver's text may hold keys, addresses and passwords, so nothing of it is passed on
 * but words of a fixed shape: the first word of a Redis error, the name of a SQLite error, PostgreSQL's code, and the codes of Node.
 */
import { isOurWord, isRedisWord } from './failure-advice.js';

/** Where drivers keep the error behind an error: ioredis in `lastNodeError`, JavaScript in `cause` and `errors`. */
function innerOf(error: object): readonly unknown[] {
  const { lastNodeError, cause, errors } = error as { lastNodeError?: unknown; cause?: unknown; errors?: unknown };
  return [lastNodeError, cause, ...(Array.isArray(errors) ? errors : [])].filter((each) => each !== undefined);
}

const DEEPEST = 5;

export function reasonOfFailure(error: unknown): string {
  return wordOf(error, 0) ?? nameOf(error);
}

/** The innermost word: what is around it only says that all of them failed. */
function wordOf(error: unknown, depth: number): string | undefined {
  if (typeof error !== 'object' || error === null || depth > DEEPEST) return undefined;
  for (const inner of innerOf(error)) {
    const word = wordOf(inner, depth + 1);
    if (word !== undefined) return word;
  }
  const { message, code, errcode, name } = error as { message?: unknown; code?: unknown; errcode?: unknown; name?: unknown };
  const text = typeof message === 'string' ? message : '';
  return ownWordOf(text) ?? sqliteName(code, errcode) ?? redisWord(text, name, error) ?? codeOf(code);
}

/** What drivers say without a code, by the beginning of their text: ioredis 5 and 6, node-redis 5 and 6, pg 8, better-sqlite3, node:sqlite. */
const TEXTS: readonly (readonly [word: string, ...texts: readonly string[]])[] = [
  [
    'not_connected',
    "Stream isn't writeable and enableOfflineQueue",
    "Cluster isn't ready and enableOfflineQueue",
    'The client is offline',
    'None of startup nodes is available',
    'All the root nodes are unavailable',
    'Failed to refresh slots cache',
    'All sentinels are unreachable',
    'Too many Cluster redirections',
  ],
  [
    'connection_lost',
    'Reached the max retries per request limit',
    'Connection is closed',
    'Socket closed unexpectedly',
    'Disconnects client',
    'Connection terminated unexpectedly',
    'Client has encountered a connection error',
  ],
  ['connect_timeout', 'timeout exceeded when trying to connect', 'Connection terminated due to connection timeout', 'Connection timeout'],
  ['answer_timeout', 'Socket timeout', 'Command timed out', 'Query read timeout'],
  [
    'client_closed',
    'The client is closed',
    'Cannot use a pool after calling end',
    'Client was closed and is not queryable',
    'The database connection is not open',
    'database is not open',
  ],
];

function ownWordOf(text: string): string | undefined {
  return TEXTS.find(([, ...texts]) => texts.some((each) => text.startsWith(each)))?.[0];
}

/** Result codes of SQLite (https://www.sqlite.org/rescode.html), by their lower byte. */
const SQLITE_NAMES: ReadonlyMap<number, string> = new Map([
  [1, 'SQLITE_ERROR'],
  [3, 'SQLITE_PERM'],
  [5, 'SQLITE_BUSY'],
  [6, 'SQLITE_LOCKED'],
  [7, 'SQLITE_NOMEM'],
  [8, 'SQLITE_READONLY'],
  [9, 'SQLITE_INTERRUPT'],
  [10, 'SQLITE_IOERR'],
  [11, 'SQLITE_CORRUPT'],
  [13, 'SQLITE_FULL'],
  [14, 'SQLITE_CANTOPEN'],
  [15, 'SQLITE_PROTOCOL'],
  [17, 'SQLITE_SCHEMA'],
  [19, 'SQLITE_CONSTRAINT'],
  [21, 'SQLITE_MISUSE'],
  [23, 'SQLITE_AUTH'],
  [26, 'SQLITE_NOTADB'],
]);

/** The file was moved or deleted while it was open: the only detail that asks for something else. */
const MOVED = { number: 1032, name: 'SQLITE_READONLY_DBMOVED' } as const;

/** node:sqlite has a number, better-sqlite3 and libsql have a name, which may go into detail: `SQLITE_IOERR_FSYNC`. */
function sqliteName(code: unknown, errcode: unknown): string | undefined {
  if (code === MOVED.name || errcode === MOVED.number) return MOVED.name;
  if (typeof errcode === 'number') return SQLITE_NAMES.get(errcode & 0xff) ?? 'SQLITE_ERROR';
  return typeof code === 'string' ? /^SQLITE_[A-Z]{2,20}(?=_|$)/.exec(code)?.[0] : undefined;
}

/** Redis 6.2 puts what went wrong in a script behind words of its own; later versions put it first. */
const IN_SCRIPT = /^ERR Error running script .{0,200}?@user_script: ?\d+: -([A-Z]{2,20}) /;

function redisWord(text: string, name: unknown, error: object): string | undefined {
  const word = IN_SCRIPT.exec(text)?.[1] ?? /^([A-Z]{2,20})(?= |$)/.exec(text)?.[1];
  if (word === undefined) return undefined;
  // Errors of a server are known by their classes; behind a bundler or a wrapper only the words are left.
  const isReply = name === 'ReplyError' || /^(?:SimpleError|BlobError|ErrorReply)$/.test(error.constructor.name);
  return isReply || isRedisWord(word) ? word : undefined;
}

/** A code of Node or of a driver, the SQLSTATE of PostgreSQL, or a word that one of our stores has found already. */
function codeOf(code: unknown): string | undefined {
  if (typeof code !== 'string') return undefined;
  return /^(?:[A-Z][A-Z0-9_]{1,40}|[0-9A-Z]{5})$/.test(code) || isOurWord(code) ? code : undefined;
}

function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'error';
  return /^(?:[A-Z][A-Za-z]{0,36})?Error$/.test(error.name) ? error.name : 'Error';
}
