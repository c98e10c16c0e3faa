/** One word for what a driver has thrown. `test/stores/failure-reasons.test.ts` asks real servers. */
import { describe, expect, it } from 'vitest';
import { adviceFor } from '../../src/ports/failure-advice.js';
import { reasonOfFailure } from '../../src/ports/failure-reason.js';

const error = (message: string, members: object = {}) => Object.assign(new Error(message), members);
const reply = (message: string) => error(message, { name: 'ReplyError' });
/** The class of node-redis 5 and 6. */
class SimpleError extends Error {}

const REDIS_ERRORS = [
  "READONLY You can't write against a read only replica. script: 44cce793, on @user_script:8.",
  "OOM command not allowed when used memory > 'maxmemory'.",
  'LOADING Redis is loading the dataset in memory',
  'NOAUTH Authentication required.',
  'WRONGPASS invalid username-password pair or user is disabled.',
  "NOPERM this user has no permissions to run the 'evalsha' command",
  'MISCONF Redis is configured to save RDB snapshots, but it is currently not able to persist on disk.',
  'CLUSTERDOWN The cluster is down',
  "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
  'NOREPLICAS Not enough good replicas to write.',
  'TRYAGAIN Multiple keys request during rehashing of slot',
  'BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.',
];

describe('the reason of a Redis error', () => {
  it.each(REDIS_ERRORS.map((text) => [text.split(' ')[0] ?? '', text]))('is %s, whatever client throws it', (word, text) => {
    for (const thrown of [reply(text), new SimpleError(text), error(text)]) expect(reasonOfFailure(thrown)).toBe(word);
    expect(adviceFor(word)).not.toBe(adviceFor('no such reason'));
  });

  it('is the word of the server behind the words of Redis 6.2 about a script', () => {
    const text =
      "ERR Error running script (call to f_6b1bf486): @user_script:8: @user_script: 8: -READONLY You can't write against a read only replica. ";
    expect(reasonOfFailure(reply(text))).toBe('READONLY');
  });

  it('is also a word that is not known, if a server said it', () => {
    expect(reasonOfFailure(reply('NEWWORD of a later version'))).toBe('NEWWORD');
    expect(reasonOfFailure(new SimpleError('NEWWORD of a later version'))).toBe('NEWWORD');
    expect(reasonOfFailure(error('NEWWORD of nobody knows whom'))).toBe('Error');
    expect(adviceFor('NEWWORD')).toBe('Look at the log of the store and its server.');
  });

  it('is that of the server behind an error about all servers', () => {
    const all = error('Failed to refresh slots cache.', { name: 'ClusterAllFailedError', lastNodeError: reply(REDIS_ERRORS[3] ?? '') });
    expect(reasonOfFailure(all)).toBe('NOAUTH');
    expect(reasonOfFailure(error('Failed to refresh slots cache.'))).toBe('not_connected');
  });
});

describe('the reason of an error without a code', () => {
  it.each([
    ["Stream isn't writeable and enableOfflineQueue options is false", 'not_connected'],
    ["Cluster isn't ready and enableOfflineQueue options is false", 'not_connected'],
    ['The client is offline', 'not_connected'],
    ['None of startup nodes is available', 'not_connected'],
    ['All the root nodes are unavailable', 'not_connected'],
    ['Reached the max retries per request limit (which is 0). Refer to "maxRetriesPerRequest" option for details.', 'connection_lost'],
    ['Connection is closed.', 'connection_lost'],
    ['Socket closed unexpectedly', 'connection_lost'],
    ['Connection terminated unexpectedly', 'connection_lost'],
    ['Connection timeout', 'connect_timeout'],
    ['timeout exceeded when trying to connect', 'connect_timeout'],
    ["Socket timeout timeout. Expecting data, but didn't receive any in 400ms.", 'answer_timeout'],
    ['Command timed out', 'answer_timeout'],
    ['Query read timeout', 'answer_timeout'],
    ['The client is closed', 'client_closed'],
    ['Cannot use a pool after calling end on the pool', 'client_closed'],
  ])('is a word for: %s', (text, reason) => {
    expect(reasonOfFailure(error(text))).toBe(reason);
    expect(adviceFor(reason)).not.toBe(adviceFor('no such reason'));
  });
});

