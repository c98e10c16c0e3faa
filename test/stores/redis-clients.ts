/** Every client that the Redis store works with, connected as `docs/stores.md` says. */
import { Redis as IoRedis, Cluster as IoRedisCluster } from 'ioredis';
import { Redis as IoRedis5, Cluster as IoRedisCluster5 } from 'ioredis5';
import { createClient, createCluster } from 'redis';
import { createClient as createClient5, createCluster as createCluster5 } from 'redis5';
import type { RedisClient } from '../../src/stores/redis.js';

export interface OpenedClient {
  readonly client: RedisClient;
  close(): unknown;
}

/** What goes wrong with a connection is told to whoever uses it; unheard, the event would end the process. */
const ignore = (): void => undefined;
const soon = (): number => 50;

/** node-redis closes a connection that is silent for so long, so it must be asked now and then. */
const nodeRedis = { pingInterval: 1000, socket: { reconnectStrategy: soon, socketTimeout: 4000 } };
const reconnectOnError = (error: Error): boolean => error.message.includes('READONLY');
const ioRedis = { retryStrategy: soon, maxRetriesPerRequest: 0, socketTimeout: 4000, reconnectOnError };
const ioRedisCluster = { retryDelayOnFailover: 0, redisOptions: { socketTimeout: 4000 } };

export const CLIENTS: Readonly<Record<string, (url: string) => Promise<OpenedClient>>> = {
  'node-redis 6': async (url) => {
    const client = createClient({ url, ...nodeRedis }).on('error', ignore);
    await client.connect();
    return { client, close: () => client.destroy() };
  },
  'node-redis 5': async (url) => {
    const client = createClient5({ url, ...nodeRedis }).on('error', ignore);
    await client.connect();
    return { client, close: () => client.destroy() };
  },
  'ioredis 6': async (url) => {
    const client = new IoRedis(url, ioRedis).on('error', ignore);
    return { client, close: () => client.disconnect() };
  },
  'ioredis 5': async (url) => {
    const client = new IoRedis5(url, ioRedis).on('error', ignore);
    return { client, close: () => client.disconnect() };
  },
};

/** The servers' ports, and where each is reached. */
type ConnectCluster = (ports: readonly number[], through?: (port: number) => number) => Promise<OpenedClient>;

const addressOf = (port: number) => ({ host: '127.0.0.1', port });
const itself = (port: number): number => port;

/** For ioredis and node-redis: where each server's own address leads to. */
function addresses(ports: readonly number[], through: (port: number) => number) {
  return Object.fromEntries(ports.map((port) => [`127.0.0.1:${port}`, addressOf(through(port))]));
}

function nodeRedisCluster(ports: readonly number[], through: (port: number) => number) {
  const rootNodes = ports.map((port) => ({ url: `redis://127.0.0.1:${port}` }));
  return { rootNodes, nodeAddressMap: addresses(ports, through), defaults: nodeRedis };
}

export const CLUSTER_CLIENTS: Readonly<Record<string, ConnectCluster>> = {
  'node-redis 6': async (ports, through = itself) => {
    const client = createCluster(nodeRedisCluster(ports, through)).on('error', ignore);
    await client.connect();
    return { client, close: () => client.destroy() };
  },
  'node-redis 5': async (ports, through = itself) => {
    const client = createCluster5(nodeRedisCluster(ports, through)).on('error', ignore);
    await client.connect();
    return { client, close: () => client.destroy() };
  },
  'ioredis 6': async (ports, through = itself) => {
    const options = { ...ioRedisCluster, natMap: addresses(ports, through) };
    const client = new IoRedisCluster(ports.map(addressOf), options).on('error', ignore);
    return { client, close: () => client.disconnect() };
  },
  'ioredis 5': async (ports, through = itself) => {
    const options = { ...ioRedisCluster, natMap: addresses(ports, through) };
    const client = new IoRedisCluster5(ports.map(addressOf), options).on('error', ignore);
    return { client, close: () => client.disconnect() };
  },
};
