/** The program of the bench, compiled by `main.ts`. */
import '../../scripts/end-with-reader.mjs';
import { type Case, measureCase } from './http/measure-case.js';
import { printCase } from './http/print-case.js';
import { type BenchOptions, HELP, readOptions } from './options.js';

// The processes that it has started end with it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130));
process.once('disconnect', () => process.exit(130));

function casesOf(options: BenchOptions): readonly Case[] {
  const { withKey, delayMs } = options;
  return options.requests.flatMap((request) =>
    options.stores.flatMap((store) =>
      options.connections.flatMap((connections) =>
        options.entries.map((entries) => ({ request, store, connections, entries, withKey, providerDelayMs: delayMs })),
      ),
    ),
  );
}

const options = readOptions(process.argv.slice(2));
if (options.isHelp) {
  process.stdout.write(HELP);
} else {
  for (const given of casesOf(options)) {
    const requestsPerRound = options.requestsPerRound ?? (given.store === 'memory' ? 2000 : 1000);
    const effort = { rounds: options.rounds, requestsPerRound, isProfiled: options.isProfiled };
    printCase(given, await measureCase(given, options.servers, effort), requestsPerRound);
  }
}
process.exit();
