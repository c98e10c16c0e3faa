/**
 * Fills the store with what nobody pays for: checks and starts with made-up ids, each under a key of its own, and callbacks about calls
 * that nobody placed. It knows the secret path of the callbacks.
 */
import { randomBytes } from 'node:crypto';
import { addressesFrom, addressesOfOne48 } from '../addresses.js';
import { type Bound, mostWithin, none } from '../bounds.js';
import { textOf } from '../client.js';
import { prefixesFrom } from '../numbers.js';
import { FIRST_DAY, type World } from '../world.js';
import { type Attacker, inParallel, inTurn } from './attacker.js';

const WIDTH = 48;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** In its own minute each: all that is parked in one must fit. */
const BURSTS = 2;
const REPORTS_PER_CALLBACK = 100;
const MOST_PARKED_PER_MINUTE = 600;
/** From where the callbacks come. */
const GATEWAY = '185.20.20.21';
const NETWORK = 0x481;
const ADDRESSES = 65_536;
const PEOPLE = 20;
/** Of starts and of checks, for each of the /56s and for the /48; and one that says that callbacks come. */
const MOST_COUNTERS = 2 * (256 + 1) + 1;

export interface Littering {
  /** Keyed checks and starts in turn. */
  readonly requests: number;
  readonly callbacks: number;
}

export function createLitterer({ requests, callbacks }: Littering): Attacker {
  return {
    name: 'litterer',
    budget: `${requests} keyed requests with made-up ids from one /48, ${callbacks} callbacks of ${REPORTS_PER_CALLBACK} unknown reports`,
    async attack(world) {
      const { time, http } = world;
      const addresses = addressesOfOne48(NETWORK, ADDRESSES);
      const own = new Set([...addresses, GATEWAY]);
      const statuses = new Map<number, number>();
      const note = (status: number): void => void statuses.set(status, (statuses.get(status) ?? 0) + 1);
      // Each in a prefix of its own, where nobody pumps.
      const people = prefixesFrom(916_800, PEOPLE * (BURSTS + 1)).map((prefix) => `${prefix}0001`);
      const homes = addressesFrom(195, people.length);
      // All within an hour of the clock, when most people sign in.
      await time.sleepUntil(FIRST_DAY + 18 * HOUR_MS + MINUTE_MS);
      const left = world.records.begin((address) => own.has(address));
      let out = 0;
      const letPeopleIn = (turn: number): Promise<void> =>
        inParallel(people.slice(turn * PEOPLE, (turn + 1) * PEOPLE), WIDTH, async (phone, index) => {
          if (!(await isServed(world, phone, inTurn(homes, turn * PEOPLE + index)))) out += 1;
        });
      await inParallel(Array.from({ length: requests }), WIDTH, async (_, index) => {
        const headers = { 'idempotency-key': randomBytes(16).toString('base64url') };
        const [path, more] = index % 2 === 0 ? ['/auth/call/check', { code: '1234' }] : ['/auth/call', {}];
        const json = { verificationId: randomBytes(40).toString('base64url'), ...more };
        const forwardedFor = inTurn(addresses, index >> 1);
        note((await http.send('POST', path, { forwardedFor, headers, json })).status);
      });
      await letPeopleIn(0);
      for (let burst = 0; burst < BURSTS; burst += 1) {
        await inParallel(Array.from({ length: callbacks / BURSTS }), WIDTH, async () => {
          note((await http.send('POST', world.callbackPath, { forwardedFor: GATEWAY, json: unknownReports() })).status);
        });
        await letPeopleIn(burst + 1);
        await time.sleep(2 * MINUTE_MS);
      }
      const values = left.filter(({ kind }) => kind === 'value');
      const parked = values.filter(({ address }) => address === GATEWAY);
      const counters = left.length - values.length;
      const bounds: readonly Bound[] = [
        none('records of requests that had no effect', values.length - parked.length),
        { name: 'counters of one /48 in an hour', most: MOST_COUNTERS, measured: counters },
        { name: 'parked reports in a minute', most: MOST_PARKED_PER_MINUTE, measured: mostWithin(parked, MINUTE_MS) },
        none('failures of the store', world.events.get('store.failed') ?? 0),
        // Where others have spent the budget, nobody is called.
        ...(world.events.has('budget.reached') ? [] : [none('people who could not sign in after a burst', out)]),
      ];
      const answers = [...statuses].sort(([, a], [, b]) => b - a).map(([status, count]) => `${status} × ${count}`);
      const got = `${values.length - parked.length} records of requests, ${counters} counters, ${parked.length} parked reports; out: ${out} of ${people.length} people`;
      return { answers: answers.join(', '), got, bounds };
    },
  };
}

/** About calls of which nobody knows. */
function unknownReports(): object {
  return Array.from({ length: REPORTS_PER_CALLBACK }, () => ({
    verification_call_uuid: `${randomBytes(8).toString('hex')}_1`,
    q931_status: 16,
    final_status: 'ANSWER',
  }));
}

/** Somebody new, in the very minute in which the store was filled. */
async function isServed(world: World, phone: string, address: string): Promise<boolean> {
  world.setMood(phone, 'answers');
  const client = world.client({ actor: 'passer-by', address });
  let answer = await client.start(phone);
  if (answer.status === 403) {
    client.solveChallenge();
    answer = await client.start(phone);
  }
  const code = await world.readCode(phone, textOf(answer, 'method'));
  return (await client.check(phone, textOf(answer, 'verificationId'), code)).status === 200;
}
