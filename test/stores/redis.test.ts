import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { SendCommand } from '../../src/stores/redis/client.js';
import { senderOf } from '../../src/stores/redis/client.js';
import { createRedisStore } from '../../src/stores/redis.js';
import { storeContract } from '../../src/testing/index.js';
import { describeWithOwnRedis, describeWithRedis } from '../support/describe-with-server.js';
import { startLossyProxy } from '../support/lossy-proxy.js';
import { DURABLE, givenRedisUrl, type RedisCluster, type RedisServer, startRedis, startRedisCluster } from '../support/redis-server.js';
import { HOUR, MINUTE } from '../support/test-clock.js';
import { CLIENTS, CLUSTER_CLIENTS, type OpenedClient } from './redis-clients.js';
import { describeSharedStore } from './shared-store.js';
import { itSurvivesOutage } from './store-outage.js';

/** It sends nothing twice. */
const SAFE = { maxRetriesPerRequest: 0, socketTimeout: 4000, reconnectOnError: () => false };

const newPrefix = (): string => `${randomUUID()}:`;

/** One client for all tests of a suite; it is there while they run. */
function withClient(connect: () => Promise<OpenedClient>): () => OpenedClient['client'] {
  let opened: OpenedClient | undefined;
  beforeAll(async () => {
    opened = await connect();
  });
  afterAll(() => opened?.close());
  return () => {
    if (opened === undefined) throw new Error('the client is there only while tests run');
    return opened.client;
  };
}

/** A server for all tests of a suite. */
function withRedis(options: readonly string[] = []): () => RedisServer {
  let server: RedisServer | undefined;
  beforeAll(async () => {
    server = await startRedis(options);
  });
  afterAll(() => server?.close());
  return () => {
    if (server === undefined) throw new Error('the server is there only while tests run');
    return server;
  };
}

describeWithRedis('Redis', () => {
  let server: RedisServer | undefined;
  const url = (): string => givenRedisUrl ?? server?.url ?? '';
  beforeAll(async () => {
    if (givenRedisUrl === undefined) server = await startRedis();
  });
  afterAll(() => server?.close());

  describe.each(Object.entries(CLIENTS))('by %s', (name, connect) => {
    const client = withClient(() => connect(url()));
    storeContract(`the Redis store by ${name}`, () => createRedisStore({ client: client(), prefix: newPrefix() }), { describe, it });
  });

  describeSharedStore('the Redis store', async () => {
    const prefix = newPrefix();
    const connects = [CLIENTS['node-redis 6'], CLIENTS['ioredis 6'], CLIENTS['node-redis 5']];
    return Promise.all(
      connects.map(async (connect) => {
        const opened = await connect?.(url());
        if (opened === undefined) throw new Error('no such client');
        onTestFinished(() => void opened.close());
        return createRedisStore({ client: opened.client, prefix });
      }),
    );
  });

  it('holds nothing without an expiry, and nothing without the prefix', async () => {
    const redis = new Redis(url(), SAFE);
    onTestFinished(() => redis.disconnect());
    const prefix = newPrefix();
    const store = createRedisStore({ client: redis, prefix });
    const options = { expiresAt: Date.now() + HOUR };
    await store.put('value', 'first', { expected: null, ...options });
    await store.put('value', 'second', { expected: 'first', expiresAt: Date.now() + MINUTE });
    await store.count('counter', 5, options);
    await store.count('counter', -9, options);
    await store.count('below', -9, options);
    const keys = await redis.keys(`${prefix}*`);
    expect(keys.sort()).toEqual([`${prefix}below`, `${prefix}counter`, `${prefix}value`]);
    for (const key of keys) expect(await redis.pttl(key)).toBeGreaterThan(0);
    expect(await redis.pttl(`${prefix}value`)).toBeLessThanOrEqual(MINUTE);
  });

  it('reckons times to live by the clock it is given', async () => {
    const redis = new Redis(url(), SAFE);
    onTestFinished(() => redis.disconnect());
    const prefix = newPrefix();
    const store = createRedisStore({ client: redis, prefix, clock: () => 1000 });
    await store.put('key', 'value', { expected: null, expiresAt: 1000 + MINUTE });
    expect(await redis.pttl(`${prefix}key`)).toBeGreaterThan(MINUTE / 2);
  });

  it('sends scripts by their digests, and their text to a server that does not know them', async () => {
    const redis = new Redis(url(), SAFE);
    onTestFinished(() => redis.disconnect());
    const sent: string[] = [];
    const call = (command: string, ...parameters: string[]): Promise<unknown> => {
      if (command !== 'INFO') sent.push(command);
      return redis.call(command, ...parameters);
    };
    const store = createRedisStore({ client: { call }, prefix: newPrefix() });
    const options = { expected: null, expiresAt: Date.now() + HOUR };
    await redis.script('FLUSH');
    for (const key of ['a', 'b', 'c']) expect(await store.put(key, 'value', options)).toBe(true);
    await redis.script('FLUSH');
    for (const key of ['d', 'e']) expect(await store.count(key, 1, options)).toBe(1);
    expect(sent).toEqual(['EVALSHA', 'EVAL', 'EVALSHA', 'EVALSHA', 'EVALSHA', 'EVAL', 'EVALSHA']);
  });
});

