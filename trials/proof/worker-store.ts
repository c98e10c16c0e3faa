/** Opens, in a worker, the store that all workers share. */
import { Redis } from 'ioredis';
import pg from 'pg';
import { type CallVerificationStore, createMemoryStore } from '../../src/index.js';
import { createPostgresStore } from '../../src/stores/postgres.js';
import { createRedisStore, openRedis, type RedisClient } from '../../src/stores/redis.js';
import { createSqliteStore, openSqlite } from '../../src/stores/sqlite.js';
import type { StoreSettings } from './worker-order.js';

/** What the production page asks for, and what `openRedis` sets. */
const TIMEOUT_MS = 1500;
const CONNECT_TIMEOUT_MS = 1000;

/** @param clock the process's, which may differ from those of others */
export async function openWorkerStore(settings: StoreSettings, clock: () => number = Date.now): Promise<CallVerificationStore> {
  switch (settings.kind) {
    case 'memory':
      return createMemoryStore({ clock });
    case 'sqlite':
      return createSqliteStore({ database: await openSqlite(settings.path), clock });
    case 'redis':
      return createRedisStore({ client: await openClient(settings), clock });
    case 'postgres':
      return createPostgresStore({ pool: openPool(settings), clock });
  }
}

type ServerSettings = Extract<StoreSettings, { readonly port: number }>;

async function openClient({ port, without }: ServerSettings): Promise<RedisClient> {
  if (without === undefined) return openRedis(`redis://127.0.0.1:${port}`);
  const client = new Redis(port, '127.0.0.1', {
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    connectTimeout: CONNECT_TIMEOUT_MS,
    ...(without === 'time-outs' ? {} : { socketTimeout: TIMEOUT_MS }),
    ...(without === 'reconnect' ? {} : { reconnectOnError: ({ message }: Error) => message.startsWith('READONLY') }),
  });
  client.on('error', () => undefined);
  // If the server is away just now, the first requests are answered with 503.
  await new Promise<void>((resolve) => {
    client.once('ready', resolve);
    setTimeout(resolve, CONNECT_TIMEOUT_MS);
  });
  return client;
}

function openPool({ port, without }: ServerSettings): pg.Pool {
  // Each mute connection takes its place in the pool for good: a small one is used up sooner.
  const timeouts = without === 'time-outs' ? { max: 2 } : { connectionTimeoutMillis: CONNECT_TIMEOUT_MS, query_timeout: TIMEOUT_MS };
  const pool = new pg.Pool({ connectionString: `postgres://postgres@127.0.0.1:${port}/postgres`, max: 8, ...timeouts });
  pool.on('error', () => undefined);
  return pool;
}
