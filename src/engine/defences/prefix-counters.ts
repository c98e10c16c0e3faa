/** What the breakers count of each prefix, exactly and over all processes: dials, verified, unsettled and unpaid ones, and probes. */
import { type BreakerLimits, MINUTE, mostUnpaid, type PrefixFigures } from '../../core/fraud/breaker.js';
import { DAY, HOUR } from '../../core/limits/number-limits.js';
import type { Clock } from '../../ports/clock.js';
import type { CallVerificationStore } from '../../ports/store.js';
import type { Pseudonyms } from '../records/keyring.js';
import { createExactCounter, type ExactCounter } from './exact-counter.js';

/** A dial that is counted. */
export interface CountedDial {
  /** Of the dials before. */
  readonly figures: PrefixFigures;
  /** In this hour and this day of the clock, this one included; the day's is 0 if days are not counted. */
  readonly startsThisHour: number;
  readonly startsToday: number;
  /** Uncounts it, in the windows where it was counted. Never rejects. */
  giveBack(): Promise<void>;
}

/** Its operations reject when the store fails, if nothing else is said. */
export interface PrefixCounters {
  take(prefix: string): Promise<CountedDial>;
  /** Reads, and counts nothing. */
  look(prefix: string): Promise<{ readonly figures: PrefixFigures; readonly isProbeTaken: boolean }>;
  /** Never rejects. */
  verified(prefix: string, dialledAt: readonly number[]): Promise<void>;
  /** The minute's one probe; undefined if it is taken. */
  probe(prefix: string): Promise<Pick<CountedDial, 'giveBack'> | undefined>;
  /** Forgets what was counted in windows that are still looked at. */
  release(prefix: string): Promise<void>;
}

/** What a verified dial takes away from what is unpaid; a dial adds the share of it that must be verified. */
const PAYMENT = 1000;

/**
 * What a verified dial adds to the hour's counter, in which a dial is 1. Two figures in one, since a dial has to ask for both,
 * and asks as few counters as can be; and so they are of one moment. There may be 2^25 dials in an hour.
 */
const VERIFIED = 2 ** 26;

/** Dials may seem less than 0 when what was counted before a counter was deleted is taken back after it. */
function readHour(total: number): { readonly dials: number; readonly verified: number } {
  const verified = Math.round(total / VERIFIED);
  return { dials: Math.max(0, total - verified * VERIFIED), verified: Math.max(0, verified) };
}

interface Needs {
  readonly store: CallVerificationStore;
  readonly pseudonyms: Pick<Pseudonyms, 'hash'>;
  readonly clock: Clock;
}

