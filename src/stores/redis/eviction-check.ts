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

function warnOfPolicy(info: unknown): void {
  const policy = /^maxmemory_policy:([a-z-]+)/m.exec(textOf(info) ?? '')?.[1];
  if (policy === undefined || policy === 'noeviction') return;
  process.emitWarning(
    `createRedisStore: the server has maxmemory-policy ${policy}. When its memory is full, it forgets failed checks and limits, so a number has more guesses and calls than they allow. Set maxmemory-policy noeviction.`,
    'CallVerificationWarning',
  );
}
