/** Sentinels for tests and trials, each of its own on 127.0.0.1. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram, freePort, startProgram, untilUp } from './programs.js';
import { askRedis } from './redis-server.js';

export interface SentinelServer {
  readonly port: number;
  /** Sends `SENTINEL`, and these words. */
  ask(...words: readonly string[]): Promise<unknown>;
  signal(name: NodeJS.Signals): void;
  close(): Promise<void>;
}

/** By this name, clients ask for the master. */
export const MASTER_NAME = 'mymaster';

export interface SentinelOptions {
  readonly masterPort: number;
  /** How many sentinels must hold the master for down. */
  readonly quorum: number;
  /** After this long without a word, a sentinel holds a server for down. @default 3000 */
  readonly downAfterMs?: number | undefined;
  /** How long a failover may take before another one is tried. @default 20 000 */
  readonly failoverTimeoutMs?: number | undefined;
}

export async function startSentinelServer({
  masterPort,
  quorum,
  downAfterMs = 3000,
  failoverTimeoutMs = 20_000,
}: SentinelOptions): Promise<SentinelServer> {
  const program = findProgram('redis-server', 'valkey-server');
  if (program === undefined) throw new Error('no redis-server');
  const folder = mkdtempSync(join(tmpdir(), 'express-call-verification-sentinel-'));
  const port = await freePort();
  // It writes what it learns into this file.
  const file = join(folder, 'sentinel.conf');
  const lines = [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir ${folder}`,
    `sentinel monitor ${MASTER_NAME} 127.0.0.1 ${masterPort} ${quorum}`,
    `sentinel down-after-milliseconds ${MASTER_NAME} ${downAfterMs}`,
    `sentinel failover-timeout ${MASTER_NAME} ${failoverTimeoutMs}`,
    `sentinel parallel-syncs ${MASTER_NAME} 1`,
  ];
  writeFileSync(file, `${lines.join('\n')}\n`);
  const running = startProgram(program, [file, '--sentinel']);
  const ask = (...words: readonly string[]): Promise<unknown> => askRedis(port, 'SENTINEL', ...words);
  await untilUp(() => ask('MYID'), running.hasEnded);
  return {
    port,
    ask,
    signal: (signal) => running.signal(signal),
    async close() {
      await running.end('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Rejects unless the sentinel knows so many replicas and so many other sentinels. */
export async function assertKnows(sentinel: SentinelServer, replicas: number, others: number): Promise<void> {
  const fields = (await sentinel.ask('MASTER', MASTER_NAME)) as readonly string[];
  const numberOf = (field: string): number => Number(fields[fields.indexOf(field) + 1]);
  if (numberOf('num-slaves') < replicas || numberOf('num-other-sentinels') < others) throw new Error('a sentinel does not know all yet');
}
