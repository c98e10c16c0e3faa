/**
 * Owns some numbers of one prefix, and verified each of them once the day before from the network that now pumps it: so each of its dials
 * comes from a client that the shop has reason to trust, and none of them is ever verified.
 */
import { addressesFrom } from '../addresses.js';
import { type Bound, callsToPrefix, HOUR, mostWithin } from '../bounds.js';
import { textOf } from '../client.js';
import { describeAnswers } from '../ledger.js';
import { numbersOfPrefix } from '../numbers.js';
import { PEOPLE_PREFIXES } from '../people.js';
import { FIRST_DAY, type World } from '../world.js';
import { type Attacker, inParallel, inTurn } from './attacker.js';

const ACTOR = 'proven pumper';
const DAY_MS = 86_400_000;
/** One after the other, so that the day before looks like that of ordinary customers. */
const BETWEEN_PROOFS_MS = 120_000;
const WIDTH = 20;
/** Twice what the delay after a number's fourth call in an hour asks for. */
const BETWEEN_ROUNDS_MS = 180_000;
/** Then the hour's limit of a number is reached. */
const ROUNDS_AN_HOUR = 4;
/** Where many customers are, and no other pumper of one prefix. */
const PREFIX = PEOPLE_PREFIXES[2] ?? '';

export interface ProvenPumping {
  readonly numbers: number;
  /** More than a number's limit for a day gains nothing. */
  readonly callsPerNumber: number;
}

export function createProvenPumper({ numbers: count, callsPerNumber }: ProvenPumping): Attacker {
  return {
    name: 'pumper, one prefix, own numbers verified once',
    budget: `1 day, ${count} numbers of its own, ${count * callsPerNumber} starts`,
    async attack(world) {
      const { time, ledger } = world;
      const phones = numbersOfPrefix(PREFIX, count);
      const clients = addressesFrom(59, count).map((address) => world.client({ actor: ACTOR, address }));
      await time.sleepUntil(FIRST_DAY - DAY_MS / 2);
      await proveAll(world, phones, clients);
      // When the shop has most of its customers.
      const begin = FIRST_DAY + 9 * HOUR;
      const ids = new Map<string, string>();
      for (let round = 0; round < callsPerNumber; round += 1) {
        const hour = Math.floor(round / ROUNDS_AN_HOUR) * 2;
        await time.sleepUntil(begin + hour * HOUR + (round % ROUNDS_AN_HOUR) * BETWEEN_ROUNDS_MS);
        await inParallel(phones, WIDTH, async (phone, index) => {
          const client = inTurn(clients, index);
          const open = ids.get(phone);
          // Every second one is another call for an open verification, which does not count against a network's verifications.
          const answer = open === undefined ? await client.start(phone) : await client.again(phone, open);
          if (open === undefined && answer.status === 202) ids.set(phone, textOf(answer, 'verificationId'));
          else ids.delete(phone);
        });
      }
      const starts = ledger.starts.filter(({ actor, at }) => actor === ACTOR && at >= FIRST_DAY);
      const calls = starts.filter(({ isDialled }) => isDialled);
      const paid = ledger.checks.filter((check) => check.isToken && check.at >= FIRST_DAY && check.phone.startsWith(PREFIX)).length;
      const isProbing = world.setup !== 'challenge';
      const ofAnybody = ledger.starts.filter(({ prefix, isDialled, at }) => prefix === PREFIX && isDialled && at >= FIRST_DAY);
      const bounds: readonly Bound[] = callsToPrefix({ calls, ofAnybody, numbers: count, paid, isProbing });
      const hourly = mostWithin(calls, HOUR);
      return { answers: describeAnswers(starts), got: `${calls.length} unverified calls, at most ${hourly} in an hour`, bounds };
    },
  };
}

/** Verifies each number once, as its owner. */
async function proveAll(world: World, phones: readonly string[], clients: readonly ReturnType<World['client']>[]): Promise<void> {
  for (const [index, phone] of phones.entries()) {
    world.setMood(phone, 'answers');
    const client = inTurn(clients, index);
    const answer = await client.start(phone);
    const code = await world.readCode(phone, textOf(answer, 'method'));
    const checked = await client.check(phone, textOf(answer, 'verificationId'), code);
    if (checked.status !== 200) throw new Error(`a pumper could not verify its own number: ${answer.status} ${checked.status}`);
    await world.time.sleep(BETWEEN_PROOFS_MS);
  }
}
