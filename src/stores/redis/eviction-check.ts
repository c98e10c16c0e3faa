/** Warns about a server that may forget limits when its memory is full. */
import { type SendCommand, textOf } from './client.js';

const askedOf = new WeakSet<object>();

/**
 * `send`, which asks once for each client, when its first command was answered, for the server's `maxmemory-policy`. Nobody waits for the
 * answer, and a server that gives none (a user that may not ask, a proxy) is no reason for a warning.
 *
 * By `INFO`, because managed servers refuse `CONFIG`, and clients change the form of its answer.
 */
export function withEvictionCheck(client: object, send: SendCommand): SendCommand {
  if (askedOf.has(client)) return send;
  return async (key, command) => {
    const reply = await send(key, command);
    if (!askedOf.has(client)) {
      askedOf.add(client);
      send(key, ['INFO', 'memory'])
        .then(warnOfPolicy)
        .catch(() => undefined);
    }
    return reply;
  };
}

/** For whoever asks by `inspect`, and needs no warning. */
export function skipEvictionCheck(client: object): void {
  askedOf.add(client);
}

/** What is wrong with the policy, as a sentence, and what to set; `undefined` if it is right, or not told. */
export function evictionTrouble(info: string): { readonly found: string; readonly advice: string } | undefined {
  const policy = /^maxmemory_policy:([a-z-]+)/m.exec(info)?.[1];
  if (policy === undefined || policy === 'noeviction') return undefined;
  return {
    found: `the server has maxmemory-policy ${policy}. When its memory is full, it forgets failed checks and limits, so a number has more guesses and calls than they allow.`,
    advice: 'Set maxmemory-policy noeviction.',
  };
}

function warnOfPolicy(info: unknown): void {
  const trouble = evictionTrouble(textOf(info) ?? '');
  if (trouble !== undefined) process.emitWarning(`createRedisStore: ${trouble.found} ${trouble.advice}`, 'CallVerificationWarning');
}
