/**
 * The memory store, for one process: what it holds is lost with the process. It is bounded: when full it refuses, and never drops what
 * limits need.
 */

import cluster from 'node:cluster';
import { z } from 'zod';
import { option, parseOptions, type ShapeOf } from '../options/parse-options.js';
import type { CallVerificationStore } from '../ports/store.js';

/** Options of `createMemoryStore`. */
export interface MemoryStoreOptions {
  /**
   * How many values and counters it holds, 1 to 100 000 000. When it is full, a new key cannot be written, and starts answer 503.
   * @default 200000
   */
  readonly maxEntries?: number | undefined;
  /** The clock by which keys expire, in milliseconds since the epoch. @default Date.now */
  readonly clock?: (() => number) | undefined;
}

/** Thrown by `put` and `count` when there is no room for a new key. */
export class MemoryStoreFullError extends Error {
  override readonly name = 'MemoryStoreFullError';
  readonly code = 'ERR_MEMORY_STORE_FULL';
}

const schema = z.strictObject({
  maxEntries: option.integer(1, 100_000_000).default(200_000),
  clock: option.callback<() => number>().default(() => () => Date.now()),
} satisfies ShapeOf<MemoryStoreOptions>);

interface Slot {
  readonly value: string | number;
  readonly expiresAt: number;
}

/** How many keys are checked for expiry with each new key: more than one, so that expired keys do not pile up. */
const SWEEP_STEP = 4;
/** How many keys are checked before a new key is refused. */
const FULL_SWEEP_STEP = 1000;

let hasWarned = false;

/** What runs several processes of one app, if that can be seen. */
function findProcessManager(): string | undefined {
  // PM2's names of each process, in both of its modes.
  const { pm_id: pm2Id, NODE_APP_INSTANCE: instance } = process.env;
  if (pm2Id !== undefined || instance !== undefined) return 'PM2 runs this process';
  return cluster.isWorker ? 'This process is a worker of a cluster' : undefined;
}

function warnWhereItForgets(): void {
  if (hasWarned) return;
  const manager = findProcessManager();
  if (manager === undefined && process.env['NODE_ENV'] !== 'production') return;
  hasWarned = true;
  const text =
    manager === undefined
      ? 'Verifications and limits are kept in the memory of this process: they are lost on restart and not shared with other processes. Set "store".'
      : `${manager}, but verifications and limits are kept in its memory, which no other process shares: a check that reaches another one is answered with 404, and each has limits of its own. Set "store": createSqliteStore for the processes of one machine, createRedisStore or createPostgresStore for several.`;
  process.emitWarning(text, 'CallVerificationWarning');
}

/**
 * A store in this process's memory.
 *
 * Verifications and limits are lost on restart and not shared between processes, so use it for development, tests, and single processes
 * that accept that. It warns once under `NODE_ENV=production`, in a worker of a cluster, and under PM2.
 */
export function createMemoryStore(options: MemoryStoreOptions = {}): CallVerificationStore {
  const { maxEntries, clock } = parseOptions('createMemoryStore', schema, options);
  warnWhereItForgets();
  const slots = new Map<string, Slot>();
  let cursor = slots.entries();

  // Goes round all keys, some with each new one, instead of a timer for each key or a long pause.
  const sweep = (steps: number): void => {
    for (let step = 0; step < steps; step += 1) {
      const next = cursor.next();
      if (next.done === true) {
        cursor = slots.entries();
        continue;
      }
      const [key, slot] = next.value;
      if (slot.expiresAt <= clock()) slots.delete(key);
    }
  };
  const read = (key: string): Slot | undefined => {
    const slot = slots.get(key);
    return slot === undefined || slot.expiresAt <= clock() ? undefined : slot;
  };
  const write = (key: string, slot: Slot): void => {
    if (!slots.has(key)) {
      sweep(SWEEP_STEP);
      if (slots.size >= maxEntries) sweep(FULL_SWEEP_STEP);
      if (slots.size >= maxEntries) throw new MemoryStoreFullError(`The memory store holds ${maxEntries} entries and is full`);
    }
    slots.set(key, slot);
  };
  const expectText = (value: string | number | undefined): string | undefined => {
    if (typeof value === 'number') throw new TypeError('The key holds a counter, not a value');
    return value;
  };

  return {
    async get(key) {
      return expectText(read(key)?.value);
    },
    async put(key, value, { expected, expiresAt }) {
      const present = expectText(read(key)?.value);
      if (present === value) return true;
      if ((present ?? null) !== expected) return false;
      write(key, { value, expiresAt });
      return true;
    },
    async delete(key) {
      slots.delete(key);
    },
    async count(key, amount, { expiresAt }) {
      const slot = read(key);
      if (typeof slot?.value === 'string') throw new TypeError('The key holds a value, not a counter');
      const total = Math.max(0, (slot?.value ?? 0) + amount);
      if (amount !== 0) write(key, { value: total, expiresAt: slot?.expiresAt ?? expiresAt });
      return total;
    },
    inspect: async () => [
      {
        name: 'memory',
        level: process.env['NODE_ENV'] === 'production' ? 'problem' : 'warning',
        found: 'Verifications and limits are kept in the memory of each process: a restart loses them, and no other process shares them.',
        advice: 'Set "store": createSqliteStore for the processes of one machine, createRedisStore or createPostgresStore for several.',
      },
    ],
  };
}
