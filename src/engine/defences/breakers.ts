/** The breakers: they count dials and checks over all numbers and processes, and refuse strangers' dials where the figures look like fraud. */

import type { Problem } from '../../contract/problems.js';
import {
  areCodesGuessed,
  type BreakerLimits,
  type BreakerModes,
  type CodeFigures,
  MINUTE,
  pairOf,
  SECOND,
  whyCountryTrips,
  whyPrefixTrips,
} from '../../core/fraud/breaker.js';
import { DAY, HOUR } from '../../core/limits/number-limits.js';
import type { Phone } from '../../core/phone/phone.js';
import { prefixesNamed, prefixOf, showPrefix } from '../../core/phone/prefix.js';
import type { Clock, RandomBytes } from '../../ports/clock.js';
import type { Emit, Tripped } from '../../ports/events.js';
import type { CallVerificationStore } from '../../ports/store.js';
import { createOnceAMinute } from '../events/once-a-minute.js';
import type { Pseudonyms } from '../records/keyring.js';
import { createCountryCounters } from './country-counters.js';
import { type CountedDial, createPrefixCounters } from './prefix-counters.js';
import { createTally } from './tally.js';

export interface BreakerSettings {
  readonly limits: BreakerLimits;
  readonly modes: BreakerModes;
}

export interface BreakerNeeds {
  /** A failure of it keeps a dial from being admitted; countries and codes are best effort. */
  readonly store: CallVerificationStore;
  readonly pseudonyms: Pick<Pseudonyms, 'hash'>;
  readonly clock: Clock;
  readonly emit: Emit;
  readonly randomBytes: RandomBytes;
  /** For whole numbers in national format that are to be released. */
  readonly defaultCountry?: string | undefined;
}

/** A dial that is about to be written down. */
export interface AskedDial {
  readonly phone: Phone;
  /** By a client that proved the number before, or that passed a challenge: it is counted, and never refused. */
  readonly isTrusted: boolean;
  /** Whether the host can ask the client for a challenge. */
  readonly canChallenge: boolean;
}

export interface Admitted {
  readonly ok: true;
  /** Nothing was dialled: uncounts it in the windows where it was counted. Never rejects. */
  giveBack(): Promise<void>;
}

/** Nothing is counted. `wait`: a challenge would be asked for if there were one. */
export interface Refused {
  readonly ok: false;
  readonly verdict: 'challenge' | 'wait';
  readonly retryAfterSeconds: number;
}

export interface Breakers {
  /** Counts a dial, or refuses it. @throws StoreFailure when a prefix's counters fail */
  admit(dial: AskedDial): Promise<Admitted | Refused>;
  /** The verification of these dials was verified. Never rejects. */
  verified(about: { readonly phone: Phone; readonly dialledAt: readonly number[] }): Promise<void>;
  /** A code was checked. Never throws, works in the background. */
  checked(isRight: boolean): void;
  /** Opens a prefix again at once: `+7915777`, `+7915777****`, or a whole number of it. @throws StoreFailure */
  release(prefix: string): Promise<{ readonly ok: true } | Problem>;
}

/** Ten minutes, and what is begun of the next two. */
const CODES = { name: 'codes', windowMs: 2 * MINUTE, windows: 6, lateMs: 10_000 };

type Trip = Tripped & { readonly scope: 'prefix' | 'country' };

