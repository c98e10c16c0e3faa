/** What the breakers count for each country: statistics, so in the background. */
import { type CountryFigures, MINUTE } from '../../core/fraud/breaker.js';
import { DAY, HOUR } from '../../core/limits/number-limits.js';
import type { Clock } from '../../ports/clock.js';
import type { BackgroundCounter, BackgroundCounters } from './background-counter.js';
import type { CountedDial } from './prefix-counters.js';

/** Nothing here throws. */
export interface CountryCounter {
  /** Counts a dial. @returns what uncounts it */
  add(): () => void;
  verified(dials: number): void;
  /** Counts nothing: the figures that the next dial would get. Those of a day are 0 if days are not counted. */
  look(): CountedDial<CountryFigures>;
}

/** Dials, and those that were taken back, because each counter only grows. */
interface Dials {
  readonly dialled: BackgroundCounter;
  readonly undialled: BackgroundCounter;
}

const startsOf = ({ dialled, undialled }: Dials, windows?: number): number =>
  Math.max(0, dialled.total(windows) - undialled.total(windows));

/** @param hasDays whether dials of a day are counted too */
export function createCountryCounter(background: BackgroundCounters, clock: Clock, country: string, hasDays: boolean): CountryCounter {
  const open = (kind: string, span: string, windowMs: number, windows: number): BackgroundCounter =>
    background.open({ name: `s:${kind}:${span}:${country}`, windowMs, windows });
  const openDials = (...span: readonly [string, number, number]): Dials => ({
    dialled: open('dialled', ...span),
    undialled: open('undialled', ...span),
  });
  const minutes = openDials('minute', MINUTE, 2);
  const hours = openDials('hour', HOUR, 2);
  const days = hasDays ? openDials('day', DAY, 1) : undefined;
  // In the hour of the check, at most some minutes after its dial, so that hours that are over do not change.
  const verified = open('verified', 'hour', HOUR, 2);
  return {
    add() {
      const now = clock();
      const count = (kind: keyof Dials): void => {
        for (const each of [minutes, hours, days]) each?.[kind].add(1, now);
      };
      count('dialled');
      return () => count('undialled');
    },
    verified: (dials) => verified.add(dials),
    look() {
      const starts = startsOf(hours);
      return {
        figures: { starts, verified: verified.total(), settled: Math.max(0, starts - startsOf(minutes)) },
        startsThisHour: startsOf(hours, 1) + 1,
        startsToday: days === undefined ? 0 : startsOf(days) + 1,
      };
    },
  };
}
