/** `npm run attack -- --only guesser --seed 7 --quick`: plays attackers against a shop on this machine, and prints what they got. */
import '../../scripts/end-with-reader.mjs';
import { parseArgs } from 'node:util';
import { canStartPostgres } from '../../test/support/postgres-server.js';
import { canStartRedis } from '../../test/support/redis-server.js';
import { STORE_KINDS } from '../proof/worker-order.js';
import { race } from './attackers/racer.js';
import { ALL_TOGETHER, ATTACKER_NAMES, type AttackerName, SAME_IN_EVERY_SETUP } from './attackers.js';
import { type Bound, isHeld } from './bounds.js';
import { runSideBySide } from './run-side-by-side.js';
import type { Scenario, ScenarioResult } from './scenario.js';
import { BUDGET, PEOPLE, type Scale, SETUPS } from './setup.js';
import { describeAttacks, describeBound, describeShares } from './table.js';

const { values } = parseArgs({
  options: {
    /** One of the attackers, a group of them, `racer`, `nobody` or `all-together`. */
    only: { type: 'string' },
    seed: { type: 'string', default: '1' },
    /** A fifth of the people, the budget and the attackers, for a first look. */
    quick: { type: 'boolean', default: false },
  },
});

const scale: Scale = values.quick ? 'quick' : 'full';
const seed = Number(values.seed);
const people = PEOPLE[scale];
const { perHour, perDay } = BUDGET[scale];

const TITLE = `Attackers against a real app on loopback, with simulated providers and one clock that is turned forward.
Set-ups: "defaults" has a budget of ${perHour} calls an hour and ${perDay} a day; "challenge" also has a challenge, which people
solve and programs do not, and a breaker for the country.
Honest users: half of them returned to the network where they had proven their number the day before, a fifth sits behind one
carrier's NAT; 10 % mistype a code, 5 % are busy and 3 % get no call at first. A try is a start and all that the page offers from
there: waiting where the answer says so (two minutes at most), solving the challenge, two more calls. The second try follows when
the last answer allows it, ten minutes later at most. Pumpers pump the very prefixes in which the honest numbers lie.
`;

/** Attackers that do not get in each other's way share their honest users: each of these crowds takes its time. */
const GROUPS: Readonly<Record<string, readonly AttackerName[]>> = {
  'lockers-out': ['locker-out', 'locker-out-100', 'locker-out-nat', 'locker-out-ipv4', 'locker-out-56', 'locker-out-48'],
  'bomber, liar': ['bomber', 'liar'],
  'callbacks, ids': ['forger', 'replayer', 'enumerator', 'interrupter'],
};
/** The litterer plays in full alone. */
const grouped = new Set<AttackerName>([...Object.values(GROUPS).flat(), 'litterer']);

/** With whom the honest users share the shop. The longest first, so that no processor idles at the end. */
const CROWDS: Readonly<Record<string, readonly AttackerName[]>> = {
  'all-together': ALL_TOGETHER,
  ...Object.fromEntries(ATTACKER_NAMES.map((name) => [name, [name]])),
  ...GROUPS,
  nobody: [],
};
const isWanted = (name: string): boolean =>
  values.only === undefined ? !ATTACKER_NAMES.some((each) => each === name && grouped.has(each)) : values.only === name;
if (values.only !== undefined && values.only !== 'racer' && !(values.only in CROWDS)) {
  throw new RangeError(`--only must be one of ${[...Object.keys(CROWDS), 'racer'].join(', ')}`);
}

const broken: string[] = [];
function note(where: string, bounds: readonly Bound[]): void {
  for (const bound of bounds) if (!isHeld(bound)) broken.push(`${where}: ${describeBound(bound)}`);
}

console.log(TITLE);
const runs: { label: string; result: ScenarioResult }[] = [];
const labels = new Map<Scenario, string>();
for (const [label, attackers] of Object.entries(CROWDS)) {
  const isSame = attackers.length > 0 && attackers.every((name) => SAME_IN_EVERY_SETUP.has(name));
  const setups = isSame ? SETUPS.slice(0, 1) : SETUPS;
  for (const setup of isWanted(label) ? setups : []) labels.set({ setup, seed, attackers, people, scale }, label);
}
await runSideBySide([...labels.keys()], (scenario, result) => {
  const label = labels.get(scenario) ?? '';
  runs.push({ label, result });
  console.log(`${label === 'all-together' ? `═ all together [${result.setup}]\n` : ''}${describeAttacks(result)}\n`);
  for (const { name, bounds } of result.attacks) note(`${name} [${result.setup}] beside ${label}`, bounds);
  note(`${label} [${result.setup}]`, result.bounds);
});

if (isWanted('racer')) {
  const checks = values.quick ? 100 : 500;
  const isThere = { memory: true, sqlite: true, redis: canStartRedis, postgres: canStartPostgres };
  for (const store of STORE_KINDS) {
    if (!isThere[store]) {
      console.log(`■ racer [${store}]: SKIPPED, no server to be found\n`);
      if (process.env['CI'] === 'true') broken.push(`racer [${store}]: skipped`);
      continue;
    }
    const { evaluated, tokens, bounds } = await race({ store, seed: seed + 500, checks, processes: 4 });
    console.log(`■ racer [${store}]`);
    console.log(`budget    ${checks} parallel checks of each verification, ${store === 'memory' ? 'one process' : '4 processes'}`);
    console.log(`result    guesses evaluated ${evaluated.join(' + ')}; ${tokens} token for ${checks} right codes`);
    for (const bound of bounds) console.log(`bound     ${describeBound(bound)}`);
    console.log('');
    note(`racer [${store}]`, bounds);
  }
}

if (runs.length > 0) console.log(`${describeShares(runs.sort((a, b) => a.label.localeCompare(b.label)))}\n`);
console.log(broken.length === 0 ? 'All bounds held.' : `BROKEN bounds:\n${broken.join('\n')}`);
if (broken.length > 0) process.exitCode = 1;