export function createBreakers({ limits, modes }: BreakerSettings, needs: BreakerNeeds): Breakers {
  const { clock, emit } = needs;
  const prefixes = createPrefixCounters(needs, limits);
  const countries =
    modes.country === 'off' ? undefined : createCountryCounters(needs, limits.countryStartsPerDay !== Number.POSITIVE_INFINITY);
  const isCountryLimited =
    limits.countryStartsPerHour !== Number.POSITIVE_INFINITY || limits.countryStartsPerDay !== Number.POSITIVE_INFINITY;
  const codes = modes.wrongCodes === 'off' ? undefined : createTally(CODES, needs);
  const { tell, wasTold, forget } = createOnceAMinute(emit, clock);
  const tellTrip = (mode: BreakerModes[keyof BreakerModes], about: string, tripped: Tripped): void => {
    if (mode !== 'off') tell(`breaker.tripped ${about}`, { type: 'breaker.tripped', mode, ...tripped });
  };
  const secondsToNext = (windowMs: number): number => Math.max(1, Math.ceil((windowMs - (clock() % windowMs)) / 1000));

  const areCodesBeingGuessed = (): boolean => {
    if (codes === undefined) return false;
    const pairs = codes.totals().map(pairOf);
    const figures = pairs.reduce<CodeFigures>((sum, [checks, wrong]) => ({ checks: sum.checks + checks, wrong: sum.wrong + wrong }), {
      checks: 0,
      wrong: 0,
    });
    if (!areCodesGuessed(figures)) return false;
    tellTrip(modes.wrongCodes, 'codes', { scope: 'wrong_codes', reason: 'wrong_codes', ...figures });
    return true;
  };

  /** The limit that the dial would break; its window. */
  const limitOf = (counted: CountedDial | undefined, country: string): readonly [keyof BreakerLimits, number] | undefined => {
    if (counted !== undefined) {
      if (counted.startsThisHour > limits.prefixStartsPerHour) return ['prefixStartsPerHour', HOUR];
      if (counted.startsToday > limits.prefixStartsPerDay) return ['prefixStartsPerDay', DAY];
    }
    if (countries !== undefined && isCountryLimited) {
      if (countries.startsThisHour(country) >= limits.countryStartsPerHour) return ['countryStartsPerHour', HOUR];
      if (countries.startsToday(country) >= limits.countryStartsPerDay) return ['countryStartsPerDay', DAY];
    }
    return undefined;
  };

  const tripsOf = (counted: CountedDial | undefined, prefix: string, country: string): readonly Trip[] => {
    const trips: Trip[] = [];
    const byPrefix = counted === undefined ? undefined : whyPrefixTrips(counted.figures, limits);
    if (counted !== undefined && byPrefix !== undefined) {
      trips.push({ scope: 'prefix', reason: byPrefix, prefix: showPrefix(prefix), country, ...counted.figures });
    }
    const figures = countries?.figures(country);
    const byCountry = figures === undefined ? undefined : whyCountryTrips(figures, limits);
    if (figures !== undefined && byCountry !== undefined) trips.push({ scope: 'country', reason: byCountry, country, ...figures });
    return trips;
  };

  /** The minute's probe of what has tripped. For a country it is best effort: without the store all are probes. */
  const probe = async ({ scope }: Trip, prefix: string, country: string): Promise<{ giveBack(): Promise<void> } | undefined> => {
    if (scope === 'prefix') return prefixes.probe(prefix);
    return prefixes.probe(country).catch(() => ({ giveBack: async () => undefined }));
  };

  /** Why a stranger is refused although no limit is reached; undefined for a probe, and where nothing has tripped. */
  const verdictOf = async (
    trips: readonly Trip[],
    { canChallenge }: AskedDial,
    names: readonly [prefix: string, country: string],
    undo: (() => Promise<void>)[],
  ): Promise<Refused['verdict'] | undefined> => {
    const enforced = trips.filter(({ scope }) => modes[scope] === 'enforce');
    if (canChallenge) {
      const isGuessing = areCodesBeingGuessed() && modes.wrongCodes === 'enforce';
      return enforced.length > 0 || isGuessing ? 'challenge' : undefined;
    }
    for (const trip of enforced) {
      const probing = await probe(trip, ...names);
      if (probing === undefined) return 'wait';
      undo.push(probing.giveBack);
    }
    return undefined;
  };

  /** What a decision waits for, if it was never asked for: what other processes have counted. */
  const prepare = async ({ phone, isTrusted, canChallenge }: AskedDial): Promise<void> => {
    if (isTrusted) return;
    await Promise.all([
      modes.country === 'enforce' || isCountryLimited ? countries?.prepare(phone.country) : undefined,
      modes.wrongCodes === 'enforce' && canChallenge ? codes?.prepare() : undefined,
    ]);
  };

  /** Where strangers were refused a moment ago, the next are by reading: those who hammer a closed prefix write nothing, and cannot keep it closed. */
  const isStillClosed = async (prefix: string, { isTrusted, canChallenge }: AskedDial): Promise<boolean> => {
    if (modes.prefix !== 'enforce' || isTrusted || !wasTold(`breaker.tripped ${prefix}`)) return false;
    const { figures, isProbeTaken } = await prefixes.look(prefix);
    return whyPrefixTrips(figures, limits) !== undefined && (canChallenge || isProbeTaken);
  };

  return {
    async admit(dial) {
      const { country } = dial.phone;
      const prefix = prefixOf(dial.phone.e164);
      if (await isStillClosed(prefix, dial)) {
        return { ok: false, verdict: dial.canChallenge ? 'challenge' : 'wait', retryAfterSeconds: secondsToNext(MINUTE) };
      }
      const [counted] = await Promise.all([modes.prefix === 'off' ? undefined : prefixes.take(prefix), prepare(dial)]);
      const undo: (() => Promise<void>)[] = counted === undefined ? [] : [counted.giveBack];
      const giveBack = async (): Promise<void> => {
        await Promise.all(undo.splice(0).map((each) => each()));
      };
      const refuse = async (verdict: Refused['verdict'], retryAfterSeconds: number): Promise<Refused> => {
        await giveBack();
        return { ok: false, verdict, retryAfterSeconds };
      };
      // Without a pause between them, so that of those who race in this process each sees the ones before.
      const limit = limitOf(counted, country);
      const trips = tripsOf(counted, prefix, country);
      const uncount = countries?.add(country);
      undo.push(async () => uncount?.());
      for (const trip of trips) tellTrip(modes[trip.scope], trip.scope === 'prefix' ? prefix : country, trip);
      if (dial.isTrusted) return { ok: true, giveBack };
      if (limit !== undefined) {
        const [name, windowMs] = limit;
        tell(`limit.reached ${name} ${name.startsWith('prefix') ? prefix : country}`, { type: 'limit.reached', limit: name });
        return refuse(dial.canChallenge ? 'challenge' : 'wait', secondsToNext(windowMs));
      }
      try {
        const verdict = await verdictOf(trips, dial, [prefix, country], undo);
        return verdict === undefined ? { ok: true, giveBack } : await refuse(verdict, secondsToNext(MINUTE));
      } catch (error) {
        await giveBack();
        throw error;
      }
    },
    async verified({ phone, dialledAt }) {
      await Promise.all([
        modes.prefix === 'off' ? undefined : prefixes.verified(prefixOf(phone.e164), dialledAt),
        countries?.verified(phone.country, dialledAt),
      ]);
    },
    checked(isRight) {
      void codes?.add(isRight ? 1 : 1 + SECOND, clock());
      if (!isRight) areCodesBeingGuessed();
    },
    async release(given) {
      const named = typeof given === 'string' ? prefixesNamed(given, needs.defaultCountry) : [];
      if (named.length === 0) return NO_PREFIX;
      await Promise.all(named.map((prefix) => prefixes.release(prefix)));
      for (const prefix of named) forget(`breaker.tripped ${prefix}`);
      return { ok: true };
    },
  };
}

const NO_PREFIX: Problem = {
  ok: false,
  code: 'invalid_request',
  detail: 'Give a phone number, or the beginning of one without its last four digits, such as "+7915777".',
};
