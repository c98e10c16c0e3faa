/** What is wrong with a connection to Redis, and whether waiting can help. */
import { reasonOfFailure } from '../../ports/failure-reason.js';

/** The connection failed, so it is not known whether the command took effect. */
export class RedisConnectionError extends Error {
  /** Distinguishes the error from others. */
  override readonly name = 'RedisConnectionError';
  /** The first word of Redis, such as `WRONGPASS`, the system's, such as `ECONNREFUSED`, or one of ours, such as `connection_lost`. */
  readonly code: string;
  /** The error of ioredis is not kept: it may hold the command it belongs to, and that may be the one with the password. */
  constructor(trouble: unknown) {
    const code = wordOf(trouble);
    super(`No connection to Redis: ${code}`);
    this.code = code;
  }
}

/** Of what ioredis puts around an error of a Sentinel or of a cluster's server, the inside. */
function innermost(error: unknown): string {
  const { lastNodeError, message } = Object(error) as { lastNodeError?: unknown; message?: unknown };
  if (lastNodeError !== undefined && lastNodeError !== null) return innermost(lastNodeError);
  return String(message).replace(/^.*? (?:because|Last error:) (?:ReplyError: )?/s, '');
}

/** One word, because texts of others may hold addresses. What a Sentinel's error quotes is only a text. */
export function wordOf(trouble: unknown): string {
  const text = innermost(trouble);
  const isQuoted = text !== (trouble as { message?: unknown } | undefined)?.message;
  const word = reasonOfFailure(isQuoted ? new Error(text) : trouble);
  return word === 'Error' || word === 'error' ? 'not_connected' : word;
}

const REFUSALS: readonly (readonly [RegExp, string])[] = [
  [/^(?:WRONGPASS|ERR (?:invalid password|AUTH))/, 'have a user or a password that the server, or a Sentinel, refuses'],
  [/^(?:NOAUTH|ERR operation not permitted)/, 'have no password, but the server, or a Sentinel, wants one'],
  [
    /^NOPERM/,
    'have a user that may not run the commands that it needs: INFO, in a cluster CLUSTER SLOTS, at Sentinels SENTINEL and SUBSCRIBE',
  ],
  [/^ERR (?:DB index|invalid DB)/, 'name a database that the server does not have'],
  [/^ERR This instance has cluster support disabled/, 'name a cluster, but the server is not part of one'],
  [/^ERR unknown command .*sentinel/i, 'name Sentinels, but there is a server instead'],
  [/^(?:All sentinels are unreachable|ERR No such master)/, 'have a name that the Sentinels do not know'],
  [/certificate|altnames/i, 'trust no such certificate as the server has'],
  [/wrong version number|packet length too long/i, 'want TLS, but the server does not speak it'],
];

/** Why no waiting helps, as the end of a sentence; `undefined` if it may help. */
export function refusalOf(error: unknown): string | undefined {
  const text = innermost(error);
  const found = REFUSALS.find(([said]) => said.test(text));
  return found && `${found[1]}.`;
}
