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
/** Longer than recommended: a busy disk makes the figures worse, but does not end the measurement. */
export const TIMEOUT_MS = 20_000;

export interface OpenedStore {
  readonly store: CallVerificationStore;
  /** Leaves the server. */
  close(): Promise<unknown>;
}

export async function openStore({ kind, at }: StoreSettings): Promise<OpenedStore> {
  switch (kind) {
    case 'memory':
      return { store: createMemoryStore({ maxEntries: MOST_ENTRIES }), close: async () => undefined };
    case 'sqlite': {
      const database = await openSqlite(at);
      return { store: createSqliteStore({ database }), close: async () => database.close() };
    }
    case 'redis': {
      const client = await openRedis(at);
      return { store: createRedisStore({ client }), close: async () => client.close() };
    }
    case 'postgres': {
      const pool = new pg.Pool({ connectionString: at, max: 20, connectionTimeoutMillis: TIMEOUT_MS, query_timeout: TIMEOUT_MS });
      pool.on('error', () => undefined);
      return { store: createPostgresStore({ pool }), close: () => pool.end() };
    }
  }
}
