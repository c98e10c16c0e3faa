/** What the breakers count of each country: statistics over the whole of it, so spread over the store, and best effort. */
import { type CountryFigures, pairOf, SECOND } from '../../core/fraud/breaker.js';
import { DAY, HOUR } from '../../core/limits/number-limits.js';
import type { Clock, RandomBytes } from '../../ports/clock.js';
import type { CallVerificationStore } from '../../ports/store.js';
import { createTally, type Tally } from './tally.js';

/** Nothing here rejects or throws. */
export interface CountryCounters {
  /** Waits until what other processes have counted is known, if it never was. */
  prepare(country: string): Promise<void>;
  /** Counts a dial at once, and tells the store in the background. @returns what uncounts it, likewise */
  add(country: string): () => void;
  verified(country: string, dialledAt: readonly number[]): Promise<void>;
  /** Before the next dial. Of this and the last hour of the clock, as this process knows them. */
  figures(country: string): CountryFigures;
  startsThisHour(country: string): number;
  /** Today's, or 0 if days are not counted. */
  startsToday(country: string): number;
}

const SETTLED_AFTER_MS = 60_000;
/** A code is checked ten minutes after its first dial at the latest. */
const LATE_MS = 11 * 60_000;

/** How many dials there were at some time, in its hour and the one before. */
interface Sample {
  readonly at: number;
  readonly starts: readonly number[];
}

interface CountryState {
  readonly hours: Tally;
  readonly days: Tally | undefined;
  /** The one before is the newest that is 60 s old or older, or nearly so. */
  sample: Sample;
  sampleBefore: Sample | undefined;
}

interface Needs {
  readonly store: CallVerificationStore;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
}

/** @param hasDays whether dials of a day are counted too */
export function createCountryCounters(needs: Needs, hasDays: boolean): CountryCounters {
  const { clock } = needs;
  const states = new Map<string, CountryState>();
  const stateOf = (country: string): CountryState => {
    const known = states.get(country);
    if (known !== undefined) return known;
    const made: CountryState = {
      hours: createTally({ name: `hour:${country}`, windowMs: HOUR, windows: 2, lateMs: LATE_MS }, needs),
      days: hasDays ? createTally({ name: `day:${country}`, windowMs: DAY, windows: 1, lateMs: LATE_MS }, needs) : undefined,
      sample: { at: clock(), starts: [] },
      sampleBefore: undefined,
    };
    states.set(country, made);
    return made;
  };

  /** A dial is known to be settled when it was there a minute ago: that costs no counter, only a minute's patience of a new process. */
  const settledOf = (state: CountryState, starts: readonly number[], now: number): number => {
    if (now - state.sample.at >= SETTLED_AFTER_MS) {
      state.sampleBefore = state.sample;
      state.sample = { at: now, starts };
    }
    const { sampleBefore } = state;
    if (sampleBefore === undefined) return 0;
    const hoursBetween = Math.floor(now / HOUR) - Math.floor(sampleBefore.at / HOUR);
    return sum(sampleBefore.starts.slice(0, Math.max(0, starts.length - hoursBetween)));
  };

  return {
    async prepare(country) {
      const { hours, days } = stateOf(country);
      await Promise.all([hours.prepare(), days?.prepare()]);
    },
    add(country) {
      const { hours, days } = stateOf(country);
      const now = clock();
      const change = (amount: number): void => {
        void hours.add(amount, now);
        void days?.add(amount, now);
      };
      change(1);
      return () => change(-1);
    },
    async verified(country, dialledAt) {
      await Promise.all(dialledAt.map((at) => stateOf(country).hours.add(SECOND, at)));
    },
    figures(country) {
      const state = stateOf(country);
      const pairs = state.hours.totals().map(pairOf);
      const starts = pairs.map(([dials]) => dials);
      return { starts: sum(starts), verified: sum(pairs.map(([, verified]) => verified)), settled: settledOf(state, starts, clock()) };
    },
    startsThisHour: (country) => pairOf(stateOf(country).hours.totals()[0] ?? 0)[0],
    startsToday: (country) => stateOf(country).days?.totals()[0] ?? 0,
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
