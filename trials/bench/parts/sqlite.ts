/** What a process does while others write to its SQLite file: how late its timers come, and what all processes write together. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createSqliteStore, openSqlite } from '../../../src/stores/sqlite.js';
import { printHead, printRow } from '../output.js';
import type { LoadFigures, LoadOrder } from './sqlite-load.js';

type Load = Pick<LoadOrder, 'role' | 'workers' | 'heldMs' | 'freeMs'>;

const writer = (workers: number): Load => ({ role: 'write', workers, heldMs: 0, freeMs: 0 });
const holder = (heldMs: number, freeMs: number): Load => ({ role: 'hold', workers: 0, heldMs, freeMs });

/** Starts all, and lets them begin when all are there. */
async function run(path: string, loads: readonly Load[], seconds: number): Promise<readonly LoadFigures[]> {
  const program = fileURLToPath(new URL('sqlite-load.js', import.meta.url));
  const children = loads.map((load) => {
    const order: LoadOrder = { ...load, path, seconds };
    return fork(program, [JSON.stringify(order)], { execArgv: [] });
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
async function printLoad(name: string, loads: readonly Load[], seconds: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'call-verification-waiting-'));
  try {
    const path = join(folder, 'calls.db');
    const database = await openSqlite(path);
    await createSqliteStore({ database }).get('the table is made');
    const figures = await run(path, loads, seconds);
    database.close();
    const sum = (pick: (each: LoadFigures) => number): number => figures.reduce((total, each) => total + pick(each), 0);
    const worst = (pick: (each: LoadFigures) => number): number => Math.round(Math.max(...figures.map(pick)));
    const writes = figures.map((each) => each.writes);
    printRow(
      name,
      sum((each) => each.writes) / seconds,
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

/** @param seconds of each row */
export async function measureSqlite(seconds: number): Promise<void> {
  printHead(
    'processes',
    'writes/s',
    'of each',
    'failed',
    'ms of a write: median, 99 %, most',
    'timers late by ms: same',
    'CPU ms/s of all',
  );
  const holding = [writer(50), holder(1000, 100)];
  await printLoad('one, 50 at once; another holds the lock for 1 s of each 1.1 s', holding, seconds);
  await printLoad('one, 50 at once; another holds the lock all the time', [writer(50), holder(1000 * seconds, 0)], seconds);
  await printLoad('one, 50 at once', [writer(50)], seconds);
  await printLoad('four, 1 at once each', [1, 1, 1, 1].map(writer), seconds);
  await printLoad('four, 16 at once each', [16, 16, 16, 16].map(writer), seconds);
}
