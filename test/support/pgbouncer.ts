/** PgBouncer in transaction mode before a PostgreSQL server, on 127.0.0.1. */

import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { owner } from './postgres-server.js';
import { findProgram, freePort, startProgram, untilUp } from './programs.js';

export interface PgBouncer {
  readonly url: string;
  close(): Promise<void>;
}

const program = findProgram('pgbouncer', '../sbin/pgbouncer');

/**
 * @param settings further lines of its section `[pgbouncer]`
 * @param roles who may connect, beside the role of the url
 */
export async function startPgBouncer(
  serverUrl: string,
  settings: readonly string[] = [],
  roles: readonly string[] = [],
): Promise<PgBouncer> {
  if (program === undefined || owner === undefined) throw new Error('no PgBouncer');
  const { hostname, port: serverPort, pathname, username } = new URL(serverUrl);
  const folder = mkdtempSync(join(tmpdir(), 'express-call-verification-pgbouncer-'));
  const port = await freePort();
  const file = join(folder, 'pgbouncer.ini');
  writeFileSync(join(folder, 'users.txt'), [username, ...roles].map((role) => `"${role}" ""\n`).join(''));
  const lines = [
    '[databases]',
    `* = host=${hostname} port=${serverPort}`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${port}`,
    'unix_socket_dir =',
    'auth_type = trust',
    `auth_file = ${join(folder, 'users.txt')}`,
    'pool_mode = transaction',
    ...settings,
  ];
  writeFileSync(file, `${lines.join('\n')}\n`);
  if (owner.uid !== undefined && owner.gid !== undefined) chownSync(folder, owner.uid, owner.gid);
  const started = startProgram(program, ['-q', file], { ...owner, cwd: folder });
  await untilUp(() => connectOnce(port), started.hasEnded);
  return {
    url: `postgres://${username}@127.0.0.1:${port}${pathname}`,
    async close() {
      await started.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function connectOnce(port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
  } finally {
    socket.destroy();
  }
}

export const canStartPgBouncer = program !== undefined;
