/**
 * What an outage of Redis costs, measured: `npm run outages -- --setup sentinel --outage failover --client openRedis`. Prints one row of a table
 * for each run. Nothing here passes or fails.
 */
import '../../scripts/end-with-reader.mjs';
import { parseArgs } from 'node:util';
import { printRow } from '../bench/output.js';
import { HEADER, rowOf } from './figures.js';
import { CLIENT_KINDS, OUTAGES, SETUP_KINDS } from './outage-plan.js';
import { type OutageOptions, runOutage } from './run-outage.js';

const { values } = parseArgs({
  options: {
    setup: { type: 'string', default: 'single' },
    outage: { type: 'string', default: 'freeze' },
    client: { type: 'string', default: 'openRedis' },
    seconds: { type: 'string', default: '15' },
    runs: { type: 'string', default: '1' },
    'min-replicas': { type: 'string', default: '0' },
    'wait-for': { type: 'string', default: '0' },
    'hold-writes': { type: 'boolean', default: false },
    /** Prints good answers and others of each second after the outage, and why the store failed. */
    timeline: { type: 'boolean', default: false },
    'freeze-sentinel': { type: 'boolean', default: false },
  },
});

function oneOf<T extends string>(option: string, choices: readonly T[], given: string): T {
  const found = choices.find((each) => each === given);
  if (found === undefined) throw new RangeError(`--${option} must be one of ${choices.join(', ')}`);
  return found;
}

const options: OutageOptions = {
  setup: oneOf('setup', SETUP_KINDS, values.setup),
  outage: oneOf('outage', OUTAGES, values.outage),
  client: oneOf('client', CLIENT_KINDS, values.client),
  seconds: Number(values.seconds),
  minReplicas: Number(values['min-replicas']),
  waitFor: Number(values['wait-for']),
  canSplit: values.outage === 'split',
  holdsWrites: values['hold-writes'],
  freezesSentinel: values['freeze-sentinel'],
};

const also = [
  options.minReplicas > 0 ? `min-replicas-to-write ${options.minReplicas}` : '',
  options.waitFor > 0 ? `WAIT ${options.waitFor}` : '',
  options.holdsWrites ? 'writes held back' : '',
  options.freezesSentinel ? 'with its sentinel' : '',
].filter((each) => each !== '');
const name = [options.setup, options.outage, options.client, ...also].join(', ');

printRow(...HEADER);
for (let run = 0; run < Number(values.runs); run += 1) {
  const { figures, timeline, reasons, tokens, verdict } = await runOutage(options);
  printRow(...rowOf(name, figures, tokens, verdict));
  if (values.timeline) console.log(`${timeline}\n${reasons.join(', ')}`);
}
