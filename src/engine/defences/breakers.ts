/** The breakers: they count dials and checks over all numbers and processes, refuse what exceeds a limit, and strangers' dials that look like fraud. */

import type { Problem } from '../../contract/problems.js';
import {
  areCodesGuessed,
  type BreakerLimits,
  type BreakerModes,
  type CountryFigures,
  MINUTE,
  type PrefixFigures,
  whyCountryTrips,
  whyPrefixTrips,
} from '../../core/fraud/breaker.js';
import type { LimitName } from '../../core/limits/limit-name.js';
import { DAY, HOUR } from '../../core/limits/number-limits.js';
import type { Phone } from '../../core/phone/phone.js';
import { prefixesNamed, prefixOf, showPrefix } from '../../core/phone/prefix.js';
import type { Clock } from '../../ports/clock.js';
import type { Emit, Tripped } from '../../ports/events.js';
import type { CallVerificationStore } from '../../ports/store.js';
import { createOnceAMinute } from '../events/once-a-minute.js';
import { type BackgroundCounter, createBackgroundCounters } from './background-counter.js';
import { type CountryCounter, createCountryCounter } from './country-counters.js';
import type { Undo } from './exact-counter.js';
import { type CountedDial, createPrefixCounters } from './prefix-counters.js';

export interface BreakerSettings {
  readonly limits: BreakerLimits;
  readonly modes: BreakerModes;
}

export interface BreakerNeeds {
  readonly store: CallVerificationStore;
  readonly pseudonyms: { hash(label: string, value: string): string };
  readonly clock: Clock;
  readonly emit: Emit;
  /** For whole numbers in national format, when a prefix is released. */
  readonly defaultCountry?: string | undefined;
}

/** A dial that is about to be recorded. */
export interface AskedDial {
  readonly phone: Phone;
  /** No suspicion refuses it; the limits of volume do. */
  readonly isTrusted: boolean;
  readonly canChallenge: boolean;
}

/** `wait`: no challenge opens it, or the host has none to ask for. */
export interface Refused {
  readonly ok: false;
  readonly why: 'challenge' | 'wait';
  readonly retryAfterSeconds: number;
  /** The option that refuses it. Absent: the share of wrong codes does, which a challenge opens. */
  readonly by: LimitName | undefined;
}

export interface Breakers {
  /**
   * Counts a dial, or refuses it.
   *
   * @param undo collects what uncounts the dial, to be done when the dial is refused here or later, or when this throws
   * @returns undefined if it may be dialled
   * @throws StoreFailure when a prefix's counters fail; what is counted in the background is best effort
   */
  admit(dial: AskedDial, undo: Undo): Promise<Refused | undefined>;
  /** Why a dial would be refused, if it would. Counts nothing. @throws StoreFailure */
  look(dial: AskedDial): Promise<Refused | undefined>;
  /** The verification of these dials succeeded. Never rejects. */
  verified(about: { readonly phone: Phone; readonly dialledAt: readonly number[] }): Promise<void>;
  /** A code was checked. Never throws; works in the background. */
  checked(isRight: boolean): void;
  /** Opens a prefix at once: `+7915777`, `+7915777****`, or a whole number of it. @throws StoreFailure */
  release(prefix: string): Promise<{ readonly ok: true } | Problem>;
  /** Sends what was counted in the background to the store. Never rejects. */
  flush(): Promise<void>;
}

/** Ten minutes, and the present window of two. */
const OF_CODES = { windowMs: 2 * MINUTE, windows: 6 };

/** What lets one dial a minute through. */
interface Probed {
  readonly scope: 'prefix' | 'country';
  readonly name: string;
}

/** Limits of dials that exempt nobody. */
type VolumeLimit = Extract<keyof BreakerLimits, `${string}StartsPer${string}`>;

type Trip = Tripped & { readonly scope: 'prefix' | 'country' };

