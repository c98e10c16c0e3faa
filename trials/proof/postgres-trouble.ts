/** A PostgreSQL server for the processes to share, and what the nemesis can do to it. */
import pg from 'pg';
import { startPostgres } from '../../test/support/postgres-server.js';
import type { SharedStore, StoreFault } from './shared-store.js';

export async function openPostgres(): Promise<SharedStore> {
  const postgres = await startPostgres();
  const port = Number(new URL(postgres.url).port);
  let paused: readonly number[] = [];
  const down = (signal: NodeJS.Signals): StoreFault => ({
    begin: async () => postgres.signal(signal),
    end: () => postgres.restart(),
  });
  return {
    settings: { kind: 'postgres', port },
    server: { port: () => port, settingsVia: (via, without) => ({ kind: 'postgres', port: via, without }) },
    faults: {
      kill: down('SIGQUIT'),
      restart: down('SIGINT'),
      pause: {
        async begin() {
          paused = await pauseBackends(postgres.url, () => postgres.signal('SIGSTOP'));
        },
        async end() {
          for (const pid of paused) process.kill(pid, 'SIGCONT');
          postgres.signal('SIGCONT');
        },
      },
      'read-only': {
        begin: () => setReadOnly(postgres.url, true),
        end: () => setReadOnly(postgres.url, false),
      },
    },
    isDurable: true,
    close: () => postgres.close(),
  };
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

/** As a host of databases does when a disk is full. The signal to read the settings again reaches open connections, too. */
async function setReadOnly(connectionString: string, isOn: boolean): Promise<void> {
  const client = new pg.Client({ connectionString, options: '-c default_transaction_read_only=off' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(isOn ? 'ALTER SYSTEM SET default_transaction_read_only = on' : 'ALTER SYSTEM RESET default_transaction_read_only');
    await client.query('SELECT pg_reload_conf()');
  } finally {
    await client.end();
  }
}
