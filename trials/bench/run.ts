/** The program of the bench, compiled by `main.ts`, in the folder of the project. */
import '../../scripts/end-with-reader.mjs';
import { measureHttp } from './http.js';
import { type BenchOptions, HELP, type Part, readOptions } from './options.js';
import { say } from './output.js';
import { measureEntries } from './parts/entries.js';
import { printOperations } from './parts/operations.js';
import { measureSqlite } from './parts/sqlite.js';
import { measureStores } from './parts/stores.js';
import { measureStreams } from './parts/streams.js';
import { describeMachine, writeResults } from './results.js';
import type { StoreName } from './stores/open-store.js';
import { storesHere } from './stores/serve-store.js';

// The processes that were started end with this one.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130));
process.once('disconnect', () => process.exit(130));

async function measurePart(part: Part, stores: readonly StoreName[], options: BenchOptions): Promise<void> {
  const { isQuick } = options;
  switch (part) {
    case 'http':
      return measureHttp(stores, options);
    case 'operations':
      return printOperations();
    case 'stores':
      return measureStores({ stores, times: isQuick ? 100 : 3000, kept: isQuick ? 500 : 20_000 });
    case 'entries':
      return measureEntries(isQuick ? 5000 : 1_000_000);
    case 'streams':
      return measureStreams({ stores, changes: isQuick ? 5 : 50, streams: isQuick ? 20 : 1000, seconds: isQuick ? 2 : 10 });
    case 'sqlite':
      return measureSqlite(isQuick ? 1 : 10);
  }
}

const options = readOptions(process.argv.slice(2));
if (options.isHelp) {
  process.stdout.write(HELP);
} else {
  say(describeMachine());
  const stores = storesHere(options.stores);
  for (const part of options.parts) {
    say(`\n## ${part}\n`);
    await measurePart(part, stores, options);
  }
  if (options.isWhole) writeResults('bench/results.md');
}
process.exit();
