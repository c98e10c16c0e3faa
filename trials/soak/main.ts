/** `npm run soak -- --store redis --minutes 10 --outages`: the app under a steady load, and whether anything of it stays behind. */
import '../../scripts/end-with-reader.mjs';
import { parseArgs } from 'node:util';
import { describeSoak } from './describe-soak.js';
import { STORE_KINDS } from './messages.js';
import { runSoak } from './run.js';
import { judgeSoak } from './verdict.js';

const { values } = parseArgs({
  options: {
    store: { type: 'string', default: 'sqlite' },
    minutes: { type: 'string', default: '10' },
    /** The share of the top load. */
    load: { type: 'string', default: '0.5' },
    /** People a second that count as the top load, instead of the ramp. */
    top: { type: 'string' },
    /** Seconds without anybody at the end. */
    peace: { type: 'string', default: '60' },
    /** The store's server is restarted, paused, killed, and its connections fall silent. */
    outages: { type: 'boolean', default: false },
  },
});

const store = STORE_KINDS.find((each) => each === values.store);
if (store === undefined) throw new RangeError(`--store must be one of ${STORE_KINDS.join(', ')}`);

function positive(name: string, text: string): number {
  const figure = Number(text);
  if (!(figure > 0)) throw new RangeError(`--${name} must be a number above 0`);
  return figure;
}

const soak = await runSoak({
  store,
  minutes: positive('minutes', values.minutes),
  load: positive('load', values.load),
  top: values.top === undefined ? undefined : positive('top', values.top),
  peaceSeconds: positive('peace', values.peace),
  hasOutages: values.outages,
  onProgress: (text) => console.log(`${new Date().toISOString().slice(11, 19)} ${text}`),
});
const verdict = judgeSoak(soak);
console.log(`\n${describeSoak(soak, verdict)}`);
if (verdict.faults.length > 0) process.exitCode = 1;
