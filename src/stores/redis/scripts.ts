/** The Lua of the Redis store: a script runs alone, uses one key, and returns one integer. */
import { createHash } from 'node:crypto';
import type { SendCommand } from './client.js';

/** Every value is stored with this before it, so that no value looks like a counter. */
export const VALUE_MARK = 'v';

/** `COUNT` returns it for a key that holds a value; a total is never below 0. */
export const NOT_A_COUNTER = -1;

/**
 * ARGV: the value, the expected one (empty: none), milliseconds to live.
 *
 * The same value counts as written, because a put whose answer was lost is repeated.
 */
export const PUT = script(`
local present = redis.call('GET', KEYS[1])
if present == ARGV[1] then return 1 end
if ARGV[2] == '' then
  if present then return 0 end
elseif present ~= ARGV[2] then
  return 0
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3])
return 1`);

/** ARGV: the amount, the total if there is none yet, milliseconds to live of a new one. Redis itself adds, because its sums are exact. */
export const COUNT = script(`
local present = redis.call('GET', KEYS[1])
if not present then
  redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
  return tonumber(ARGV[2])
end
if string.sub(present, 1, 1) == '${VALUE_MARK}' then return ${NOT_A_COUNTER} end
local total = redis.call('INCRBY', KEYS[1], ARGV[1])
if total < 0 then
  redis.call('SET', KEYS[1], '0', 'KEEPTTL')
  return 0
end
return total`);

export interface RedisScript {
  readonly text: string;
  readonly digest: string;
}

function script(text: string): RedisScript {
  return { text, digest: createHash('sha1').update(text).digest('hex') };
}

/** Runs a script by its digest; a server that does not know it, after a restart for example, gets the text. */
export async function runScript(
  send: SendCommand,
  { text, digest }: RedisScript,
  key: string,
  parameters: readonly string[],
): Promise<number> {
  try {
    return Number(await send(key, ['EVALSHA', digest, '1', key, ...parameters]));
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
    return Number(await send(key, ['EVAL', text, '1', key, ...parameters]));
  }
}
