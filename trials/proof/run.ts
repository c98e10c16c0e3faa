/** One run: processes on a store, clients, a nemesis; then peace, last questions, and the verdict on the history. */
import { setTimeout } from 'node:timers/promises';
import { createChance } from './chance.js';
import { runClient } from './clients.js';
import type { History } from './history.js';
import { askInTheEnd, awaitHealth } from './last-questions.js';
import { troubleProcesses, troubleStore } from './nemesis.js';
import { type Violation, violationsOf } from './rules.js';
import type { SharedStore } from './shared-store.js';
import type { Omission } from './worker-order.js';
import { openWorld } from './world.js';

/** What a failing store kept from being written after a dial is tried again every two seconds, each try with its own deadline: a promise to be kept, not one broken. */
const RETRY_TIME_MS = 6000;
const DEFAULT_APART_MS = 55_000;
/** The stream of chance that chooses the lifetime. */
const LIFETIME = 901;

export interface RunOptions {
  readonly store: SharedStore;
  readonly seed: number;
  readonly seconds: number;
  /** @default 4, and 1 for a store that each process has for itself */
  readonly processes?: number | undefined;
  /** @default 16 */
  readonly clients?: number | undefined;
  /** @default 30 */
  readonly numbers?: number | undefined;
  /** How far apart the clocks of the processes are. @default 55_000, a little less than docs/stores.md allows */
  readonly clocksApartMs?: number | undefined;
  /** What the clients of the store lack. */
  readonly without?: Omission | undefined;
  /** Told of everything that no output may show. */
  readonly onSecret?: ((value: string, label: string) => void) | undefined;
}

export interface Run {
  readonly history: History;
  readonly violations: readonly Violation[];
  readonly lifetimeSeconds: number;
  readonly clocksApartMs: number;
  /** From the last fault until every process placed calls again. */
  readonly recoveredAfterMs: number;
}

/** The package's defaults, which the workers leave as they are. */
const RULE_SETTINGS = { maxChecks: 3, failuresPerDay: 10 };

const DEFAULT_LIFETIME_SECONDS = 300;
/** With clocks that differ, some verifications begun at one process then end early at another, and some late. */
const SHORT_LIFETIME_SECONDS = 75;

export async function runOnce(options: RunOptions): Promise<Run> {
  const { store, seed, seconds, clients = 16, numbers = 30, without, onSecret } = options;
  const count = options.processes ?? (store.isDurable ? 4 : 1);
  const clocksApartMs = count > 1 ? (options.clocksApartMs ?? DEFAULT_APART_MS) : 0;
  const lifetimeSeconds = createChance(seed, LIFETIME).oneOf([DEFAULT_LIFETIME_SECONDS, SHORT_LIFETIME_SECONDS]);
  const world = await openWorld({
    store,
    seed,
    processes: count,
    numbers,
    clocksApartMs,
    lifetimeSeconds,
    without: () => without,
    onSecret,
  });
  try {
    const { recorder, processes } = world;
    // What compiles its code and connects for the first time is slow, and no fault.
    await awaitHealth(world);
    const end = recorder.now() + seconds * 1000;
    const isOver = (): boolean => recorder.now() >= end;
    const nemesis = { recorder, isOver };
    // Settled all together: whoever fails must not leave others at work in a world that is closed.
    const work = await Promise.allSettled([
      troubleProcesses(nemesis, processes, createChance(seed, 0), store.isDurable),
      troubleStore(nemesis, store.faults, world.paths, createChance(seed, 1)),
      ...Array.from({ length: clients }, (_, index) => runClient({ ...world, isOver }, createChance(seed, 2 + index))),
    ]);
    for (const each of work) if (each.status === 'rejected') throw each.reason;
    const recoveredAfterMs = await awaitHealth(world);
    await world.untilQuiet();
    await setTimeout(RETRY_TIME_MS);
    await askInTheEnd(world);
    const settings = { ...RULE_SETTINGS, lifetimeMs: 1000 * lifetimeSeconds, clocksApartMs };
    return {
      history: recorder.history,
      violations: violationsOf(recorder.history, settings),
      lifetimeSeconds,
      clocksApartMs,
      recoveredAfterMs,
    };
  } finally {
    await world.close();
  }
}
