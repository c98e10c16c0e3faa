/** The honest users of one day: who they are, where they sit, and what goes wrong for them. */
import type { Chance } from '../proof/chance.js';
import { addressesFrom, CARRIER_NAT } from './addresses.js';
import { numbersOfPrefix, prefixesFrom } from './numbers.js';

/** `typo`: one mistyped code. `busy`, `no_call`: so it goes with the first call. */
export type Trouble = 'none' | 'typo' | 'busy' | 'no_call';

export interface Person {
  readonly phone: string;
  readonly address: string;
  /** Has verified the number from the same network the day before. */
  readonly isReturning: boolean;
  readonly isBehindNat: boolean;
  readonly trouble: Trouble;
  /** When they sign in, in milliseconds after the day's midnight. */
  readonly at: number;
}

/** Where the honest numbers lie: 40 prefixes, the busiest with some 70 of 1 000 people, the last with a dozen. */
export const PEOPLE_PREFIXES = prefixesFrom(916_010, 40);

const SHARE = { typo: 0.1, busy: 0.05, noCall: 0.03, returning: 0.5, behindNat: 0.2 } as const;

/** How many of a day's sign-ins fall into each of its hours: few at night, most in the evening. */
const HOURS = [2, 1, 1, 1, 1, 2, 4, 7, 9, 10, 10, 9, 9, 9, 9, 9, 10, 11, 12, 12, 11, 9, 6, 4] as const;
const HOUR_MS = 3_600_000;
/** Numbers of a prefix below this are the attackers'. */
const FIRST_NUMBER = 5000;

export function createPeople(count: number, chance: Chance): readonly Person[] {
  const addresses = addressesFrom(178, count);
  const numbers = numbersWithPeople(count);
  return numbers.map((phone, index) => {
    const isBehindNat = chance.draw() < SHARE.behindNat;
    const mishap = chance.draw();
    const { typo, busy, noCall } = SHARE;
    const trouble = mishap < typo ? 'typo' : mishap < typo + busy ? 'busy' : mishap < typo + busy + noCall ? 'no_call' : 'none';
    return {
      phone,
      address: isBehindNat ? CARRIER_NAT : (addresses[index] ?? ''),
      isReturning: chance.draw() < SHARE.returning,
      isBehindNat,
      trouble,
      at: timeOfDay(chance),
    };
  });
}

/** The earlier a prefix, the more people it has: three parts in ten are spread evenly, the others fall off. */
function numbersWithPeople(count: number): string[] {
  const weights = PEOPLE_PREFIXES.map((_, index) => 0.4 + 3 / (index + 2));
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  const numbers = PEOPLE_PREFIXES.flatMap((prefix, index) => {
    const share = Math.ceil((count * (weights[index] ?? 0)) / all);
    return numbersOfPrefix(prefix, share, FIRST_NUMBER);
  });
  return numbers.slice(0, count);
}

function timeOfDay(chance: Chance): number {
  const all = HOURS.reduce<number>((sum, weight) => sum + weight, 0);
  let rest = chance.draw() * all;
  const hour = HOURS.findIndex((weight) => {
    rest -= weight;
    return rest < 0;
  });
  return Math.floor((Math.max(0, hour) + chance.draw()) * HOUR_MS);
}
