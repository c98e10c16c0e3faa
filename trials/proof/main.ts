/** `npm run proof -- --store sqlite --seed 7 --seconds 10`: runs, and prints one line for each; what is wrong is printed with its seed. */
import '../../scripts/end-with-reader.mjs';
import { parseArgs } from 'node:util';
import { describeRun } from './describe-run.js';
import { runOnce } from './run.js';
import { openSharedStore } from './store-server.js';
import { OMISSIONS, STORE_KINDS } from './worker-order.js';

const { values } = parseArgs({
  options: {
    store: { type: 'string', default: 'sqlite' },
    seed: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '6' },
    /** How many seeds, from `seed` on. */
    runs: { type: 'string', default: '1' },
    /** How many seconds the clocks of the processes are apart. */
    clocks: { type: 'string', default: '55' },
    /** `time-outs` or `reconnect`: what the clients of the store lack, to see that the faults are noticed. */
    without: { type: 'string' },
  },
});

const kind = STORE_KINDS.find((each) => each === values.store);
if (kind === undefined) throw new RangeError(`--store must be one of ${STORE_KINDS.join(', ')}`);
const without = OMISSIONS.find((each) => each === values.without);
if (without !== values.without) throw new RangeError(`--without must be one of ${OMISSIONS.join(', ')}`);
const seconds = Number(values.seconds);
const clocksApartMs = 1000 * Number(values.clocks);

for (let run = 0; run < Number(values.runs); run += 1) {
  const seed = Number(values.seed) + run;
  const store = await openSharedStore(kind);
  try {
    const result = await runOnce({ store, seed, seconds, clocksApartMs, without });
    console.log(describeRun(kind, seed, seconds, result));
    if (result.violations.length > 0) process.exitCode = 1;
  } finally {
    await store.close();
  }
}
