/** Figures about calls, by provider, kind and country: what became of them, why, how fast the provider answered, and what they cost. */
import { CALL_OUTCOMES, type CallOutcome } from '../contract/answers.js';
import { createKeyedRings, totalOf } from './keyed-rings.js';
import { binOf, LATENCY_BINS, quantile } from './latency-bins.js';
import type { SpanName } from './slot-ring.js';
import type { CallNumbers, CallSeries } from './snapshot.js';

export interface CallKey {
  readonly provider: string;
  readonly kind: string;
  readonly country: string;
}

export type Asked = 'placed' | 'refused' | 'uncertain';

/** What one key adds up. All times are milliseconds. */
export interface CallFigures {
  /** A request to the provider has ended. */
  asked(key: CallKey, at: number, how: Asked, price?: { readonly amount: number; readonly currency: string } | undefined): void;
  /** How long the provider took to answer. */
  answered(key: CallKey, at: number, tookMs: number): void;
  /** A report came. If it is another one about the same call, what the earlier one said does not count any more. */
  reported(key: CallKey, at: number, said: Said, before?: (Said & { readonly at: number }) | undefined): void;
  /** The call of a verification that began then led to a token. */
  verified(key: CallKey, beganAt: number): void;
  numbers(span: SpanName, now: number, isWanted: (key: CallKey) => boolean): CallNumbers;
  series(span: SpanName, now: number, isWanted: (key: CallKey) => boolean): CallSeries;
  keys(): readonly CallKey[];
}

export interface Said {
  readonly outcome: CallOutcome;
  readonly cause?: number | undefined;
}

/** Providers × kinds × countries. More are counted together. */
export const MOST_CALL_KEYS = 64;
/** Causes and currencies that have a figure of their own: the first ones that come. */
const MOST_CAUSES = 24;
const MOST_CURRENCIES = 3;

const ASKED = ['placed', 'refused', 'uncertain'] as const satisfies readonly Asked[];
const OUTCOMES_AT = ASKED.length;
const CAUSES_AT = OUTCOMES_AT + CALL_OUTCOMES.length;
/** The last one is for all further causes. */
const LATENCY_AT = CAUSES_AT + MOST_CAUSES + 1;
const COST_AT = LATENCY_AT + LATENCY_BINS;
const VERIFIED = COST_AT + MOST_CURRENCIES;
const CALL_COLUMNS = VERIFIED + 1;

export const OTHER = 'other';

/** Names by the order in which they came, and no more than so many. */
function createNames<Name>(most: number): { placeOf(name: Name): number | undefined; readonly names: readonly Name[] } {
  const names: Name[] = [];
  return {
    names,
    placeOf(name) {
      const place = names.indexOf(name);
      if (place !== -1) return place;
      return names.length < most ? names.push(name) - 1 : undefined;
    },
  };
}

export function createCallFigures(): CallFigures {
  const rings = createKeyedRings<CallKey>({
    columns: CALL_COLUMNS,
    mostKeys: MOST_CALL_KEYS,
    partsOf: ({ provider, kind, country }) => [provider, kind, country],
    other: { provider: OTHER, kind: OTHER, country: OTHER },
  });
  const causes = createNames<number>(MOST_CAUSES);
  const currencies = createNames<string>(MOST_CURRENCIES);

  const count = (key: CallKey, at: number, { outcome, cause }: Said, amount: 1 | -1): void => {
    rings.add(key, at, OUTCOMES_AT + CALL_OUTCOMES.indexOf(outcome), amount);
    if (cause !== undefined) rings.add(key, at, CAUSES_AT + (causes.placeOf(cause) ?? MOST_CAUSES), amount);
  };

  const numbersOf = (figures: Float64Array): CallNumbers => {
    const at = (column: number): number => Math.max(0, Math.round(figures[column] ?? 0));
    const latency = figures.subarray(LATENCY_AT, LATENCY_AT + LATENCY_BINS);
    const ofCauses = [...causes.names, null].map((cause, place) => ({
      cause,
      calls: at(CAUSES_AT + (cause === null ? MOST_CAUSES : place)),
    }));
    return {
      placed: at(ASKED.indexOf('placed')),
      refused: at(ASKED.indexOf('refused')),
      uncertain: at(ASKED.indexOf('uncertain')),
      verified: at(VERIFIED),
      outcomes: Object.fromEntries(
        CALL_OUTCOMES.map((outcome, place) => [outcome, at(OUTCOMES_AT + place)]).filter(([, calls]) => calls !== 0),
      ),
      causes: ofCauses.filter(({ calls }) => calls > 0).sort((a, b) => b.calls - a.calls),
      latency: { half: quantile(latency, 0.5), most: quantile(latency, 0.95) },
      cost: Object.fromEntries(
        currencies.names.map((currency, place) => [currency, rounded(figures[COST_AT + place] ?? 0)]).filter(([, amount]) => amount !== 0),
      ),
    };
  };

  return {
    asked(key, at, how, price) {
      rings.add(key, at, ASKED.indexOf(how), 1);
      const place = price === undefined ? undefined : currencies.placeOf(price.currency);
      if (price !== undefined && place !== undefined) rings.add(key, at, COST_AT + place, price.amount);
    },
    answered: (key, at, tookMs) => rings.add(key, at, LATENCY_AT + binOf(tookMs), 1),
    reported(key, at, said, before) {
      if (before !== undefined) count(key, before.at, before, -1);
      count(key, at, said, 1);
    },
    verified: (key, beganAt) => rings.add(key, beganAt, VERIFIED, 1),
    numbers: (span, now, isWanted) => numbersOf(totalOf(rings.slots(span, now, isWanted))),
    series(span, now, isWanted) {
      const numbers = rings.slots(span, now, isWanted).map(numbersOf);
      const each = <Value>(read: (of: CallNumbers) => Value): readonly Value[] => numbers.map(read);
      const outcomes = CALL_OUTCOMES.filter((outcome) => numbers.some((of) => of.outcomes[outcome] !== undefined));
      return {
        placed: each(({ placed }) => placed),
        refused: each(({ refused }) => refused),
        uncertain: each(({ uncertain }) => uncertain),
        verified: each(({ verified }) => verified),
        outcomes: Object.fromEntries(outcomes.map((outcome) => [outcome, each((of) => of.outcomes[outcome] ?? 0)])),
        half: each(({ latency }) => latency.half),
        most: each(({ latency }) => latency.most),
        cost: Object.fromEntries(currencies.names.map((currency) => [currency, each(({ cost }) => cost[currency] ?? 0)])),
      };
    },
    keys: rings.keys,
  };
}

/** Sums of decimals, without the dust of binary fractions. */
const rounded = (amount: number): number => Math.round(amount * 10_000) / 10_000;
