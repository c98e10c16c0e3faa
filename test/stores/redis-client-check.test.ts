import { Redis, Cluster as RedisCluster } from 'ioredis';
import { Redis as Redis5, Cluster as RedisCluster5 } from 'ioredis5';
import { createClient, createClientPool, createCluster } from 'redis';
import { createClient as createClient5, createClientPool as createClientPool5, createCluster as createCluster5 } from 'redis5';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createRedisStore, type RedisClient } from '../../src/stores/redis.js';

/** Nothing is connected: only the options are looked at. */
const LAZY = { lazyConnect: true } as const;
const SOCKET = { socketTimeout: 1500 };
const SERVERS = [{ host: '127.0.0.1', port: 6379 }];
const soon = (): number => 50;
const leave = (error: Error): boolean => error.message.includes('READONLY');

type IoRedis = RedisClient & { disconnect(): unknown };
type Open<Client = RedisClient> = (options?: object) => Client;

const IO_REDIS: Readonly<Record<string, Open<IoRedis>>> = {
  'ioredis 6': (options) => new Redis({ ...LAZY, ...options }),
  'ioredis 5': (options) => new Redis5({ ...LAZY, ...options }),
};
const IO_REDIS_CLUSTER: Readonly<Record<string, Open<IoRedis>>> = {
  'ioredis 6': (options) => new RedisCluster(SERVERS, { ...LAZY, ...options }),
  'ioredis 5': (options) => new RedisCluster5(SERVERS, { ...LAZY, ...options }),
};
const NODE_REDIS: Readonly<Record<string, Open>> = {
  6: (options) => createClient({ ...options }),
  5: (options) => createClient5({ ...options }),
};
const NODE_REDIS_CLUSTER: Readonly<Record<string, Open>> = {
  6: (options) => createCluster({ rootNodes: [], ...options }),
  5: (options) => createCluster5({ rootNodes: [], ...options }),
};
const NODE_REDIS_POOL: Readonly<Record<string, Open>> = { 6: () => createClientPool(), 5: () => createClientPool5() };

/** @returns the error's text; undefined if the client is taken */
function whyRefused(client: IoRedis): string | undefined {
  onTestFinished(() => void client.disconnect());
  try {
    createRedisStore({ client });
  } catch (error) {
    return String(error);
  }
  return undefined;
}

function warningsOf(client: RedisClient): readonly string[] {
  const emitted = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  createRedisStore({ client });
  createRedisStore({ client, prefix: 'second:' });
  const warnings = emitted.mock.calls.map(([text, type]) => `${String(type)}: ${String(text)}`);
  emitted.mockRestore();
  return warnings;
}

