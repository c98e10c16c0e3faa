/**
 * Uses up the limits of other people's numbers for eight days from one network, so that their owners cannot sign in. Each day it takes
 * all the dials that it gets, and keeps its wrong codes for the last of them.
 */
import { addressesFrom, addressesOfOne48, addressesOfOne56 } from '../addresses.js';
import { type Bound, DAY, HOUR, mostOfOneNumber, none } from '../bounds.js';
import { type Client, textOf } from '../client.js';
import { signIn } from '../honest-users.js';
import type { HttpAnswer } from '../http-client.js';
import { describeAnswers } from '../ledger.js';
import { numbersAnywhere } from '../numbers.js';
import type { Person } from '../people.js';
import { FIRST_DAY, type World } from '../world.js';
import { type Attacker, inTurn } from './attacker.js';

/** What it owns. Each request comes from another /64 of the /56, and from another /56 of the /48. */
export const LOCKER_NETWORKS = ['IPv4', '/56', '/48'] as const;

export type LockerNetwork = (typeof LOCKER_NETWORKS)[number];

const DAYS = 8;
const PAUSE_MS = 1_200_000;
/** Longer than the delay after any of a number's calls. */
const BEFORE_NEXT_CALL_MS = 121_000;
const GUESSES_PER_CALL = 3;
/**
 * In verifications whose first call is at least this one of a day it guesses: so it spends all the failures that it has, five in two
 * verifications or seven in three, and no sooner than it has its calls, because then it gets no more.
 */
const FIRST_CALL_TO_GUESS: Readonly<Record<LockerNetwork, number>> = { IPv4: 5, '/56': 5, '/48': 3 };
/** Until then it has used up what strangers of one site may fail in a month of a number that nobody has proven. */
const LATE_DAY = 4;

/** Of one number, by strangers of one network: failures in a day and in 30 days, dials in an hour and in a day. */
const MOST: Readonly<
  Record<LockerNetwork, { failures: readonly [day: number, month: number]; dials: readonly [hour: number, day: number] }>
> = {
  IPv4: { failures: [5, 10], dials: [4, 8] },
  '/56': { failures: [5, 10], dials: [4, 8] },
  '/48': { failures: [7, 15], dials: [4, 8] },
};

/**
 * One network has four dials of a number in an hour, so an owner may have to wait for the delays after all of them: 30, 45, 60 and 90 s, of
 * which the last is told as two minutes. He then needs up to 25 s to read and type the code.
 */
const MOST_WAIT_SECONDS = 30 + 45 + 60 + 120 + 25;

/**
 * @param victims a third of them come back to the network where they proved their number; the others come from a new one each day, half of
 *   them since the fourth day: nobody has proven their numbers before
 */
export function createPatientLockerOut({ network, victims: count }: { network: LockerNetwork; victims: number }): Attacker {
  const actor = `patient locker-out ${network}`;
  const series = LOCKER_NETWORKS.indexOf(network);
  return {
    name: `locker-out, ${DAYS} days, one ${network === 'IPv4' ? 'IPv4 address' : `IPv6 ${network}`}`,
    budget: `${DAYS} days, ${count} victims, each dialled and guessed at every 20 min`,
    async attack(world) {
      const { time, ledger } = world;
      const victims = victimsOf(world, series, count);
      const addresses = [addressesFrom(58, 1), addressesOfOne56(0x560), addressesOfOne48(0x480)][series] ?? [];
      const clients = addresses.map((address) => world.client({ actor, address }));
      const lives = victims.map((victim, index) => time.spawn(() => visitDaily(world, victim, index)));
      await time.sleepUntil(FIRST_DAY);
      const attacks = victims.map((victim, index) =>
        time.spawn(() => lockOut(world, victim, clients, { turn: index, firstCall: FIRST_CALL_TO_GUESS[network] })),
      );
      // All are over before that: nobody is waited for here.
      await time.sleepUntil(FIRST_DAY + (DAYS + 1) * DAY);
      await Promise.all(attacks);
      const visits = (await Promise.all(lives)).flat();
      const of = (isMoving: boolean): string => {
        const all = visits.filter((visit) => visit.isMoving === isMoving);
        return `${all.filter(({ isIn }) => !isIn).length} of ${all.length}`;
      };
      const starts = ledger.starts.filter((each) => each.actor === actor);
      const dials = starts.filter(({ isDialled }) => isDialled);
      const failures = ledger.checks.filter((each) => each.actor === actor && each.isFailure);
      const out = visits.filter(({ isIn }) => !isIn);
      const waited = Math.max(0, ...visits.filter(({ isIn }) => isIn).map(({ seconds }) => seconds));
      const reasons = [...new Set(out.map(({ reason }) => reason))];
      const { failures: most, dials: mostDials } = MOST[network];
      const bounds: readonly Bound[] = [
        { name: `failed guesses per number, ${network} and day`, most: most[0], measured: mostOfOneNumber(failures, DAY) },
        { name: `failed guesses per number, ${network} and 30 days`, most: most[1], measured: mostOfOneNumber(failures, 30 * DAY) },
        { name: `calls per number, ${network} and hour`, most: mostDials[0], measured: mostOfOneNumber(dials, HOUR) },
        { name: `calls per number, ${network} and day`, most: mostDials[1], measured: mostOfOneNumber(dials, DAY) },
        // Not by this attacker, where others have spent the budget.
        none('daily visits locked out', out.filter(({ reason }) => !reason.startsWith('503')).length),
        { name: 'seconds until an owner is in', most: MOST_WAIT_SECONDS, measured: waited },
      ];
      return {
        answers: describeAnswers(starts),
        got: `out: ${of(false)} visits of owners at home, ${of(true)} from a new network${reasons.length === 0 ? '' : ` (${reasons.join('; ')})`}; in after ${waited} s at most`,
        bounds,
      };
    },
  };
}

