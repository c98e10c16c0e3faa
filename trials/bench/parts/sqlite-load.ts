/** One process of `sqlite.ts`. It writes to a shared SQLite file from many places at once, or holds the file's lock again and again. */
import { once } from 'node:events';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createSqliteStore, openSqlite } from '../../../src/stores/sqlite.js';

export interface LoadOrder {
  readonly path: string;
  readonly role: 'write' | 'hold';
  readonly seconds: number;
  /** How many verbs it has waiting at the same time. */
  readonly workers: number;
  /** How long the lock is held each time, and how long it is free in between. */
  readonly heldMs: number;
  readonly freeMs: number;
}

interface Spread {
  readonly median: number;
  readonly p99: number;
  readonly most: number;
}

export interface LoadFigures {
  readonly writes: number;
  readonly failures: number;
  /** Milliseconds that a write took. */
  readonly took: Spread;
  /** Milliseconds by which a timer came late. */
  readonly delay: Spread;
  /** Of processor time, for each second. */
  readonly cpuMs: number;
}

const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, milliseconds));
const order = JSON.parse(process.argv[2] ?? '') as LoadOrder;
const database = await openSqlite(order.path);
process.send?.('ready');
await once(process, 'message');
const end = performance.now() + 1000 * order.seconds;
if (order.role === 'hold') await hold();
else process.send?.(await write());
database.close();
process.disconnect();

async function hold(): Promise<void> {
  while (performance.now() < end) {
    try {
      database.exec('BEGIN IMMEDIATE');
    } catch {
      await sleep(1);
      continue;
    }
    await sleep(order.heldMs);
    database.exec('ROLLBACK');
    await sleep(order.freeMs);
  }
}

async function write(): Promise<LoadFigures> {
  const store = createSqliteStore({ database });
  const expiresAt = Date.now() + 600_000;
  const took: number[] = [];
  let failures = 0;
  const work = async (worker: number): Promise<void> => {
    while (performance.now() < end) {
      const began = performance.now();
      try {
        await store.count(`${process.pid} ${worker}`, 1, { expiresAt });
        took.push(performance.now() - began);
      } catch {
        failures += 1;
      }
    }
  };
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  const before = process.cpuUsage();
  await Promise.all(Array.from({ length: order.workers }, (_, worker) => work(worker)));
  const { user, system } = process.cpuUsage(before);
  // The monitor is a timer itself, so it has not seen yet by how much its last one is late.
  await sleep(20);
  delays.disable();
  took.sort((a, b) => a - b);
  const at = (share: number): number => took[Math.min(took.length - 1, Math.floor(share * took.length))] ?? Number.NaN;
  return {
    writes: took.length,
    failures,
    took: { median: at(0.5), p99: at(0.99), most: at(1) },
    delay: { median: delays.percentile(50) / 1e6, p99: delays.percentile(99) / 1e6, most: delays.max / 1e6 },
    cpuMs: (user + system) / 1000 / order.seconds,
  };
}
