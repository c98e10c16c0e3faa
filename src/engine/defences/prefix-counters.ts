/** What the breakers count of each prefix, in the store and so shared by all processes: dials, verified, unsettled and unpaid ones. */
import { type BreakerLimits, MINUTE, mostUnpaid, type PrefixFigures, pairOf, SECOND } from '../../core/fraud/breaker.js';
import { DAY, HOUR } from '../../core/limits/number-limits.js';
import type { Clock } from '../../ports/clock.js';
import type { CallVerificationStore } from '../../ports/store.js';
import type { Pseudonyms } from '../records/keyring.js';

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

type Kind = 'minute' | 'hour' | 'day' | 'probe';
const WINDOW_MS: Readonly<Record<Kind, number>> = { minute: MINUTE, hour: HOUR, day: DAY, probe: MINUTE };
/** What a verified dial takes away from what is unpaid; a dial adds the share of it that must be verified. */
const PAYMENT = 1000;

interface Needs {
  readonly store: CallVerificationStore;
  readonly pseudonyms: Pick<Pseudonyms, 'hash'>;
  readonly clock: Clock;
}

export function createPrefixCounters({ store, pseudonyms, clock }: Needs, limits: BreakerLimits): PrefixCounters {
  const hasDays = limits.prefixStartsPerDay !== Number.POSITIVE_INFINITY;
  const price = Math.round(limits.prefixVerifiedShare * PAYMENT);
  const indexOf = (kind: Kind, at: number): number => Math.floor(at / WINDOW_MS[kind]);
  const keyOf = (kind: Kind, name: string, index: number): string => `p:${kind}:${index}:${name}`;
  const unpaidKey = (name: string): string => `p:unpaid:${name}`;
  const nameOf = (prefix: string): string => pseudonyms.hash('prefix', prefix);
  // The window is part of the key: the store's expiry only cleans up. Looked at until the next window ends, by clocks that may differ.
  const count = (kind: Kind, name: string, index: number, amount: number): Promise<number> =>
    store.count(keyOf(kind, name, index), amount, { expiresAt: (index + 2) * WINDOW_MS[kind] + 10 * MINUTE });

  // Without a window in its key, so that no turn of the clock halves the evidence: it begins with a dial, and lives for a day from then.
  // A store that drops it late leaves the prefix closed for longer, until somebody verifies, or it is released.
  const addUnpaid = async (name: string, amount: number): Promise<number> =>
    price === 0 ? 0 : store.count(unpaidKey(name), amount, { expiresAt: clock() + DAY });
  const figuresOf = (hours: readonly number[], unsettled: number, unpaid: number): PrefixFigures => {
    const pairs = hours.map(pairOf);
    return {
      starts: pairs.reduce((sum, [starts]) => sum + starts, 0),
      verified: pairs.reduce((sum, [, verified]) => sum + verified, 0),
      unsettled: Math.max(0, unsettled),
      unpaid: price === 0 ? 0 : Math.max(0, unpaid / price),
    };
  };

  return {
    async take(prefix) {
      const name = nameOf(prefix);
      const now = clock();
      const [minute, hour, day] = [indexOf('minute', now), indexOf('hour', now), indexOf('day', now)];
      const undo: (() => Promise<number>)[] = [];
      const giveBack = async (): Promise<void> => {
        await Promise.allSettled(undo.splice(0).map((each) => each()));
      };
      const add = async (kind: Kind, index: number): Promise<number> => {
        const total = await count(kind, name, index, 1);
        undo.push(() => count(kind, name, index, -1));
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
        add('hour', hour),
        count('hour', name, hour - 1, 0),
        add('minute', minute),
        count('minute', name, minute - 1, 0),
        takeUnpaid(),
        hasDays ? add('day', day) : Promise.resolve(0),
      ] as const;
      // All of them, so that a failure leaves nothing behind that was counted.
      const settled = await Promise.allSettled(asked);
      if (settled.some(({ status }) => status === 'rejected')) await giveBack();
      const [thisHour, lastHour, thisMinute, lastMinute, unpaid, startsToday] = await Promise.all(asked);
      return {
        figures: figuresOf([thisHour - 1, lastHour], thisMinute + lastMinute - 1, unpaid - price),
        startsThisHour: pairOf(thisHour)[0],
        startsToday,
        giveBack,
      };
    },

    async look(prefix) {
      const name = nameOf(prefix);
      const now = clock();
      const read = (kind: Kind, back: number): Promise<number> => count(kind, name, indexOf(kind, now) - back, 0);
      const [thisHour, lastHour, thisMinute, lastMinute, unpaid, probes] = await Promise.all([
        read('hour', 0),
        read('hour', 1),
        read('minute', 0),
        read('minute', 1),
        addUnpaid(name, 0),
        read('probe', 0),
      ]);
      return { figures: figuresOf([thisHour, lastHour], thisMinute + lastMinute, unpaid), isProbeTaken: probes > 0 };
    },

    async verified(prefix, dialledAt) {
      const name = nameOf(prefix);
      const minuteNow = indexOf('minute', clock());
      await Promise.allSettled(
        dialledAt.map(async (at) => {
          // In this order, so that in between a dial never looks settled and unverified.
          await Promise.all([count('hour', name, indexOf('hour', at), SECOND), addUnpaid(name, -PAYMENT)]);
          const minute = indexOf('minute', at);
          if (minute >= minuteNow - 1) await count('minute', name, minute, -1);
        }),
      );
    },

    async probe(prefix) {
      const name = nameOf(prefix);
      const minute = indexOf('probe', clock());
      if ((await count('probe', name, minute, 1)) > 1) return undefined;
      return {
        async giveBack() {
          await Promise.allSettled([store.delete(keyOf('probe', name, minute))]);
        },
      };
    },

    async release(prefix) {
      const name = nameOf(prefix);
      const now = clock();
      const keys = (['minute', 'hour', 'day', 'probe'] as const).flatMap((kind) => {
        const index = indexOf(kind, now);
        return [index, index - 1].map((each) => keyOf(kind, name, each));
      });
      await Promise.all([unpaidKey(name), ...keys].map((key) => store.delete(key)));
    },
  };
}
