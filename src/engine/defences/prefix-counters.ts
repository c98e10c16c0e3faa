/** What the breakers count for each prefix, exactly and over all processes: dials, verified, unsettled and unpaid ones, and probes. */
import { type BreakerLimits, MINUTE, mostUnpaid, type PrefixFigures } from '../../core/fraud/breaker.js';
import { DAY, HOUR } from '../../core/limits/number-limits.js';
import type { Clock } from '../../ports/clock.js';
import type { CallVerificationStore } from '../../ports/store.js';
import { createExactCounter, type ExactCounter, type Undo } from './exact-counter.js';

export interface CountedDial<Figures> {
  /** Of the dials before. */
  readonly figures: Figures;
  /** In this hour and this day of the clock, this dial included. The day's is 0 if days are not counted. */
  readonly startsThisHour: number;
  readonly startsToday: number;
}

/** Its operations reject when the store fails, unless stated otherwise. */
export interface PrefixCounters {
  /** Counts a dial. @param undo collects what uncounts the dial, also when the store has failed in between */
  take(prefix: string, undo: Undo): Promise<CountedDial<PrefixFigures>>;
  /** Takes the minute's one probe; false if it is taken. */
  takeProbe(prefix: string, undo: Undo): Promise<boolean>;
  isProbeTaken(prefix: string): Promise<boolean>;
  /** Counts nothing: what the next dial would get. */
  look(prefix: string): Promise<CountedDial<PrefixFigures>>;
  /** Never rejects. */
  verified(prefix: string, dialledAt: readonly number[]): Promise<void>;
  /** Forgets the counts of all windows that are still read. */
  release(prefix: string): Promise<void>;
}

/** What a verified dial subtracts from the unpaid ones. A dial adds the share of it that must be verified. */
const PAYMENT = 1000;

/**
 * What a verified dial adds to the counter of an hour, where a dial adds 1. Each dial needs both figures, and a second counter would be
 * one more operation to wait for. It holds 2^25 dials.
 */
export const VERIFIED = 2 ** 26;

/** Dials are below 0 when a count is taken back after its counter was deleted. */
export function readHour(total: number): { readonly dials: number; readonly verified: number } {
  const verified = Math.round(total / VERIFIED);
  return { dials: Math.max(0, total - verified * VERIFIED), verified: Math.max(0, verified) };
}

interface Needs {
  readonly store: CallVerificationStore;
  readonly pseudonyms: { hash(label: string, value: string): string };
  readonly clock: Clock;
}

export function createPrefixCounters({ store, pseudonyms, clock }: Needs, limits: BreakerLimits): PrefixCounters {
  const hasDays = limits.prefixStartsPerDay !== Number.POSITIVE_INFINITY;
  const price = Math.round(limits.prefixVerifiedShare * PAYMENT);
  const nameOf = (prefix: string): string => pseudonyms.hash('prefix', prefix);
  // Read until the next window ends; clocks may differ.
  const create = (kind: string, windowMs: number): ExactCounter =>
    createExactCounter(store, { name: `p:${kind}`, windowMs, keptMs: windowMs + 10 * MINUTE });
  const [minutes, hours] = [create('minute', MINUTE), create('hour', HOUR)];
  const [days, probes] = [create('day', DAY), create('probe', MINUTE)];

  // Without a window in its key, so that the end of a window does not halve the count: it begins with a dial, and lives for a day.
  // A store that drops it late keeps the prefix closed for longer, until a number is verified or the prefix is released.
  const unpaidKey = (name: string): string => `p:unpaid:${name}`;
  const addUnpaid = async (name: string, amount: number): Promise<number> =>
    price === 0 ? 0 : store.count(unpaidKey(name), amount, { expiresAt: clock() + DAY });

  const look = (counter: ExactCounter, name: string, now: number, back: number): Promise<number> =>
    counter.count(counter.windowAt(now) - back, 0, name);
  const figuresOf = (thisHour: number, lastHour: number, unsettled: number, unpaid: number): PrefixFigures => {
    const [now, before] = [readHour(thisHour), readHour(lastHour)];
    return {
      starts: now.dials + before.dials,
      verified: now.verified + before.verified,
      unsettled: Math.max(0, unsettled),
      unpaid: price === 0 ? 0 : Math.max(0, unpaid / price),
    };
  };

  return {
    async take(prefix, undo) {
      const name = nameOf(prefix);
      const now = clock();
      const add = async (counter: ExactCounter): Promise<number> => {
        const window = counter.windowAt(now);
        const total = await counter.count(window, 1, name);
        undo.push(() => counter.count(window, -1, name));
        return total;
      };
      const takeUnpaid = async (): Promise<number> => {
        const total = await addUnpaid(name, price);
        // If too many dials are unpaid already, probes and trusted dials add none, so that verified ones can open the prefix again.
        if (total > mostUnpaid(limits) * price) await addUnpaid(name, -price);
        else undo.push(() => addUnpaid(name, -price));
        return total;
      };
      const asked = [
        add(hours),
        look(hours, name, now, 1),
        add(minutes),
        look(minutes, name, now, 1),
        takeUnpaid(),
        hasDays ? add(days) : Promise.resolve(0),
      ] as const;
      // If one fails, the others' counts must be known, to be undone.
      await Promise.allSettled(asked);
      const [thisHour, lastHour, thisMinute, lastMinute, unpaid, startsToday] = await Promise.all(asked);
      const figures = figuresOf(thisHour - 1, lastHour, thisMinute + lastMinute - 1, unpaid - price);
      return { figures, startsThisHour: readHour(thisHour).dials, startsToday };
    },

    async takeProbe(prefix, undo) {
      const name = nameOf(prefix);
      const minute = probes.windowAt(clock());
      if ((await probes.count(minute, 1, name)) > 1) return false;
      undo.push(() => probes.forget(minute, name));
      return true;
    },

    isProbeTaken: async (prefix) => (await look(probes, nameOf(prefix), clock(), 0)) > 0,

    async look(prefix) {
      const name = nameOf(prefix);
      const now = clock();
      const asked = [
        look(hours, name, now, 0),
        look(hours, name, now, 1),
        look(minutes, name, now, 0),
        look(minutes, name, now, 1),
      ] as const;
      const [unpaid, today, thisHour, lastHour, thisMinute, lastMinute] = await Promise.all([
        addUnpaid(name, 0),
        hasDays ? look(days, name, now, 0) : Promise.resolve(-1),
        ...asked,
      ]);
      const figures = figuresOf(thisHour, lastHour, thisMinute + lastMinute, unpaid);
      return { figures, startsThisHour: readHour(thisHour).dials + 1, startsToday: today + 1 };
    },

    async verified(prefix, dialledAt) {
      const name = nameOf(prefix);
      const minuteNow = minutes.windowAt(clock());
      await Promise.allSettled(
        dialledAt.map(async (at) => {
          // In this order, so that a dial never looks settled and unverified in between.
          await Promise.all([hours.count(hours.windowAt(at), VERIFIED, name), addUnpaid(name, -PAYMENT)]);
          const minute = minutes.windowAt(at);
          if (minute >= minuteNow - 1) await minutes.count(minute, -1, name);
        }),
      );
    },

    async release(prefix) {
      const name = nameOf(prefix);
      const forgetRecent = (counter: ExactCounter): readonly Promise<void>[] =>
        [0, 1].map((back) => counter.forget(counter.windowAt(clock()) - back, name));
      await Promise.all([store.delete(unpaidKey(name)), ...[minutes, hours, days, probes].flatMap(forgetRecent)]);
    },
  };
}