export function createPrefixCounters({ store, pseudonyms, clock }: Needs, limits: BreakerLimits): PrefixCounters {
  const hasDays = limits.prefixStartsPerDay !== Number.POSITIVE_INFINITY;
  const price = Math.round(limits.prefixVerifiedShare * PAYMENT);
  const nameOf = (prefix: string): string => pseudonyms.hash('prefix', prefix);
  // Looked at until the next window ends, by clocks that may differ.
  const create = (kind: string, windowMs: number): ExactCounter =>
    createExactCounter(store, { name: `p:${kind}`, windowMs, keptMs: windowMs + 10 * MINUTE });
  const minutes = create('minute', MINUTE);
  const hours = create('hour', HOUR);
  const days = create('day', DAY);
  const probes = create('probe', MINUTE);

  // Without a window in its key, so that no turn of the clock halves the evidence: it begins with a dial, and lives for a day from then.
  // A store that drops it late leaves the prefix closed for longer, until somebody verifies, or it is released.
  const unpaidKey = (name: string): string => `p:unpaid:${name}`;
  const addUnpaid = async (name: string, amount: number): Promise<number> =>
    price === 0 ? 0 : store.count(unpaidKey(name), amount, { expiresAt: clock() + DAY });
  const look = (counter: ExactCounter, name: string, back: number): Promise<number> =>
    counter.count(counter.windowAt(clock()) - back, 0, name);
  const figuresOf = (hourTotals: readonly number[], unsettled: number, unpaid: number): PrefixFigures => {
    const both = hourTotals.map(readHour);
    return {
      starts: both.reduce((sum, { dials }) => sum + dials, 0),
      verified: both.reduce((sum, { verified }) => sum + verified, 0),
      unsettled: Math.max(0, unsettled),
      unpaid: price === 0 ? 0 : Math.max(0, unpaid / price),
    };
  };

  return {
    async take(prefix) {
      const name = nameOf(prefix);
      const now = clock();
      const undo: (() => Promise<number>)[] = [];
      const giveBack = async (): Promise<void> => {
        await Promise.allSettled(undo.splice(0).map((each) => each()));
      };
      const add = async (counter: ExactCounter): Promise<number> => {
        const window = counter.windowAt(now);
        const total = await counter.count(window, 1, name);
        undo.push(() => counter.count(window, -1, name));
        return total;
      };
      const takeUnpaid = async (): Promise<number> => {
        const total = await addUnpaid(name, price);
        // Where too much is unpaid already, probes and trusted dials add nothing: one who verifies shall be able to pay for it.
        if (total > mostUnpaid(limits) * price) await addUnpaid(name, -price);
        else undo.push(() => addUnpaid(name, -price));
        return total;
      };
      const asked = [
        add(hours),
        look(hours, name, 1),
        add(minutes),
        look(minutes, name, 1),
        takeUnpaid(),
        hasDays ? add(days) : Promise.resolve(0),
      ] as const;
      // All of them, so that a failure leaves nothing behind that was counted.
      const settled = await Promise.allSettled(asked);
      if (settled.some(({ status }) => status === 'rejected')) await giveBack();
      const [thisHour, lastHour, thisMinute, lastMinute, unpaid, startsToday] = await Promise.all(asked);
      return {
        figures: figuresOf([thisHour - 1, lastHour], thisMinute + lastMinute - 1, unpaid - price),
        startsThisHour: readHour(thisHour).dials,
        startsToday,
        giveBack,
      };
    },

    async look(prefix) {
      const name = nameOf(prefix);
      const [thisHour, lastHour, thisMinute, lastMinute, unpaid, probed] = await Promise.all([
        look(hours, name, 0),
        look(hours, name, 1),
        look(minutes, name, 0),
        look(minutes, name, 1),
        addUnpaid(name, 0),
        look(probes, name, 0),
      ]);
      return { figures: figuresOf([thisHour, lastHour], thisMinute + lastMinute, unpaid), isProbeTaken: probed > 0 };
    },

    async verified(prefix, dialledAt) {
      const name = nameOf(prefix);
      const minuteNow = minutes.windowAt(clock());
      await Promise.allSettled(
        dialledAt.map(async (at) => {
          // In this order, so that in between a dial never looks settled and unverified.
          await Promise.all([hours.count(hours.windowAt(at), VERIFIED, name), addUnpaid(name, -PAYMENT)]);
          const minute = minutes.windowAt(at);
          if (minute >= minuteNow - 1) await minutes.count(minute, -1, name);
        }),
      );
    },

    async probe(prefix) {
      const name = nameOf(prefix);
      const minute = probes.windowAt(clock());
      if ((await probes.count(minute, 1, name)) > 1) return undefined;
      return {
        async giveBack() {
          await Promise.allSettled([probes.forget(minute, name)]);
        },
      };
    },

    async release(prefix) {
      const name = nameOf(prefix);
      const counted = [minutes, hours, days, probes].flatMap((counter) => {
        const window = counter.windowAt(clock());
        return [counter.forget(window, name), counter.forget(window - 1, name)];
      });
      await Promise.all([store.delete(unpaidKey(name)), ...counted]);
    },
  };
}
