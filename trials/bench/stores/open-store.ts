/** Opens a store as docs/stores.md recommends, in the process that is measured. */
import pg from 'pg';
import { type CallVerificationStore, createMemoryStore } from '../../../src/index.js';
import { createPostgresStore } from '../../../src/stores/postgres.js';
import { createRedisStore, openRedis } from '../../../src/stores/redis.js';
import { createSqliteStore, openSqlite } from '../../../src/stores/sqlite.js';

export const STORES = ['memory', 'sqlite', 'redis', 'postgres'] as const;
export type StoreName = (typeof STORES)[number];

/** How a process reaches a store that another one has started. */
export interface StoreSettings {
  readonly kind: StoreName;
  /** A path or a URL. */
  readonly at: string;
}

/** More than any measurement puts. */
const MOST_ENTRIES = 20_000_000;

export async function openStore({ kind, at }: StoreSettings): Promise<CallVerificationStore> {
  switch (kind) {
    case 'memory':
      return createMemoryStore({ maxEntries: MOST_ENTRIES });
    case 'sqlite':
      return createSqliteStore({ database: await openSqlite(at) });
    case 'redis':
      return createRedisStore({ client: await openRedis(at) });
    case 'postgres': {
      const pool = new pg.Pool({ connectionString: at, max: 20, connectionTimeoutMillis: 1000, query_timeout: 1500 });
      pool.on('error', () => undefined);
      return createPostgresStore({ pool });
    }
  }
}
