/** One run: processes on a store, clients, a nemesis; then peace, last questions, and the verdict on the history. */
import { setTimeout } from 'node:timers/promises';
import { createChance } from './chance.js';
import { runClient } from './clients.js';
import type { History } from './history.js';
import { askInTheEnd, awaitHealth } from './last-questions.js';
import { troubleProcesses, troubleStore } from './nemesis.js';
import { type Violation, violationsOf } from './rules.js';
import type { SharedStore } from './store-server.js';
import { openWorld } from './world.js';

/** What a failing store kept from being written after a dial is tried again every two seconds, each try with its own deadline: a promise to be kept, not one broken. */
const RETRY_TIME_MS = 6000;

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
  /** Told of everything that no output may show. */
  readonly onSecret?: ((value: string, label: string) => void) | undefined;
}

export interface Run {
  readonly history: History;
  readonly violations: readonly Violation[];
}

/** The package's defaults, which the workers leave as they are. */
const RULE_SETTINGS = { maxChecks: 3, failuresPerDay: 10 };

export async function runOnce({ store, seed, seconds, processes: count, clients = 16, numbers = 30, onSecret }: RunOptions): Promise<Run> {
  const world = await openWorld({ store, seed, processes: count ?? (store.isDurable ? 4 : 1), numbers, onSecret });
  try {
    const { recorder, processes, requests } = world;
    const end = recorder.now() + seconds * 1000;
    const isOver = (): boolean => recorder.now() >= end;
    const nemesis = { recorder, isOver };
    // Settled all together: whoever fails must not leave others at work in a world that is closed.
    const work = await Promise.allSettled([
      troubleProcesses(nemesis, processes, createChance(seed, 0), store.isDurable),
      store.server === undefined ? undefined : troubleStore(nemesis, store.server, createChance(seed, 1)),
      ...Array.from({ length: clients }, (_, index) => runClient({ ...world, isOver }, createChance(seed, 2 + index))),
    ]);
    for (const each of work) if (each.status === 'rejected') throw each.reason;
    await awaitHealth(requests, processes);
    await world.untilQuiet();
    await setTimeout(RETRY_TIME_MS);
    await askInTheEnd(requests, processes);
    return { history: recorder.history, violations: violationsOf(recorder.history, RULE_SETTINGS) };
  } finally {
    await world.close();
  }
}
