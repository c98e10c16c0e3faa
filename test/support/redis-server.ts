/** Redis servers for tests: of their own on 127.0.0.1, or the one that `REDIS_URL` names. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { findProgram, freePort, startProgram, untilUp } from './programs.js';

export interface RedisServer {
  readonly pid: number;
  readonly port: number;
  readonly url: string;
  signal(name: NodeJS.Signals): void;
  /** Kills it, and starts it again on the same port with what it has kept on its disk. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

const program = findProgram('redis-server', 'valkey-server');

/** Kept on the disk before it is acknowledged. */
export const DURABLE = ['--appendonly', 'yes', '--appendfsync', 'always'] as const;

/** The bus of a cluster listens 10000 ports higher. */
const MOST_PORT = 55_000;

export async function startRedis(options: readonly string[] = []): Promise<RedisServer> {
  if (program === undefined) throw new Error('no redis-server');
  const folder = mkdtempSync(join(tmpdir(), 'express-call-verification-redis-'));
  const port = await freePort(MOST_PORT);
  const parameters = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder, ...options];
  const start = async () => {
    const started = startProgram(program, parameters);
    await untilUp(() => askRedis(port, 'PING'), started.hasEnded);
    return started;
  };
  let server = await start();
  return {
    get pid() {
      return server.pid;
    },
    port,
    url: `redis://127.0.0.1:${port}`,
    signal: (name) => server.signal(name),
    async restart() {
      await server.end('SIGKILL');
      server = await start();
    },
    async close() {
      await server.end('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Sends one command over a connection of its own, to a Sentinel, too. */
export async function askRedis(port: number, command: string, ...parameters: string[]): Promise<unknown> {
  const client = new Redis({
    ...{ host: '127.0.0.1', port, lazyConnect: true, retryStrategy: null, enableOfflineQueue: false },
    // A replica without its master, or a Sentinel, would never be ready; a frozen server would never answer.
    ...{ enableReadyCheck: false, commandTimeout: 5000 },
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await client.call(command, ...parameters);
  } finally {
    client.disconnect();
  }
}

export interface RedisCluster {
  readonly servers: readonly RedisServer[];
  readonly ports: readonly number[];
  close(): Promise<void>;
}

const SLOTS = 16_384;

/** Three servers that share the keys among them. */
export async function startRedisCluster({ nodeTimeoutMs = 5000 } = {}): Promise<RedisCluster> {
  const options = ['--cluster-enabled', 'yes', '--cluster-node-timeout', String(nodeTimeoutMs)];
  const servers = await Promise.all([1, 2, 3].map(() => startRedis(options)));
  const ports = servers.map(({ port }) => port);
  for (const [index, port] of ports.entries()) {
    const [from, to] = [Math.floor((SLOTS * index) / 3), Math.floor((SLOTS * (index + 1)) / 3)];
    const slots = Array.from({ length: to - from }, (_, offset) => String(from + offset));
    await askRedis(port, 'CLUSTER', 'ADDSLOTS', ...slots);
    await askRedis(port, 'CLUSTER', 'SET-CONFIG-EPOCH', String(index + 1));
  }
  for (const port of ports) await askRedis(ports[0] ?? 0, 'CLUSTER', 'MEET', '127.0.0.1', String(port));
  for (const port of ports) {
    const isReady = async (): Promise<void> => {
      const info = String(await askRedis(port, 'CLUSTER', 'INFO'));
      if (!info.includes('cluster_state:ok') || !info.includes('cluster_known_nodes:3')) throw new Error('the cluster is not ready');
    };
    await untilUp(isReady, () => false);
  }
  return {
    servers,
    ports,
    close: async () => {
      await Promise.all(servers.map((server) => server.close()));
    },
  };
}

/** The server that the environment names; it is not ours to restart. */
export const givenRedisUrl = process.env['REDIS_URL'];

export const canStartRedis = program !== undefined;
