/**
 * Measures what a process does while others write to its SQLite file: how late its timers come, and what all processes write together.
 * `npm run bench:sqlite`; the number that may follow is the seconds that each row takes.
 */
import '../../scripts/end-with-reader.mjs';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createSqliteStore, openSqlite } from '../../src/stores/sqlite.js';
import { printRow } from './measuring.js';
import type { LoadFigures, LoadOrder } from './sqlite-load.js';

const SECONDS = Number(process.argv[2] ?? 10);

type Load = Pick<LoadOrder, 'role' | 'workers' | 'heldMs' | 'freeMs'>;

const writer = (workers: number): Load => ({ role: 'write', workers, heldMs: 0, freeMs: 0 });
const holder = (heldMs: number, freeMs: number): Load => ({ role: 'hold', workers: 0, heldMs, freeMs });

/** Starts all, and lets them begin when all are there. */
async function run(path: string, loads: readonly Load[]): Promise<readonly LoadFigures[]> {
  const program = fileURLToPath(new URL('sqlite-load.ts', import.meta.url));
  const children = loads.map((load) => {
    const order: LoadOrder = { ...load, path, seconds: SECONDS };
    return fork(program, [JSON.stringify(order)], { execArgv: ['--import', 'tsx'] });
  });
  await Promise.all(children.map((child) => once(child, 'message')));
  const figures: LoadFigures[] = [];
  await Promise.all(
    children.map(async (child) => {
      child.on('message', (message) => figures.push(message as LoadFigures));
      child.send('begin');
      const [exitCode] = await once(child, 'close');
      if (exitCode !== 0) throw new Error(`a process ended with ${exitCode}`);
    }),
  );
  return figures;
}

/** A row for all processes of one file: sums of what they wrote, and the worst process's delays. */
async function printLoad(name: string, loads: readonly Load[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'call-verification-waiting-'));
  try {
    const path = join(folder, 'calls.db');
    const database = await openSqlite(path);
    await createSqliteStore({ database }).get('the table is made');
    const figures = await run(path, loads);
    database.close();
    const sum = (pick: (each: LoadFigures) => number): number => figures.reduce((total, each) => total + pick(each), 0);
    const worst = (pick: (each: LoadFigures) => number): number => Math.round(Math.max(...figures.map(pick)));
    const writes = figures.map((each) => each.writes);
    printRow(
      name,
      sum((each) => each.writes) / SECONDS,
      `${Math.min(...writes)} to ${Math.max(...writes)}`,
      sum((each) => each.failures),
      [worst(({ took }) => took.median), worst(({ took }) => took.p99), worst(({ took }) => took.most)].join(', '),
      [worst(({ delay }) => delay.median), worst(({ delay }) => delay.p99), worst(({ delay }) => delay.most)].join(', '),
      sum((each) => each.cpuMs),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

printRow('processes', 'writes/s', 'of each', 'failed', 'ms of a write: median, 99 %, most', 'timers late by ms: same', 'CPU ms/s of all');
await printLoad('one, 50 at once; another holds the lock for 1 s of each 1.1 s', [writer(50), holder(1000, 100)]);
await printLoad('one, 50 at once; another holds the lock all the time', [writer(50), holder(1000 * SECONDS, 0)]);
await printLoad('one, 50 at once', [writer(50)]);
await printLoad('four, 1 at once each', [1, 1, 1, 1].map(writer));
await printLoad('four, 16 at once each', [16, 16, 16, 16].map(writer));