export function createBreakers({ limits, modes }: BreakerSettings, needs: BreakerNeeds): Breakers {
  const { clock, emit } = needs;
  const background = createBackgroundCounters(needs.store, clock);
  const prefixes = createPrefixCounters(needs, limits);
  const countries = new Map<string, CountryCounter>();
  const countryOf = (country: string): CountryCounter | undefined => {
    if (modes.country === 'off' || countries.has(country)) return countries.get(country);
    const hasDays = limits.countryStartsPerDay !== Number.POSITIVE_INFINITY;
    countries.set(country, createCountryCounter(background, clock, country, hasDays));
    return countries.get(country);
  };
  const openCodes = (result: string): BackgroundCounter => background.open({ name: `s:codes:${result}`, ...OF_CODES });
  const codes = { right: openCodes('right'), wrong: openCodes('wrong') };
  const { tell, wasTold, forget } = createOnceAMinute(emit, clock);
  const tellTrip = (mode: BreakerModes[keyof BreakerModes], about: string, tripped: Tripped): void => {
    if (mode !== 'off') tell(`breaker.tripped ${about}`, { type: 'breaker.tripped', mode, ...tripped });
  };

  const areCodesBeingGuessed = (): boolean => {
    if (modes.wrongCodes === 'off') return false;
    const wrong = codes.wrong.total();
    const figures = { checks: wrong + codes.right.total(), wrong };
    if (!areCodesGuessed(figures)) return false;
    tellTrip(modes.wrongCodes, 'codes', { scope: 'wrong_codes', reason: 'wrong_codes', ...figures });
    return true;
  };

  /** The limit of volume that a dial would break, and its window. */
  const brokenLimit = (ofPrefix: CountedDial<unknown> | undefined, ofCountry: CountedDial<unknown> | undefined) => {
    const starts: readonly (readonly [limit: VolumeLimit, starts: number | undefined, windowMs: number])[] = [
      ['prefixStartsPerHour', ofPrefix?.startsThisHour, HOUR],
      ['prefixStartsPerDay', ofPrefix?.startsToday, DAY],
      ['countryStartsPerHour', ofCountry?.startsThisHour, HOUR],
      ['countryStartsPerDay', ofCountry?.startsToday, DAY],
    ];
    return starts.find(([limit, withThisOne = 0]) => withThisOne > limits[limit]);
  };

  /** What looks like fraud; reported once a minute. */
  const tripsOf = (
    ofPrefix: PrefixFigures | undefined,
    ofCountry: CountryFigures | undefined,
    prefix: string,
    country: string,
  ): readonly Trip[] => {
    const byPrefix = ofPrefix && whyPrefixTrips(ofPrefix, limits);
    const byCountry = ofCountry && whyCountryTrips(ofCountry, limits);
    const trips: Trip[] = [];
    if (ofPrefix && byPrefix) trips.push({ scope: 'prefix', reason: byPrefix, prefix: showPrefix(prefix), country, ...ofPrefix });
    if (ofCountry && byCountry) trips.push({ scope: 'country', reason: byCountry, country, ...ofCountry });
    for (const trip of trips) tellTrip(modes[trip.scope], trip.scope === 'prefix' ? prefix : country, trip);
    return trips;
  };

  const refuse = (why: Refused['why'], windowMs: number, by: LimitName | undefined): Refused => ({
    ok: false,
    ...{ why, by },
    retryAfterSeconds: Math.max(1, Math.ceil((windowMs - (clock() % windowMs)) / 1000)),
  });
  const suspect = ({ canChallenge }: AskedDial, scope: Probed['scope'] | undefined): Refused =>
    refuse(canChallenge ? 'challenge' : 'wait', MINUTE, scope && `breakers.${scope}`);

  /** Whether the figures refuse a dial, and which prefixes and countries let only one through in each minute. */
  const judge = (
    dial: AskedDial,
    ofPrefix: CountedDial<PrefixFigures> | undefined,
  ): Refused | { readonly ok: true; probesOf: Probed[] } => {
    const { phone, isTrusted, canChallenge } = dial;
    const prefix = prefixOf(phone.e164);
    const ofCountry = countryOf(phone.country)?.look();
    const trips = tripsOf(ofPrefix?.figures, ofCountry?.figures, prefix, phone.country);
    const enforced = isTrusted ? [] : trips.filter(({ scope }) => modes[scope] === 'enforce');
    const broken = brokenLimit(ofPrefix, ofCountry);
    if (broken !== undefined) {
      const [limit, , windowMs] = broken;
      tell(`limit.reached ${limit} ${limit.startsWith('prefix') ? prefix : phone.country}`, {
        type: 'limit.reached',
        limit,
        option: `limits.${limit}`,
      });
      return refuse('wait', windowMs, `limits.${limit}`);
    }
    const isGuessing = canChallenge && !isTrusted && areCodesBeingGuessed() && modes.wrongCodes === 'enforce';
    if (isGuessing || (canChallenge && enforced.length > 0)) return suspect(dial, enforced[0]?.scope);
    return { ok: true, probesOf: enforced.map(({ scope }) => ({ scope, name: scope === 'prefix' ? prefix : phone.country })) };
  };

  /** A country's probe is best effort, like its figures. */
  const askProbe = ({ scope }: Probed, probe: Promise<boolean>): Promise<boolean> => (scope === 'prefix' ? probe : probe.catch(() => true));

  const look = async (dial: AskedDial): Promise<Refused | undefined> => {
    const judged = judge(dial, modes.prefix === 'off' ? undefined : await prefixes.look(prefixOf(dial.phone.e164)));
    if (!judged.ok) return judged;
    const isFree = (probed: Probed) =>
      askProbe(
        probed,
        prefixes.isProbeTaken(probed.name).then((isTaken) => !isTaken),
      );
    const free = await Promise.all(judged.probesOf.map(isFree));
    const taken = judged.probesOf.find((_, index) => free[index] !== true);
    return taken === undefined ? undefined : suspect(dial, taken.scope);
  };

  return {
    look,
    async admit(dial, undo) {
      const prefix = prefixOf(dial.phone.e164);
      // If strangers were refused a moment ago, the next requests only read. So an attacker that repeats them cannot keep the prefix closed.
      const isSuspect = modes.prefix === 'enforce' && !dial.isTrusted && wasTold(`breaker.tripped ${prefix}`);
      const refusal = isSuspect ? await look(dial) : undefined;
      if (refusal !== undefined) return refusal;
      const counted = modes.prefix === 'off' ? undefined : await prefixes.take(prefix, undo);
      // No await before the country has counted it, so that simultaneous dials in this process see each other.
      const judged = judge(dial, counted);
      if (!judged.ok) return judged;
      const uncount = countryOf(dial.phone.country)?.add();
      undo.push(async () => uncount?.());
      for (const probed of judged.probesOf) {
        if (!(await askProbe(probed, prefixes.takeProbe(probed.name, undo)))) return suspect(dial, probed.scope);
      }
      return undefined;
    },
    async verified({ phone, dialledAt }) {
      countryOf(phone.country)?.verified(dialledAt.length);
      if (modes.prefix !== 'off') await prefixes.verified(prefixOf(phone.e164), dialledAt);
    },
    checked(isRight) {
      if (modes.wrongCodes !== 'off') codes[isRight ? 'right' : 'wrong'].add(1);
      if (!isRight) areCodesBeingGuessed();
    },
    async release(given) {
      const named = typeof given === 'string' ? prefixesNamed(given, needs.defaultCountry) : [];
      if (named.length === 0) return NO_PREFIX;
      await Promise.all(named.map((prefix) => prefixes.release(prefix)));
      for (const prefix of named) forget(`breaker.tripped ${prefix}`);
      return { ok: true };
    },
    flush: () => background.flush(),
  };
}

const NO_PREFIX: Problem = {
  ok: false,
  code: 'invalid_request',
  detail: 'Give a phone number, or the beginning of one without its last four digits, such as "+7915777".',
};
