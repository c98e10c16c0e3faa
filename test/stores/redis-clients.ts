/** Every client that the Redis store works with, connected. */
import { Redis as IoRedis, Cluster as IoRedisCluster } from 'ioredis';
import { Redis as IoRedis5 } from 'ioredis5';
import { createClient, createCluster } from 'redis';
import { createClient as createClient5 } from 'redis5';
import type { RedisClient } from '../../src/stores/redis.js';

export interface OpenedClient {
  readonly client: RedisClient;
  close(): unknown;
}

/** What goes wrong with a connection is told to whoever uses it; unheard, the event would end the process. */
const ignore = (): void => undefined;
const soon = (): number => 50;

export const CLIENTS: Readonly<Record<string, (url: string) => Promise<OpenedClient>>> = {
  'node-redis 6': async (url) => {
    const client = createClient({ url, socket: { reconnectStrategy: soon } }).on('error', ignore);
    await client.connect();
    return { client, close: () => client.destroy() };
  },
  'node-redis 5': async (url) => {
    const client = createClient5({ url, socket: { reconnectStrategy: soon } }).on('error', ignore);
    await client.connect();
    return { client, close: () => client.destroy() };
  },
  'ioredis 6': async (url) => {
    const client = new IoRedis(url, { retryStrategy: soon }).on('error', ignore);
    return { client, close: () => client.disconnect() };
  },
  'ioredis 5': async (url) => {
    const client = new IoRedis5(url, { retryStrategy: soon }).on('error', ignore);
    return { client, close: () => client.disconnect() };
  },
};

export const CLUSTER_CLIENTS: Readonly<Record<string, (ports: readonly number[]) => Promise<OpenedClient>>> = {
  'node-redis 6': async (ports) => {
    const client = createCluster({ rootNodes: ports.map((port) => ({ url: `redis://127.0.0.1:${port}` })) }).on('error', ignore);
    await client.connect();
    return { client, close: () => client.destroy() };
  },
  'ioredis 6': async (ports) => {
    const client = new IoRedisCluster(ports.map((port) => ({ host: '127.0.0.1', port }))).on('error', ignore);
    return { client, close: () => client.disconnect() };
  },
};