describe.each(Object.entries(IO_REDIS))('the Redis store, with %s,', (_, open) => {
  const MUST = 'createRedisStore: option "client" must be made with { maxRetriesPerRequest: 0 }, but its maxRetriesPerRequest is';

  it.each([
    ['as it comes', {}, 20],
    ['with one retry', { maxRetriesPerRequest: 1 }, 1],
    ['with retries without end', { maxRetriesPerRequest: null }, null],
    ['with a figure that it ignores', { maxRetriesPerRequest: -1 }, -1],
    ['that would leave a lost answer unsettled', { autoResendUnfulfilledCommands: false }, 20],
    ['through Sentinel', { sentinels: SERVERS, name: 'main' }, 20],
    ['with automatic pipelines', { enableAutoPipelining: true }, 20],
  ])('refuses a client %s', (_case, options, has) => {
    const refused = whyRefused(open({ ...SOCKET, ...options }));
    expect(refused).toContain(`${MUST} ${has}.`);
    expect(refused).toContain('It would send a command again whose answer was lost');
  });

  it.each([{}, { enableOfflineQueue: false }, { sentinels: SERVERS, name: 'main' }, { enableAutoPipelining: true }])(
    'takes one that sends nothing twice: %j',
    (options) => {
      expect(whyRefused(open({ ...SOCKET, maxRetriesPerRequest: 0, ...options }))).toBeUndefined();
    },
  );

  it('warns once of a client that waits without end', () => {
    const warnings = (options: object) => warningsOf(open({ maxRetriesPerRequest: 0, reconnectOnError: leave, ...options }));
    const text = expect.stringMatching(/^CallVerificationWarning: createRedisStore: .*\{ socketTimeout: 1500 \}/);
    expect(warnings({})).toEqual([text]);
    expect(warnings({ socketTimeout: 0 })).toEqual([text]);
    for (const options of [SOCKET, { commandTimeout: 1000 }]) expect(warnings(options)).toEqual([]);
  });

  it('warns once of a client that stays with a replica', () => {
    const warnings = (options: object) => warningsOf(open({ ...SOCKET, maxRetriesPerRequest: 0, ...options }));
    const text = expect.stringMatching(/^CallVerificationWarning: createRedisStore: .* a replica.*\{ reconnectOnError: .*'READONLY'/);
    expect(warnings({})).toEqual([text]);
    expect(warnings({ reconnectOnError: null })).toEqual([text]);
    expect(warnings({ reconnectOnError: leave })).toEqual([]);
  });

  it('warns once of a client that asks Sentinels and does not hear of their failovers', () => {
    const sentinel = { ...SOCKET, maxRetriesPerRequest: 0, reconnectOnError: leave, sentinels: SERVERS, name: 'main' };
    const text = expect.stringContaining('{ failoverDetector: true }');
    expect(warningsOf(open(sentinel))).toEqual([text]);
    expect(warningsOf(open({ ...sentinel, failoverDetector: true }))).toEqual([]);
  });
});

describe.each(Object.entries(IO_REDIS_CLUSTER))('the Redis store, with a cluster of %s,', (_, open) => {
  it.each([
    [{}, '{ retryDelayOnFailover: 0 }, but its retryDelayOnFailover is 100.'],
    [{ redisOptions: { maxRetriesPerRequest: 0 } }, '{ retryDelayOnFailover: 0 }, but its retryDelayOnFailover is 100.'],
    [{ retryDelayOnFailover: 5 }, '{ retryDelayOnFailover: 0 }, but its retryDelayOnFailover is 5.'],
    [{ enableAutoPipelining: true }, '{ retryDelayOnFailover: 0 }, but its retryDelayOnFailover is 100.'],
    [
      { retryDelayOnFailover: 0, clusterNodeRetryStrategy: soon },
      '{ redisOptions: { maxRetriesPerRequest: 0 } }, but its maxRetriesPerRequest is 20.',
    ],
    [
      { retryDelayOnFailover: 0, clusterNodeRetryStrategy: soon, redisOptions: { maxRetriesPerRequest: null } },
      '{ redisOptions: { maxRetriesPerRequest: 0 } }, but its maxRetriesPerRequest is null.',
    ],
  ])('refuses one that would send a command again: %j', (options, message) => {
    expect(whyRefused(open(options))).toContain(`option "client" must be made with ${message}`);
  });

  it.each([
    {},
    { redisOptions: { maxRetriesPerRequest: 20 } },
    { clusterNodeRetryStrategy: soon, redisOptions: { maxRetriesPerRequest: 0 } },
  ])('takes one that does not: %j', (options) => {
    const redisOptions = { ...SOCKET, ...('redisOptions' in options ? options.redisOptions : {}) };
    expect(whyRefused(open({ retryDelayOnFailover: 0, ...options, redisOptions }))).toBeUndefined();
  });

  it('warns of one that waits without end', () => {
    const warnings = (redisOptions: object) => warningsOf(open({ retryDelayOnFailover: 0, redisOptions }));
    expect(warnings({})).toEqual([expect.stringContaining('{ redisOptions: { socketTimeout: 1500 } }')]);
    expect(warnings(SOCKET)).toEqual([]);
  });
});

describe('the Redis store, with node-redis,', () => {
  const wanted = '{ pingInterval: 1000, socket: { socketTimeout: 2500, reconnectStrategy: (retries) => Math.min(50 * retries, 500) } }';
  const socket = { socketTimeout: 2500, reconnectStrategy: soon };

  it.each(Object.entries(NODE_REDIS))('%s, warns of a client that waits without end', (_, open) => {
    expect(warningsOf(open())).toEqual([expect.stringContaining(wanted)]);
    // It ends the wait for the connection, not that for an answer.
    expect(warningsOf(open({ commandOptions: { timeout: 1000 } }))).toHaveLength(1);
    // Of itself, node-redis connects again after all but a time-out.
    expect(warningsOf(open({ socket: { socketTimeout: 2500 } }))).toHaveLength(1);
    expect(warningsOf(open({ socket }))).toEqual([]);
    expect(warningsOf(open({ socket: { ...socket, reconnectStrategy: 100 } }))).toEqual([]);
  });

  it.each(Object.entries(NODE_REDIS_CLUSTER))('%s, warns of a cluster that waits without end', (_, open) => {
    expect(warningsOf(open())).toEqual([expect.stringContaining(`{ defaults: ${wanted} }`)]);
    expect(warningsOf(open({ defaults: { socket } }))).toEqual([]);
  });

  it.each(Object.entries(NODE_REDIS_POOL))('%s, takes a pool, whose options it cannot see', (_, open) => {
    expect(warningsOf(open())).toEqual([]);
  });
});

describe('the Redis store', () => {
  it.each([
    { call: async () => null },
    { sendCommand: async () => null },
    { call: async () => null, options: {} },
    { call: async () => null, options: null },
  ])('takes a wrapper that shows nothing: %#', (client) => {
    expect(warningsOf(client)).toEqual([]);
  });
});
