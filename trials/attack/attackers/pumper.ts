/** Lets the shop call numbers that pay the attacker for each call: new ones all the time, of one prefix or of many. */
import { addressesFrom } from '../addresses.js';
import { type Bound, callsBeforeChallenge } from '../bounds.js';
import { textOf } from '../client.js';
import { describeAnswers } from '../ledger.js';
import { prefixesFrom } from '../numbers.js';
import { PEOPLE_PREFIXES } from '../people.js';
import { FIRST_DAY } from '../world.js';
import { type Attacker, inParallel, inTurn } from './attacker.js';

const HOUR_MS = 3_600_000;

export interface Pumping {
  /** 1: the one where most honest users are, or the next one for who verifies. More: all of theirs, and further ones of the same operator. */
  readonly prefixes: number;
  readonly addresses: number;
  readonly starts: number;
  readonly hours: number;
  /** Starts of the same moment. */
  readonly width: number;
  /** Every so many calls, the code is read from the attacker's own telephone and typed in. 0: never. */
  readonly verifiesEvery?: number;
}

export function createPumper({ prefixes: count, addresses, starts: total, hours, width, verifiesEvery = 0 }: Pumping): Attacker {
  const actor = `pumper ${count} ${verifiesEvery}`;
  const verifying = verifiesEvery === 0 ? '' : `, verifies every ${verifiesEvery}th`;
  return {
    name: `pumper, ${count === 1 ? 'one prefix' : `${count} prefixes`}${verifying}`,
    budget: `${hours} h, ${total} starts, ${addresses} addresses`,
    async attack(world) {
      const { time, ledger } = world;
      const own = verifiesEvery === 0 ? 0 : 1;
      const prefixes = count === 1 ? PEOPLE_PREFIXES.slice(own, own + 1) : prefixesFrom(Number(PEOPLE_PREFIXES[0]?.slice(2)), count);
      // Who pumps two ways at once does not share numbers or addresses between them.
      const [network, first] = verifiesEvery === 0 ? [47 + Math.min(1, count - 1), count === 1 ? 0 : 4400] : [49, 4600];
      const clients = addressesFrom(network, addresses).map((address) => world.client({ actor, address }));
      const rounds = Math.ceil(total / width);
      let dialled = 0;
      for (let round = 0; round < rounds; round += 1) {
        await time.sleepUntil(FIRST_DAY + Math.floor((round * hours * HOUR_MS) / rounds));
        const burst = Array.from({ length: Math.min(width, total - round * width) }, (_, index) => round * width + index);
        await inParallel(burst, width, async (index) => {
          const phone = inTurn(prefixes, index) + String((first + Math.floor(index / count)) % 10_000).padStart(4, '0');
          const client = inTurn(clients, index);
          world.setMood(phone, 'answers');
          const answer = await client.start(phone);
          if (answer.status !== 202) return;
          dialled += 1;
          if (verifiesEvery === 0 || dialled % verifiesEvery !== 0) return;
          const code = await world.readCode(phone, textOf(answer, 'method'));
          await client.check(phone, textOf(answer, 'verificationId'), code);
        });
      }
      const starts = ledger.starts.filter((each) => each.actor === actor);
      const calls = starts.filter(({ isDialled }) => isDialled);
      // Who proves what he pumps is no case for a breaker: there only the budget holds.
      const bounds: readonly Bound[] = verifiesEvery === 0 ? [callsBeforeChallenge(starts, world.setup === 'challenge')] : [];
      return { answers: describeAnswers(starts), got: `${calls.length} calls, at most ${mostOfOnePrefix(calls)} to a prefix`, bounds };
    },
  };
}

function mostOfOnePrefix(calls: readonly { readonly prefix: string }[]): number {
  const counts = new Map<string, number>();
  for (const { prefix } of calls) counts.set(prefix, (counts.get(prefix) ?? 0) + 1);
  return Math.max(0, ...counts.values());
}
