/** Uses up the limits of other people's numbers, so that these people cannot sign in; while they try to. */
import { addressesFrom } from '../addresses.js';
import { failedGuessesPerNumber, none } from '../bounds.js';
import { textOf } from '../client.js';
import { type SignedIn, signIn } from '../honest-users.js';
import { describeAnswers } from '../ledger.js';
import { numbersAnywhere } from '../numbers.js';
import type { Person } from '../people.js';
import { FIRST_DAY, type World } from '../world.js';
import { type Attacker, inTurn } from './attacker.js';

const DAY_MS = 86_400_000;
/** Another carrier's than that of the other honest users. */
const NAT = '83.149.21.8';
/** Between two attempts on the same number. */
const PAUSE_MS = 600_000;
const GUESSES_PER_CALL = 3;
/** When the victims come: the limits are long used up, and they come from work and back home. */
const VISITS_MS = [3, 10, 17, 22].map((hour) => hour * 3_600_000 + 137_000);

export interface LockingOut {
  readonly networks: number;
  /** Half of them have proven their number before from the same network. */
  readonly victims: number;
  /** It sits with all of them behind one carrier's NAT, and so at the network where they proved their numbers. @default false */
  readonly isNeighbour?: boolean;
}

export function createLockerOut({ networks, victims: count, isNeighbour = false }: LockingOut): Attacker {
  const actor = `locker-out ${networks} ${isNeighbour}`;
  const where = isNeighbour ? "the victims' own NAT" : networks === 1 ? 'one network' : `${networks} networks`;
  return {
    name: `locker-out, ${where}`,
    budget: `1 day, ${count} victims, a start and ${GUESSES_PER_CALL} guesses for each every 10 min`,
    async attack(world) {
      const { time, ledger } = world;
      const series = isNeighbour ? 2 : networks === 1 ? 0 : 1;
      const phones = numbersAnywhere(count, world.chance(7 + series));
      const victims = victimsOf(phones, isNeighbour ? phones.map(() => NAT) : addressesFrom(186 + series, count));
      const visits = victims.flatMap((victim, index) => visitDaily(world, victim, index));
      const addresses = isNeighbour ? [NAT] : addressesFrom(51 + series, networks);
      const clients = addresses.map((address) => world.client({ actor, address }));
      await time.sleepUntil(FIRST_DAY);
      for (let round = 0; time.now() < FIRST_DAY + DAY_MS; round += 1) {
        for (const [index, { phone }] of victims.entries()) {
          const client = inTurn(clients, round + index);
          const verificationId = textOf(await client.start(phone), 'verificationId');
          for (let guesses = 0; verificationId !== '' && guesses < GUESSES_PER_CALL; guesses += 1) {
            const answer = await client.check(phone, verificationId, '0000');
            if (answer.status !== 422) break;
          }
        }
        await time.sleep(PAUSE_MS);
      }
      // The last visit was over before midnight: nobody is waited for here.
      const all = (await Promise.all(visits)).flat();
      const starts = ledger.starts.filter((each) => each.actor === actor);
      const failures = ledger.checks.filter((each) => each.actor === actor && each.isFailure);
      const proven = all.filter(({ person }) => person.isReturning);
      const strangers = all.filter(({ person }) => !person.isReturning);
      const isOutOf = (visit: SignedIn): boolean => visit.tries === 'never';
      // Without a challenge the shop cannot tell a new user from an attacker, once there are enough networks; nor, without a
      // device cookie, neighbours apart, whose address is one: no bound is claimed for those.
      const mustGetIn = world.setup === 'challenge' || (networks === 1 && !isNeighbour) ? all : isNeighbour ? undefined : proven;
      // Not by this attacker, where others have spent the budget.
      const isLockedOut = (visit: SignedIn): boolean => isOutOf(visit) && !visit.reason.startsWith('503');
      const out = mustGetIn === undefined ? [] : [none('honest visits locked out', mustGetIn.filter(isLockedOut).length)];
      return {
        answers: describeAnswers(starts),
        got: `out: ${proven.filter(isOutOf).length} of ${proven.length} visits of proven users, ${strangers.filter(isOutOf).length} of ${strangers.length} of new ones${whyOf(all)}`,
        bounds: [...failedGuessesPerNumber(failures), ...out],
      };
    },
  };
}

function victimsOf(phones: readonly string[], addresses: readonly string[]): readonly Person[] {
  return phones.map((phone, index) => ({
    phone,
    address: addresses[index] ?? '',
    isReturning: index % 2 === 0,
    isBehindNat: false,
    trouble: 'none',
    at: 0,
  }));
}

/** Each visit is a life of its own, which the attacker does not wait for. */
function visitDaily(world: World, victim: Person, index: number): readonly Promise<readonly SignedIn[]>[] {
  const { time } = world;
  const chance = world.chance(5000 + index);
  world.setMood(victim.phone, 'answers');
  const visit = async (): Promise<readonly SignedIn[]> => {
    const visits: SignedIn[] = [];
    for (const [turn, at] of VISITS_MS.entries()) {
      // Someone new who got in once is new no longer.
      const person = victim.isReturning ? victim : { ...victim, isReturning: turn > 0 && visits.some(({ tries }) => tries !== 'never') };
      await time.sleepUntil(FIRST_DAY + at + index * 60_000);
      visits.push(await signIn(world, world.client({ actor: 'victim', address: victim.address }), person, chance));
    }
    return visits;
  };
  const prove = async (): Promise<readonly SignedIn[]> => {
    await signIn(world, world.client({ actor: 'victim', address: victim.address }), victim, chance);
    return [];
  };
  return [...(victim.isReturning ? [time.spawn(prove)] : []), time.spawn(visit)];
}

function whyOf(visits: readonly SignedIn[]): string {
  const reasons = [...new Set(visits.flatMap(({ reason }) => (reason === '' ? [] : [reason])))];
  return reasons.length === 0 ? '' : ` (${reasons.join('; ')})`;
}
