/** A PostgreSQL server for tests: of their own on 127.0.0.1, or the one that `POSTGRES_URL` names. */
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { findProgram, freePort, startProgram, untilUp } from './programs.js';

export interface PostgresServer {
  readonly pid: number;
  readonly url: string;
  signal(name: NodeJS.Signals): void;
  /** Ends it as a crash would, and starts it again. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** PostgreSQL refuses to run as root. */
interface Owner {
  readonly uid?: number;
  readonly gid?: number;
}

function findOwner(): Owner | undefined {
  if (process.getuid?.() !== 0) return {};
  const idOf = (option: string): number => Number(spawnSync('id', [option, 'postgres'], { encoding: 'utf8' }).stdout || Number.NaN);
  const [uid, gid] = [idOf('-u'), idOf('-g')];
  return Number.isInteger(uid) && Number.isInteger(gid) ? { uid, gid } : undefined;
}

const run = promisify(execFile);
const initdb = findProgram('initdb');
const postgres = findProgram('postgres');
const pgBaseBackup = findProgram('pg_basebackup');
/** Whose processes the servers are; `undefined` if they cannot be anybody's. */
export const owner = findOwner();

/** At once and without a farewell; what it had acknowledged is in its log. */
const CRASH = 'SIGQUIT';

export interface PostgresOptions {
  /** Whether a crash of the machine may lose what was written: tests do not crash it. */
  readonly fsync?: 'on' | 'off';
  /** Further settings, such as `wal_level=replica`. */
  readonly settings?: readonly string[];
  /** The server whose standby it is, by its url: a copy that receives what that one writes. */
  readonly standbyOf?: string;
}

export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer> {
  const { fsync = 'off', settings: further = [], standbyOf } = options;
  if (initdb === undefined || postgres === undefined || owner === undefined) throw new Error('no PostgreSQL');
  const folder = mkdtempSync(join(tmpdir(), 'express-call-verification-postgres-'));
  if (owner.uid !== undefined && owner.gid !== undefined) chownSync(folder, owner.uid, owner.gid);
  const data = join(folder, 'data');
  const asOwner = { ...owner, cwd: folder };
  if (standbyOf === undefined) {
    const asked = ['-D', data, '-U', 'postgres', '--auth=trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
    execFileSync(initdb, asked, { ...asOwner, stdio: 'ignore' });
  } else {
    if (pgBaseBackup === undefined) throw new Error('no pg_basebackup');
    // The caller may be what stands between the two servers, so it must not stand still.
    await run(pgBaseBackup, ['-D', data, '-d', standbyOf, '-R', '-c', 'fast', '--no-sync'], asOwner);
  }
  const port = await freePort();
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    `fsync=${fsync}`,
    'max_connections=250',
    'shared_buffers=32MB',
    ...further,
  ];
  const parameters = ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const start = async () => {
    const started = startProgram(postgres, parameters, asOwner, CRASH);
    await untilUp(() => askPostgres(url, 'SELECT 1'), started.hasEnded);
    return started;
  };
  let server = await start();
  return {
    get pid() {
      return server.pid;
    },
    url,
    signal: (name) => server.signal(name),
    async restart() {
      await server.end();
      server = await start();
    },
    async close() {
      await server.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function askPostgres(connectionString: string, text: string): Promise<unknown> {
  const client = new pg.Client({ connectionString });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await client.query(text);
  } finally {
    await client.end();
  }
}

/** The server that the environment names; it is not ours to restart. */
export const givenPostgresUrl = process.env['POSTGRES_URL'];

export const canStartPostgres = initdb !== undefined && postgres !== undefined && owner !== undefined;
