/** PostgreSQL servers with a standby, which can crash as machines do. */
import { execFileSync } from 'node:child_process';
import pg from 'pg';
import { type PostgresServer, startPostgres } from '../../test/support/postgres-server.js';
import { pause } from '../proof/chance.js';
import { openAddress, urlAt } from './postgres-address.js';

export interface Pair {
  readonly primary: PostgresServer;
  readonly standby: PostgresServer;
  close(): Promise<void>;
}

export interface PairOptions {
  /** Whether a commit waits until the standby has it on its disk. */
  readonly isSynchronous?: boolean;
  /** How long what the primary writes is on its way to the standby. */
  readonly lateMs?: number;
}

export async function startPair({ isSynchronous = false, lateMs = 0 }: PairOptions = {}): Promise<Pair> {
  const primary = await startPostgres({ fsync: 'on' });
  const way = await openAddress(Number(new URL(primary.url).port), lateMs);
  const standby = await startPostgres({ fsync: 'on', standbyOf: urlAt(primary.url, way.port) });
  if (isSynchronous) {
    await ask(primary.url, "ALTER SYSTEM SET synchronous_standby_names = '*'");
    await ask(primary.url, 'SELECT pg_reload_conf()');
  }
  const isReady = async (): Promise<boolean> => {
    const [row] = await ask(primary.url, 'SELECT sync_state FROM pg_stat_replication');
    return row?.['sync_state'] === (isSynchronous ? 'sync' : 'async');
  };
  while (!(await isReady())) await pause(50);
  return {
    primary,
    standby,
    async close() {
      await Promise.all([primary.close(), standby.close()]);
      way.close();
    },
  };
}

/** All its processes at once, as a machine that is switched off; what is in the disk's queue stays. */
export function killAll(server: PostgresServer): void {
  process.kill(server.pid, 'SIGSTOP');
  const children = execFileSync('ps', ['-o', 'pid=', '--ppid', String(server.pid)], { encoding: 'utf8' })
    .trim()
    .split(/\s+/)
    .map(Number);
  for (const pid of [server.pid, ...children]) process.kill(pid, 'SIGKILL');
}

export async function promote(standby: PostgresServer): Promise<void> {
  await ask(standby.url, 'SELECT pg_promote()');
}

/** On a connection of its own. */
export async function ask(connectionString: string, text: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}
