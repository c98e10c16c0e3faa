/** The store that all processes share, with its server where it has one that the nemesis can get at. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startPostgres } from '../../test/support/postgres-server.js';
import { DURABLE, startRedis } from '../../test/support/redis-server.js';
import type { StoreKind, StoreSettings } from './worker-order.js';

/** A server that can be taken away, and comes back on the same port with the same data. */
export interface StoreServer {
  /** As a crash of the process does. */
  kill(): Promise<void>;
  /** As its operator does. */
  stop(): Promise<void>;
  start(): Promise<void>;
  pause(): Promise<void>;
  resume(): Promise<void>;
}

export interface SharedStore {
  readonly settings: StoreSettings;
  /** Absent where the store is a file, or each process's own. */
  readonly server?: StoreServer | undefined;
  /** What one process wrote survives it. */
  readonly isDurable: boolean;
  close(): Promise<void>;
}

export async function openSharedStore(kind: StoreKind): Promise<SharedStore> {
  switch (kind) {
    case 'memory':
      return { settings: { kind }, isDurable: false, close: async () => undefined };
    case 'sqlite': {
      const folder = await mkdtemp(join(tmpdir(), 'call-verification-proof-'));
      const close = (): Promise<void> => rm(folder, { recursive: true, force: true });
      return { settings: { kind, path: join(folder, 'calls.db') }, isDurable: true, close };
    }
    case 'redis':
      return openRedis();
    case 'postgres':
      return openPostgres();
  }
}

async function openRedis(): Promise<SharedStore> {
  const redis = await startRedis(DURABLE);
  const server: StoreServer = {
    kill: async () => redis.signal('SIGKILL'),
    stop: async () => redis.signal('SIGTERM'),
    start: () => redis.restart(),
    pause: async () => redis.signal('SIGSTOP'),
    resume: async () => redis.signal('SIGCONT'),
  };
  return { settings: { kind: 'redis', port: redis.port }, server, isDurable: true, close: () => redis.close() };
}

async function openPostgres(): Promise<SharedStore> {
  const postgres = await startPostgres();
  let paused: readonly number[] = [];
  const server: StoreServer = {
    kill: async () => postgres.signal('SIGQUIT'),
    stop: async () => postgres.signal('SIGINT'),
    start: () => postgres.restart(),
    async pause() {
      paused = await pauseBackends(postgres.url, () => postgres.signal('SIGSTOP'));
    },
    async resume() {
      for (const pid of paused) process.kill(pid, 'SIGCONT');
      postgres.signal('SIGCONT');
    },
  };
  return { settings: { kind: 'postgres', connectionString: postgres.url }, server, isDurable: true, close: () => postgres.close() };
}

/** PostgreSQL works in many processes: the first one is stopped before the others are counted, so that none is born meanwhile. */
async function pauseBackends(connectionString: string, pauseFirst: () => void): Promise<readonly number[]> {
  const client = new pg.Client({ connectionString });
  client.on('error', () => undefined);
  await client.connect();
  pauseFirst();
  const { rows } = await client.query<{ pid: number }>('SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()');
  // Its own server process ends with this connection.
  await client.end();
  const pids = rows.map(({ pid }) => pid);
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  return pids;
}
