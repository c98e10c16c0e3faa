/** The store of the app that is watched, with a client set up as the production pages say, and closed as a host closes it. */
import pg from 'pg';
import { type CallVerificationStore, createMemoryStore } from '../../src/index.js';
import { createPostgresStore } from '../../src/stores/postgres.js';
import { createRedisStore, openRedis } from '../../src/stores/redis.js';
import { createSqliteStore, openSqlite } from '../../src/stores/sqlite.js';
import type { StoreSettings } from './messages.js';

export interface SoakStore {
  readonly store: CallVerificationStore;
  /** Lets go of what is kept in this process; what is kept elsewhere stays. */
  dropData(): void;
  close(): Promise<void>;
}

/** A soak writes more than the default takes. */
const MOST_ENTRIES = 10_000_000;

export async function openSoakStore(settings: StoreSettings): Promise<SoakStore> {
  switch (settings.kind) {
    case 'memory':
      return openMemory();
    case 'sqlite': {
      const database = await openSqlite(settings.path);
      return { store: createSqliteStore({ database }), dropData: () => undefined, close: async () => void database.close() };
    }
    case 'redis': {
      const client = await openRedis(`redis://127.0.0.1:${settings.port}`);
      return { store: createRedisStore({ client }), dropData: () => undefined, close: () => client.close() };
    }
    case 'postgres': {
      const connectionString = `postgres://postgres@127.0.0.1:${settings.port}/postgres`;
      const pool = new pg.Pool({ connectionString, connectionTimeoutMillis: 1000, query_timeout: 1500 });
      pool.on('error', () => undefined);
      const store = createPostgresStore({ pool });
      const close = async (): Promise<void> => {
        await store.close();
        await pool.end();
      };
      return { store, dropData: () => undefined, close };
    }
  }
}

function openMemory(): SoakStore {
  const create = (): CallVerificationStore => createMemoryStore({ maxEntries: MOST_ENTRIES });
  let present = create();
  return {
    store: {
      get: (key) => present.get(key),
      put: (key, value, options) => present.put(key, value, options),
      delete: (key) => present.delete(key),
      count: (key, amount, options) => present.count(key, amount, options),
    },
    dropData() {
      present = create();
    },
    close: async () => undefined,
  };
}
