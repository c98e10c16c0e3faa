/** Opens, in a worker, the store that all workers share. */
import { Redis } from 'ioredis';
import pg from 'pg';
import { type CallVerificationStore, createMemoryStore } from '../../src/index.js';
import { createPostgresStore } from '../../src/stores/postgres.js';
import { createRedisStore } from '../../src/stores/redis.js';
import { createSqliteStore, openSqlite } from '../../src/stores/sqlite.js';
import type { StoreSettings } from './worker-order.js';

/** A connection that hangs is given up, and a new one is made. */
const PATIENCE_MS = 2000;

export async function openWorkerStore(settings: StoreSettings): Promise<CallVerificationStore> {
  switch (settings.kind) {
    case 'memory':
      return createMemoryStore();
    case 'sqlite':
      return createSqliteStore({ database: await openSqlite(settings.path) });
    case 'redis': {
      // It queues while the server is away. What was not answered is an error, and never sent again.
      const client = new Redis(settings.port, '127.0.0.1', { maxRetriesPerRequest: 0, socketTimeout: PATIENCE_MS });
      client.on('error', () => undefined);
      return createRedisStore({ client });
    }
    case 'postgres': {
      const { connectionString } = settings;
      const pool = new pg.Pool({ connectionString, max: 8, connectionTimeoutMillis: PATIENCE_MS, query_timeout: PATIENCE_MS });
      pool.on('error', () => undefined);
      return createPostgresStore({ pool });
    }
  }
}
