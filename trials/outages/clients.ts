/** The clients that are measured, each opened for the servers of a run. */
import { Cluster, Redis } from 'ioredis';
import { createClient, createCluster, createSentinel } from 'redis';
import { openRedis, type RedisClient } from '../../src/stores/redis.js';
import type { Address, ClientKind } from './outage-plan.js';

export interface OpenedClient {
  readonly client: RedisClient;
  close(): void;
}

const HOST = '127.0.0.1';
const endpointsOf = (ports: readonly number[]): { host: string; port: number }[] => ports.map((port) => ({ host: HOST, port }));

export async function openClient(kind: ClientKind, address: Address): Promise<OpenedClient> {
  switch (kind) {
    case 'openRedis':
      return openOurs(address);
    case 'ioredis':
      return openIoRedis(address, false);
    case 'ioredis-detector':
      return openIoRedis(address, true);
    case 'node-redis':
      return openNodeRedis(address);
  }
}

async function openOurs(address: Address): Promise<OpenedClient> {
  const client = await openRedis(optionsFor(address));
  return { client, close: () => void client.close() };
}

function optionsFor(address: Address): Parameters<typeof openRedis>[0] {
  switch (address.kind) {
    case 'single':
      return `redis://${HOST}:${address.port}`;
    case 'sentinel':
      return { sentinels: endpointsOf(address.ports), name: address.name, natMap: address.natMap };
    case 'cluster':
      return { cluster: endpointsOf(address.ports) };
  }
}

/** As it comes, but for what the store asks of it. */
function openIoRedis(address: Address, failoverDetector: boolean): OpenedClient {
  const client = ioRedisFor(address, failoverDetector);
  client.on('error', () => undefined);
  return { client, close: () => client.disconnect() };
}

function ioRedisFor(address: Address, failoverDetector: boolean): Redis | Cluster {
  const options = { maxRetriesPerRequest: 0, failoverDetector };
  switch (address.kind) {
    case 'single':
      return new Redis({ ...options, host: HOST, port: address.port });
    case 'sentinel':
      return new Redis({ ...options, sentinels: endpointsOf(address.ports), name: address.name, natMap: address.natMap });
    case 'cluster':
      return new Cluster(endpointsOf(address.ports), { retryDelayOnFailover: 0, redisOptions: options });
  }
}

/** As the page on stores says. */
const NODE_REDIS = { disableOfflineQueue: true, pingInterval: 1000, socket: { connectTimeout: 1000, socketTimeout: 2500 } } as const;

async function openNodeRedis(address: Address): Promise<OpenedClient> {
  switch (address.kind) {
    case 'single': {
      const client = createClient({ ...NODE_REDIS, socket: { ...NODE_REDIS.socket, host: HOST, port: address.port } });
      client.on('error', () => undefined);
      await client.connect();
      return { client, close: () => client.destroy() };
    }
    case 'sentinel': {
      const sentinelRootNodes = endpointsOf(address.ports);
      const sentinel = createSentinel({
        name: address.name,
        sentinelRootNodes,
        nodeAddressMap: address.natMap,
        nodeClientOptions: NODE_REDIS,
      });
      sentinel.on('error', () => undefined);
      await sentinel.connect();
      return { client: { sendCommand: (command: string[]) => sentinel.sendCommand(false, command) }, close: () => void sentinel.destroy() };
    }
    case 'cluster': {
      const rootNodes = address.ports.map((port) => ({ url: `redis://${HOST}:${port}` }));
      const client = createCluster({ rootNodes, defaults: NODE_REDIS });
      client.on('error', () => undefined);
      await client.connect();
      return { client, close: () => client.destroy() };
    }
  }
}