describeWithOwnRedis('Redis, when it restarts', () => {
  const durable = withRedis(DURABLE);
  const forgetful = withRedis();

  describe.each(Object.entries(CLIENTS))('by %s', (name, connect) => {
    const ofDurable = withClient(() => connect(durable().url));
    const ofForgetful = withClient(() => connect(forgetful().url));
    const keeping = { restart: () => durable().restart() };
    const losing = { restart: () => forgetful().restart(), keepsOverRestart: false };
    const only = (test: string): boolean => /restart/.test(test);
    const itOfRestarts = (test: string, run: () => Promise<void>): void => {
      if (only(test)) it(test, run);
    };
    const functions = { describe, it: itOfRestarts };
    storeContract(`the Redis store by ${name}, with AOF`, () => createRedisStore({ client: ofDurable(), prefix: newPrefix() }), {
      ...functions,
      ...keeping,
    });
    storeContract(`the Redis store by ${name}, without`, () => createRedisStore({ client: ofForgetful(), prefix: newPrefix() }), {
      ...functions,
      ...losing,
    });
  });

  describe.each(Object.entries(CLIENTS))('a Redis, by %s,', (_, connect) => {
    const client = withClient(() => connect(forgetful().url));
    itSurvivesOutage(async () => ({
      store: createRedisStore({ client: client(), prefix: newPrefix() }),
      hang: () => forgetful().signal('SIGSTOP'),
      heal: () => forgetful().signal('SIGCONT'),
    }));
  });

  it('a put that is repeated, since its answer was lost, has not lost a race', async () => {
    const proxy = await startLossyProxy(durable().port);
    onTestFinished(() => proxy.close());
    const redis = new Redis(proxy.port, '127.0.0.1', { ...SAFE, retryStrategy: () => 20 }).on('error', () => undefined);
    onTestFinished(() => redis.disconnect());
    const store = createRedisStore({ client: redis, prefix: newPrefix() });
    const expiresAt = Date.now() + HOUR;
    expect(await store.put('key', 'first', { expected: null, expiresAt })).toBe(true);
    // With it, all that the store asks by itself is answered.
    await store.get('key');
    proxy.loseNextAnswer();
    await expect(store.put('key', 'second', { expected: 'first', expiresAt })).rejects.toThrow();
    expect(proxy.lost()).toBe(1);
    expect(await store.put('key', 'second', { expected: 'first', expiresAt })).toBe(true);
    expect(await store.get('key')).toBe('second');
  });
});

describeWithOwnRedis('a Redis cluster', () => {
  let cluster: RedisCluster | undefined;
  beforeAll(async () => {
    cluster = await startRedisCluster();
  }, 60_000);
  afterAll(() => cluster?.close());

  describe.each(Object.entries(CLUSTER_CLIENTS))('by %s', (name, connect) => {
    const client = withClient(() => connect(cluster?.ports ?? []));
    storeContract(`the Redis store on a cluster by ${name}`, () => createRedisStore({ client: client(), prefix: newPrefix() }), {
      describe,
      it,
    });
  });
});

describe('the Redis store', () => {
  const call = (): Promise<null> => Promise.resolve(null);
  it.each([
    [{}, 'option "client" must be a client of node-redis or ioredis, but is undefined.'],
    [{ client: { get: async () => null } }, 'option "client" must be a client of node-redis or ioredis, but is an object.'],
    [{ client: { call }, prefx: '' }, 'option "prefx" is unknown. Did you mean "prefix"?'],
    [{ client: { call }, prefix: 1 }, 'option "prefix" must be a string of at most 100 characters, but is 1.'],
  ])('refuses wrong options: %#', (options, message) => {
    // @ts-expect-error
    expect(() => createRedisStore(options)).toThrow(`createRedisStore: ${message}`);
  });

  it('asks masters only, in a cluster of node-redis', async () => {
    const sent: unknown[] = [];
    const sendCommand = async (...parameters: unknown[]): Promise<null> => {
      sent.push(parameters);
      return null;
    };
    const send: SendCommand = senderOf({ masters: [], sendCommand });
    await send('key', ['GET', 'key']);
    expect(sent).toEqual([['key', false, ['GET', 'key']]]);
  });
});
