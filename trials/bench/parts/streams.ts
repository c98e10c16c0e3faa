/** How soon a change reaches the page, from the same process and from another, and what many open streams cost. */
import { availableParallelism, loadavg } from 'node:os';
import { say } from '../output.js';
import type { StoreName } from '../stores/open-store.js';
import { measureDelays, printDelayHead } from './streams/delay.js';
import { measureLoad, printLoadHead } from './streams/load.js';

export interface StreamsOrder {
  readonly stores: readonly StoreName[];
  /** How many changes are waited for. */
  readonly changes: number;
  /** How many streams are open. */
  readonly streams: number;
  readonly seconds: number;
}

export async function measureStreams({ stores, changes, streams, seconds }: StreamsOrder): Promise<void> {
  // Delays are of the machine, too: where more programs want to run than it has processors, all wait.
  say(`\nAt a load of ${loadavg()[0]?.toFixed(1)} on ${availableParallelism()} processors:\n`);
  printDelayHead();
  for (const kind of stores) await measureDelays(kind, changes);
  printLoadHead();
  for (const kind of stores) await measureLoad(kind, streams, seconds);
}
