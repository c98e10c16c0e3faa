/** Every kind of store, on a server of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createClient } from 'redis';
import { type CallVerificationStore, createMemoryStore } from '../../src/index.js';
import { createPostgresStore } from '../../src/stores/postgres.js';
import { createRedisStore } from '../../src/stores/redis.js';
import { createSqliteStore, openSqlite } from '../../src/stores/sqlite.js';
import { startPostgres } from '../../test/support/postgres-server.js';
import { DURABLE, startRedis } from '../../test/support/redis-server.js';

export interface OpenedStore {
  readonly name: string;
  readonly store: CallVerificationStore;
  readonly serverPid: number | undefined;
  /** What its data takes, of the server's memory or of the disk. */
  readonly bytesUsed?: () => Promise<number>;
  close(): Promise<unknown>;
}

async function openRedis(name: string, options: readonly string[]): Promise<OpenedStore> {
  const server = await startRedis(options);
  const client = createClient({ url: server.url, pingInterval: 1000, socket: { socketTimeout: 5000 } });
  await client.connect();
  const close = async (): Promise<void> => {
    client.destroy();
    await server.close();
  };
  const bytesUsed = async (): Promise<number> => Number(/used_memory:(\d+)/.exec(await client.info('memory'))?.[1]);
  return { name, store: createRedisStore({ client }), serverPid: server.pid, bytesUsed, close };
}

export const OPEN_STORES: readonly (() => Promise<OpenedStore>)[] = [
  async () => ({
    name: 'memory',
    store: createMemoryStore({ maxEntries: 10_000_000 }),
    serverPid: undefined,
    close: async () => undefined,
  }),
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'call-verification-bench-'));
    const database = await openSqlite(join(folder, 'calls.db'));
    const close = async (): Promise<void> => {
      database.close();
      rmSync(folder, { recursive: true });
    };
    const bytesUsed = async (): Promise<number> => {
      const pages = database.prepare('SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()').get();
      return Number((pages as { bytes?: unknown } | undefined)?.bytes);
    };
    return { name: 'SQLite', store: createSqliteStore({ database }), serverPid: undefined, bytesUsed, close };
  },
  () => openRedis('Redis, no persistence', []),
  () => openRedis('Redis, AOF always', DURABLE),
  async () => {
    const server = await startPostgres({ fsync: 'on' });
    const pool = new pg.Pool({ connectionString: server.url, max: 20 });
    const close = async (): Promise<void> => {
      await pool.end();
      await server.close();
    };
    const bytesUsed = async (): Promise<number> => {
      const { rows } = await pool.query<{ bytes: string }>("SELECT pg_total_relation_size('call_verification') AS bytes");
      return Number(rows[0]?.bytes);
    };
    return { name: 'PostgreSQL', store: createPostgresStore({ pool }), serverPid: server.pid, bytesUsed, close };
  },
];