describe('the reason of a SQLite error', () => {
  it.each([
    [5, 'SQLITE_BUSY'],
    [517, 'SQLITE_BUSY'],
    [8, 'SQLITE_READONLY'],
    [1032, 'SQLITE_READONLY_DBMOVED'],
    [1034, 'SQLITE_IOERR'],
    [11, 'SQLITE_CORRUPT'],
    [13, 'SQLITE_FULL'],
    [14, 'SQLITE_CANTOPEN'],
    [26, 'SQLITE_NOTADB'],
    [200, 'SQLITE_ERROR'],
  ])('of node:sqlite with the number %i is %s', (errcode, name) => {
    expect(reasonOfFailure(error('text', { code: 'ERR_SQLITE_ERROR', errcode, errstr: 'text' }))).toBe(name);
  });

  it.each([
    ['SQLITE_BUSY_SNAPSHOT', 'SQLITE_BUSY'],
    ['SQLITE_IOERR_FSYNC', 'SQLITE_IOERR'],
    ['SQLITE_READONLY_DBMOVED', 'SQLITE_READONLY_DBMOVED'],
    ['SQLITE_CORRUPT', 'SQLITE_CORRUPT'],
  ])('of other drivers with the name %s is %s', (code, name) => {
    expect(reasonOfFailure(error('text', { code }))).toBe(name);
  });

  it('of a closed database is a word of ours', () => {
    expect(reasonOfFailure(error('database is not open', { code: 'ERR_INVALID_STATE' }))).toBe('client_closed');
    expect(reasonOfFailure(new TypeError('The database connection is not open'))).toBe('client_closed');
  });
});

describe('the reason of a PostgreSQL error', () => {
  it.each(['57P01', '53300', '25006', '42P01', '28P01', '42501', '40001', '08006', '3D000'])('is its code %s, with advice', (code) => {
    expect(reasonOfFailure(error('text', { code, severity: 'FATAL' }))).toBe(code);
    expect(adviceFor(code)).not.toBe(adviceFor('no such reason'));
  });
});

describe('a reason', () => {
  it('is the code of Node behind any number of errors, and no circle is followed for ever', () => {
    const refused = error('connect ECONNREFUSED 10.0.0.1:6379', { code: 'ECONNREFUSED' });
    expect(reasonOfFailure(new AggregateError([refused, refused]))).toBe('ECONNREFUSED');
    expect(reasonOfFailure(new Error('around it', { cause: new Error('around it', { cause: refused }) }))).toBe('ECONNREFUSED');
    const circle: Error & { cause?: unknown } = new Error('text');
    circle.cause = circle;
    expect(reasonOfFailure(circle)).toBe('Error');
  });

  it.each([
    ['a text with a password', error('redis://default:hunter2@10.0.0.1:6379 is no good'), 'Error'],
    ['a text that is one secret', error('AKIAIOSFODNN'), 'Error'],
    ['a code that is a text', error('text', { code: 'password=hunter2' }), 'Error'],
    ['a code that is a number', error('text', { code: 42 }), 'Error'],
    ['a name that is a text', error('text', { name: 'hunter2 is the password' }), 'Error'],
    ['a class of errors', new RangeError('text'), 'RangeError'],
    ['no error', 'hunter2', 'error'],
    ['nothing', undefined, 'error'],
    ['members of other types', { message: 7, code: {}, errcode: 'x', errors: 'y', cause: null }, 'error'],
  ])('never is what a driver says: %s', (_, thrown, reason) => {
    expect(reasonOfFailure(thrown)).toBe(reason);
  });
});
