/** A server that forgets keys when its memory is full forgets limits: the store warns about it, and harms nothing by asking. */
import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createRedisStore, type RedisClient } from '../../src/stores/redis.js';
import { describeWithOwnRedis } from '../support/describe-with-server.js';
import { type RedisCluster, type RedisServer, startRedis, startRedisCluster } from '../support/redis-server.js';
import { HOUR } from '../support/test-clock.js';
import { CLIENTS, CLUSTER_CLIENTS, type OpenedClient } from './redis-clients.js';

const WARNING = /^createRedisStore: the server has maxmemory-policy allkeys-lru\..* Set maxmemory-policy noeviction\.$/;

/** The warnings about eviction, after two stores of the client have worked. */
async function warningsOf({ client, close }: OpenedClient): Promise<readonly string[]> {
  onTestFinished(() => void close());
  const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  onTestFinished(() => warned.mockRestore());
  for (const prefix of ['first:', 'second:']) {
    const store = createRedisStore({ client, prefix: prefix + randomUUID() });
    await vi.waitFor(() => store.count('counter', 1, { expiresAt: Date.now() + HOUR }));
    // A later command is answered after the question, on the same connection.
    for (let verb = 0; verb < 3; verb += 1) await store.get('key');
  }
  return warned.mock.calls.map(([text]) => String(text)).filter((text) => text.includes('maxmemory'));
}

async function setPolicy(ports: readonly number[], policy: string): Promise<void> {
  for (const port of ports) {
    const operator = new Redis(port, '127.0.0.1');
    await operator.call('CONFIG', 'SET', 'maxmemory-policy', policy);
    operator.disconnect();
  }
}

describeWithOwnRedis('the Redis store, on a server that evicts,', () => {
  let server: RedisServer;
  let cluster: RedisCluster;
  beforeAll(async () => {
    [server, cluster] = await Promise.all([startRedis(['--maxmemory', '50mb', '--maxmemory-policy', 'allkeys-lru']), startRedisCluster()]);
    await setPolicy(cluster.ports, 'allkeys-lru');
  }, 60_000);
  afterAll(async () => {
    await server.close();
    await cluster.close();
  });

  it.each(Object.entries(CLIENTS))('warns once of each client, by %s', async (_, connect) => {
    expect(await warningsOf(await connect(server.url))).toEqual([expect.stringMatching(WARNING)]);
  });

  it.each(Object.entries(CLUSTER_CLIENTS))('warns once of each cluster, by %s', async (_, connect) => {
    expect(await warningsOf(await connect(cluster.ports))).toEqual([expect.stringMatching(WARNING)]);
  });

  it.each(Object.entries(CLIENTS))('is silent if the server keeps what it has, by %s', async (_, connect) => {
    const keeping = await startRedis(['--maxmemory', '50mb', '--maxmemory-policy', 'noeviction']);
    onTestFinished(() => keeping.close());
    expect(await warningsOf(await connect(keeping.url))).toEqual([]);
  });

  it.each(Object.entries(CLIENTS))('is silent if it may not ask, and works, by %s', async (_, connect) => {
    const operator = new Redis(server.url);
    await operator.call('ACL', 'SETUSER', 'quiet', 'on', '>password', '~*', '+@all', '-info');
    operator.disconnect();
    const url = server.url.replace('//', '//quiet:password@');
    expect(await warningsOf(await connect(url))).toEqual([]);
  });
});

describe('the Redis store', () => {
  const clientWith = (info: () => Promise<unknown>): RedisClient => ({
    call: (command) => (command === 'INFO' ? info() : Promise.resolve(null)),
  });

  it.each([
    ['is never given', () => new Promise(() => undefined)],
    ['is an error', () => Promise.reject(new Error('refused'))],
    ['is no text', () => Promise.resolve(5)],
    ['says nothing of it', () => Promise.resolve('used_memory:1\r\n')],
  ])('works without a warning if the answer about eviction %s', async (_, info) => {
    expect(await warningsOf({ client: clientWith(info), close: () => undefined })).toEqual([]);
  });

  it('asks only after its first answer, so that the question stands in nobody’s way', async () => {
    const sent: string[] = [];
    const client: RedisClient = {
      call: async (command) => {
        sent.push(command);
        return null;
      },
    };
    const store = createRedisStore({ client });
    await Promise.all([store.get('a'), store.get('b')]);
    await store.get('c');
    expect(sent).toEqual(['GET', 'GET', 'INFO', 'GET']);
  });
});
