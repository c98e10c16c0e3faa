/** What is wrong with a connection to Redis, in one word for a host's log, and whether waiting can help. */

/** The connection failed, so it is not known whether the command took effect. */
export class RedisConnectionError extends Error {
  /** Distinguishes the error from others. */
  override readonly name = 'RedisConnectionError';
  /** The first word of Redis, such as `WRONGPASS`, or the system's, such as `ECONNREFUSED`. */
  readonly code: string;
  constructor(cause: unknown) {
    const code = troubleOf(cause);
    super(`No connection to Redis: ${code}`, { cause });
    this.code = code;
  }
}

/** Of what ioredis puts around an error of a Sentinel or of a cluster's server, the inside. */
function innermost(error: unknown): { readonly code?: unknown; readonly text: string } {
  const { lastNodeError, message, code } = Object(error) as { lastNodeError?: unknown; message?: unknown; code?: unknown };
  if (lastNodeError !== undefined && lastNodeError !== null) return innermost(lastNodeError);
  return { code, text: String(message).replace(/^.*? (?:because|Last error:) (?:ReplyError: )?/s, '') };
}

/** One word: texts of others may hold addresses. */
export function troubleOf(error: unknown): string {
  const { code, text } = innermost(error);
  if (typeof code === 'string') return code;
  if (text.startsWith('Socket timeout')) return 'SOCKET_TIMEOUT';
  if (text.startsWith('All sentinels are unreachable')) return 'UNKNOWN_MASTER';
  return /^[A-Z][A-Z0-9]{2,}\b/.exec(text)?.[0] ?? /\bE[A-Z0-9]{4,}\b/.exec(text)?.[0] ?? 'CONNECTION_CLOSED';
}

const REFUSALS: readonly (readonly [RegExp, string])[] = [
  [/^(?:WRONGPASS|ERR (?:invalid password|AUTH))/, 'have a user or a password that the server refuses'],
  [/^(?:NOAUTH|ERR operation not permitted)/, 'have no password, but the server wants one'],
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
  const { text } = innermost(error);
  const found = REFUSALS.find(([said]) => said.test(text));
  return found && `${found[1]}.`;
}
