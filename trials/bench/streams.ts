/** `npm run bench:streams`: how soon a change reaches the page, from the same process and from another, and what 1000 open streams cost. */
import '../../scripts/end-with-reader.mjs';
import { availableParallelism, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { canStartPostgres } from '../../test/support/postgres-server.js';
import { canStartRedis } from '../../test/support/redis-server.js';
import type { StoreKind } from '../proof/worker-order.js';
import { measureDelays, printDelayHead } from './stream-delay.js';
import { holdStreams } from './stream-holder.js';
import { measureLoad, printLoadHead } from './stream-load.js';

const HOLDER = 'hold';

/** Those whose server program is not here are named. */
function storesHere(): readonly StoreKind[] {
  const missing: readonly (readonly [StoreKind, string])[] = [
    ...(canStartRedis ? [] : [['redis', 'redis-server'] as const]),
    ...(canStartPostgres ? [] : [['postgres', 'PostgreSQL'] as const]),
  ];
  for (const [kind, program] of missing) process.stdout.write(`SKIPPED: ${kind}, for there is no ${program} here\n`);
  const all: readonly StoreKind[] = ['memory', 'sqlite', 'redis', 'postgres'];
  return all.filter((kind) => missing.every(([absent]) => absent !== kind));
}

/** Delays are of the machine, too: where more programs want to run than it has processors, all wait. */
function printLoad(): void {
  process.stdout.write(`load ${loadavg()[0]?.toFixed(1)} on ${availableParallelism()} processors\n`);
}

async function measureAll(): Promise<void> {
  const kinds = storesHere();
  printDelayHead();
  for (const kind of kinds) {
    printLoad();
    await measureDelays(kind);
  }
  process.stdout.write('\n');
  printLoadHead();
  for (const kind of kinds) await measureLoad(kind, [fileURLToPath(import.meta.url), HOLDER]);
}

await (process.argv[2] === HOLDER ? holdStreams() : measureAll());
