/** `npm run proof -- --store sqlite --seed 7 --seconds 10`: runs, and prints one line for each; what is wrong is printed with its seed. */
import '../../scripts/end-with-reader.mjs';
import { parseArgs } from 'node:util';
import { describeRun } from './describe-run.js';
import { runOnce } from './run.js';
import { openSharedStore } from './store-server.js';
import { STORE_KINDS } from './worker-order.js';

const { values } = parseArgs({
  options: {
    store: { type: 'string', default: 'sqlite' },
    seed: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '6' },
    /** How many seeds, from `seed` on. */
    runs: { type: 'string', default: '1' },
  },
});

const kind = STORE_KINDS.find((each) => each === values.store);
if (kind === undefined) throw new RangeError(`--store must be one of ${STORE_KINDS.join(', ')}`);
const seconds = Number(values.seconds);

for (let run = 0; run < Number(values.runs); run += 1) {
  const seed = Number(values.seed) + run;
  const store = await openSharedStore(kind);
  try {
    const result = await runOnce({ store, seed, seconds });
    console.log(describeRun(kind, seed, seconds, result));
    if (result.violations.length > 0) process.exitCode = 1;
  } finally {
    await store.close();
  }
}
