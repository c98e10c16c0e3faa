/** Opens Redis with an installed ioredis, so that what is dead is left within seconds and nothing is sent twice. */
import { ConfigurationError } from '../../options/configuration-error.js';
import { loadPeer } from '../import-peer.js';
import { type OpenRedisOptions, type RedisPlace, readRedisPlace } from './address.js';
import type { IoRedisClient } from './client.js';
import { connectIoRedis, type IoRedisConnection, type IoRedisModule } from './connection.js';
import { RedisConnectionError, refusalOf, wordOf } from './trouble.js';

export type {
  OpenRedisOptions,
  RedisAccessOptions,
  RedisAddress,
  RedisClusterOptions,
  RedisSentinelOptions,
  RedisServerOptions,
  RedisTlsOptions,
} from './address.js';

/** A connection, which its opener closes. */
export interface OpenedRedis extends IoRedisClient {
  /** Closes the connection. Commands that are on their way are still answered, or fail within a quarter of a second. */
  close(): Promise<void>;
}

const FACTORY = 'openRedis';
const FIRST_CONNECTION_TIMEOUT_MS = 2000;
const CLOSING_TIMEOUT_MS = 1000;
const REVIVAL_DELAY_MS = 100;

/**
 * Opens Redis or Valkey with an installed ioredis 5 or 6: one server by its URL, a master that Sentinels watch, or a cluster. The settings
 * cannot be changed: a connection that has gone mute is left after 1.5 seconds, a server that has become a replica at once, and no command
 * is sent twice. So nothing needs a restart.
 *
 * Resolves when it is connected. If no server can be reached within two seconds, it resolves with a warning and goes on trying.
 *
 * @throws {ConfigurationError} for wrong options, for a login or a certificate that is refused, and if ioredis is not installed
 */
export async function openRedis(server: string | undefined | OpenRedisOptions): Promise<OpenedRedis> {
  const place = readRedisPlace(server);
  const IoRedis = await loadPeer<IoRedisModule>('ioredis');
  if (IoRedis === undefined) throw new ConfigurationError(FACTORY, '', 'need a driver: npm install ioredis.');
  return openWith(IoRedis, place);
}

/** The same with a driver that was found already. */
export async function openWith(IoRedis: IoRedisModule, place: RedisPlace): Promise<OpenedRedis> {
  const client = connectIoRedis(IoRedis, place);
  const stopReviving = reviveWhenEnded(client);
  let trouble: unknown;
  // Without a listener, ioredis prints each of them. Whoever sends a command hears of it.
  for (const event of ['error', 'node error']) {
    client.on(event, (error) => {
      trouble = error;
    });
  }
  try {
    await awaitFirstConnection(client);
    if (place.kind === 'server' && client.status === 'ready') await assertServesKeys(client);
  } catch (error) {
    stopReviving();
    client.disconnect();
    throw error;
  }
  if (client.status !== 'ready') warnOfAbsence(place, trouble);
  return {
    async call(command, ...parameters) {
      try {
        const reply = await client.call(command, ...parameters);
        trouble = undefined;
        return reply;
      } catch (error) {
        // An answer of Redis is passed on as it is, unless it is that to another command, such as the login of a connection that is gone.
        if (isAnswerTo(command, error)) throw error;
        // What has become of the connection tells more than that it is gone.
        throw new RedisConnectionError(trouble ?? error);
      }
    },
    close() {
      stopReviving();
      return close(client);
    },
  };
}

/** ioredis writes into an answer's error which command it answers. */
function isAnswerTo(command: string, error: unknown): boolean {
  const { name, command: answered } = Object(error) as { name?: unknown; command?: { name?: unknown } };
  return name === 'ReplyError' && String(answered?.name).toUpperCase() === command.toUpperCase();
}

/**
 * If a failover is announced while ioredis asks a Sentinel for the master, it takes that for an order to stop: it ends, and would never
 * connect again.
 */
function reviveWhenEnded(client: IoRedisConnection): () => void {
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  client.on('end', () => {
    if (isOver) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      // What fails is told by the client's events.
      client.connect().catch(() => undefined);
    }, REVIVAL_DELAY_MS);
  });
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}

async function awaitFirstConnection(client: IoRedisConnection): Promise<void> {
  if (client.status === 'ready') return;
  await new Promise<void>((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer);
      client.off('ready', end);
      client.off('error', onError);
      resolve();
    };
    const onError = (error: unknown): void => {
      const refusal = refusalOf(error);
      if (refusal === undefined) return;
      reject(new ConfigurationError(FACTORY, '', refusal));
      end();
    };
    const timer = setTimeout(end, FIRST_CONNECTION_TIMEOUT_MS);
    client.on('ready', end);
    client.on('error', onError);
  });
  // ioredis opens a connection with the first command for its server, and refuses the others that come meanwhile.
  const waiting = client.nodes?.('master').filter(({ status }) => status === 'wait') ?? [];
  await Promise.allSettled(waiting.map((node) => node.connect()));
}

/** A Sentinel takes connections, too, but keeps nothing. A server that does not tell what it is may be used. */
async function assertServesKeys(client: IoRedisConnection): Promise<void> {
  const info = String(await client.call('INFO', 'server').catch(() => ''));
  if (/^redis_mode:sentinel/m.test(info))
    throw new ConfigurationError(FACTORY, 'url', 'leads to a Sentinel. Give { sentinels, name } instead.');
}

function warnOfAbsence({ kind }: RedisPlace, trouble: unknown): void {
  const reason = trouble === undefined ? 'ETIMEDOUT' : wordOf(trouble);
  const which = kind === 'sentinel' ? 'no master was found through the Sentinels' : 'no server could be reached';
  process.emitWarning(
    `${FACTORY}: ${which} within ${FIRST_CONNECTION_TIMEOUT_MS / 1000} seconds (${reason}). Requests get 503 until there is one; nothing needs a restart.`,
    'CallVerificationWarning',
  );
}

async function close(client: IoRedisConnection): Promise<void> {
  await new Promise<void>((resolve) => {
    if (client.status === 'end') return resolve();
    // A client that waits for its next attempt never tells its end.
    const timer = setTimeout(resolve, client.status === 'reconnecting' ? 0 : CLOSING_TIMEOUT_MS);
    client.on('end', () => {
      clearTimeout(timer);
      resolve();
    });
    client.disconnect();
  });
  // Once more for the connections to Sentinels that ioredis was just making: nobody else would end them.
  client.disconnect();
}