interface Victim {
  readonly phone: string;
  /** Where he signs in on each of the days, and the day before. */
  readonly addresses: readonly string[];
  readonly isMoving: boolean;
  /** The first of them on which he signs in. */
  readonly firstDay: number;
}

interface Visit {
  readonly isMoving: boolean;
  readonly isIn: boolean;
  readonly reason: string;
  /** From the first click to the token. */
  readonly seconds: number;
}

function victimsOf(world: World, series: number, count: number): readonly Victim[] {
  const places = addressesFrom(191 + series, count * (DAYS + 1));
  return numbersAnywhere(count, world.chance(20 + series)).map((phone, index) => {
    const isMoving = index % 3 !== 0;
    const firstDay = [0, 1, LATE_DAY][index % 3] ?? 0;
    const own = places.slice(index * (DAYS + 1), (index + 1) * (DAYS + 1));
    return { phone, isMoving, firstDay, addresses: own.map((address) => (isMoving ? address : (own[0] ?? ''))) };
  });
}

/** Signs in once a day, at another hour each day. Who stays at home has proven the number there the day before. */
async function visitDaily(world: World, { phone, addresses, isMoving, firstDay }: Victim, index: number): Promise<readonly Visit[]> {
  const { time } = world;
  const chance = world.chance(6000 + index);
  world.setMood(phone, 'answers');
  const visits: Visit[] = [];
  for (const [day, address] of addresses.entries()) {
    if (day < firstDay) continue;
    const hour = (index * 5 + day * 7) % 24;
    await time.sleepUntil(FIRST_DAY + (day - 1) * DAY + hour * HOUR + 137_000);
    const person: Person = { phone, address, isReturning: !isMoving, isBehindNat: false, trouble: 'none', at: 0 };
    const before = time.now();
    const { tries, reason } = await signIn(world, world.client({ actor: 'victim', address }), person, chance);
    visits.push({ isMoving, isIn: tries !== 'never', reason, seconds: Math.ceil((time.now() - before) / 1000) });
  }
  return visits;
}

async function lockOut(
  world: World,
  { phone }: Victim,
  clients: readonly Client[],
  { turn, firstCall }: { readonly turn: number; readonly firstCall: number },
): Promise<void> {
  const { time } = world;
  const dials: number[] = [];
  const note = (answer: HttpAnswer): HttpAnswer => {
    if (answer.status === 202 || textOf(answer, 'code') === 'call_failed') dials.push(time.now());
    return answer;
  };
  let request = turn * 17;
  const next = (): Client => inTurn(clients, request++);
  while (time.now() < FIRST_DAY + DAYS * DAY) {
    const roundEnds = time.now() + PAUSE_MS;
    const verificationId = textOf(note(await next().start(phone)), 'verificationId');
    if (verificationId !== '') {
      const callsToday = dials.filter((at) => at > time.now() - DAY).length;
      await time.sleep(BEFORE_NEXT_CALL_MS);
      // Another call for an open verification does not count against a network's verifications.
      note(await next().again(phone, verificationId));
      for (let guesses = 0; callsToday >= firstCall && guesses < GUESSES_PER_CALL; guesses += 1) {
        const answer = await next().check(phone, verificationId, '0000');
        if (answer.status !== 422) break;
      }
    }
    await time.sleepUntil(roundEnds);
  }
}
