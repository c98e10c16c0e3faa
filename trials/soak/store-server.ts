/** The store that the app is given, with its server where it has one. */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../../test/support/postgres-server.js';
import { DURABLE, startRedis } from '../../test/support/redis-server.js';
import type { StoreKind, StoreSettings } from './messages.js';

/** A server that can be taken away, and comes back on the same port with the same data. */
export interface StoreServer {
  readonly pid: number;
  readonly port: number;
  signal(name: NodeJS.Signals): void;
  restart(): Promise<void>;
  close(): Promise<void>;
}

export interface ServedStore {
  readonly settings: StoreSettings;
  /** Absent where the store is a file, or in the app. */
  readonly server: StoreServer | undefined;
  close(): Promise<void>;
}

export async function serveStore(kind: StoreKind): Promise<ServedStore> {
  if (kind === 'memory') return { settings: { kind }, server: undefined, close: async () => undefined };
  if (kind === 'sqlite') {
    const folder = await mkdtemp(join(tmpdir(), 'call-verification-soak-'));
    const close = (): Promise<void> => rm(folder, { recursive: true, force: true });
    return { settings: { kind, path: join(folder, 'calls.db') }, server: undefined, close };
  }
  const server = await (kind === 'redis' ? startRedis(DURABLE) : startPostgresOnPort());
  return { settings: { kind, port: server.port }, server, close: () => server.close() };
}

async function startPostgresOnPort(): Promise<StoreServer> {
  const postgres = await startPostgres();
  return {
    get pid() {
      return postgres.pid;
    },
    port: Number(new URL(postgres.url).port),
    signal: (name) => postgres.signal(name),
    restart: () => postgres.restart(),
    close: () => postgres.close(),
  };
}

/** PostgreSQL works in many processes: the first one is stopped before the others are counted, so that none is born meanwhile. */
export function pauseServer({ pid }: StoreServer): () => void {
  process.kill(pid, 'SIGSTOP');
  const others = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  for (const other of others) process.kill(other, 'SIGSTOP');
  return () => {
    for (const other of [...others, pid]) process.kill(other, 'SIGCONT');
  };
}
