/** The Redis store: for many processes on many machines. */
import { z } from 'zod';
import { option, optionsObject, type ShapeOf } from '../options/parse-options.js';
import type { CallVerificationStore } from '../ports/store.js';
import { isRedisClient, type RedisClient, senderOf, textOf } from './redis/client.js';
import { assertSendsOnce, warnOfMissingSettings } from './redis/client-check.js';
import { skipEvictionCheck, withEvictionCheck } from './redis/eviction-check.js';
import { inspectRedis } from './redis/inspect-redis.js';
import { COUNT, NOT_A_COUNTER, PUT, runScript, VALUE_MARK } from './redis/scripts.js';
import { assertStorable, WrongKindError } from './storable-text.js';
import { type Connection, parseStoreOptions } from './store-options.js';

export type { CallVerificationStore, StoreFinding } from '../ports/store.js';
export type { IoRedisClient, NodeRedisClient, NodeRedisCluster, RedisClient } from './redis/client.js';
export {
  type OpenedRedis,
  type OpenRedisOptions,
  openRedis,
  type RedisAccessOptions,
  type RedisAddress,
  type RedisClusterOptions,
  type RedisSentinelOptions,
  type RedisServerOptions,
  type RedisTlsOptions,
} from './redis/open-redis.js';

/** Options of `createRedisStore`. */
export interface RedisStoreOptions {
  /**
   * What `openRedis` opens, or a connected client of yours: ioredis 5 or 6 (`new Redis`, `new Redis.Cluster`), node-redis 5 or 6
   * (`createClient`, `createCluster`). Others by `{ sendCommand: (command) => … }`, which must not send a command again whose answer was
   * lost.
   *
   * ioredis does that as it comes, and is refused then. Make it with `maxRetriesPerRequest: 0`, and a cluster with
   * `retryDelayOnFailover: 0`. A client that stays with a dead server, or with one that has become a replica, is warned about.
   */
  readonly client: RedisClient;
  /** The beginning of every key, at most 100 characters. No other keys may begin so. @default 'call-verification:' */
  readonly prefix?: string | undefined;
  /** The clock by which keys expire. @default Date.now */
  readonly clock?: (() => number) | undefined;
}

const CONNECTION: Connection = { member: 'client', example: '{ client }', is: isRedisClient };

const schema = z.strictObject(
  {
    client: option.object<RedisClient>(isRedisClient, 'a client of node-redis or ioredis'),
    prefix: z
      .string({ error: 'a string of at most 100 characters' })
      .max(100, { error: 'a string of at most 100 characters' })
      .default('call-verification:'),
    clock: option.callback<() => number>().default(() => () => Date.now()),
  } satisfies ShapeOf<RedisStoreOptions>,
  { error: optionsObject('an object such as { client: await openRedis(url) }') },
);

/**
 * A store in Redis 6.2 or later, or Valkey; a single server or a cluster.
 *
 * An acknowledged write is in Redis's memory; its configuration decides how much of that survives a crash. The host closes the client.
 * A server whose `maxmemory-policy` is not `noeviction` is warned about.
 *
 * @throws {ConfigurationError} also for a client that sends commands again
 */
export function createRedisStore(options: RedisStoreOptions): CallVerificationStore {
  const { client, prefix, clock } = parseStoreOptions('createRedisStore', schema, options, CONNECTION);
  assertSendsOnce(client);
  warnOfMissingSettings(client);
  const send = withEvictionCheck(client, senderOf(client));
  const keyOf = (key: string): string => {
    assertStorable(key);
    return prefix + key;
  };
  // Redis counts from now by its own clock, which may differ from ours.
  const timeToLive = (expiresAt: number): string => String(Math.max(1, Math.ceil(expiresAt - clock())));
  const read = async (key: string): Promise<string | undefined> => textOf(await send(key, ['GET', key]));

  return {
    async get(key) {
      const present = await read(keyOf(key));
      if (present === undefined) return undefined;
      if (!present.startsWith(VALUE_MARK)) throw new WrongKindError('counter');
      return present.slice(VALUE_MARK.length);
    },
    async put(key, value, { expected, expiresAt }) {
      assertStorable(value, expected);
      const present = expected === null ? '' : VALUE_MARK + expected;
      return (await runScript(send, PUT, keyOf(key), [VALUE_MARK + value, present, timeToLive(expiresAt)])) === 1;
    },
    async delete(key) {
      const redisKey = keyOf(key);
      await send(redisKey, ['DEL', redisKey]);
    },
    async count(key, amount, { expiresAt }) {
      const redisKey = keyOf(key);
      if (amount === 0) return readTotal(await read(redisKey));
      const parameters = [String(amount), String(Math.max(0, amount)), timeToLive(expiresAt)];
      const total = await runScript(send, COUNT, redisKey, parameters);
      if (total === NOT_A_COUNTER) throw new WrongKindError('value');
      return total;
    },
    async now() {
      // It has no key; a cluster is asked where this one would lie.
      const reply = await send(keyOf('clock'), ['TIME']);
      const [seconds, microseconds] = Array.isArray(reply) ? reply : [];
      return Number(textOf(seconds)) * 1000 + Math.floor(Number(textOf(microseconds)) / 1000);
    },
    inspect() {
      skipEvictionCheck(client);
      return inspectRedis(senderOf(client), prefix);
    },
  };
}

function readTotal(present: string | undefined): number {
  if (present === undefined) return 0;
  if (present.startsWith(VALUE_MARK)) throw new WrongKindError('value');
  return Number(present);
}
