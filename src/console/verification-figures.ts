/** Figures about verifications, by country. One is counted where it began, so that its success counts for the same time. */
import { OTHER } from './call-figures.js';
import { createKeyedRings, totalOf } from './keyed-rings.js';
import type { SpanName } from './slot-ring.js';
import type { VerificationNumbers, VerificationSeries } from './snapshot.js';

const ENDS = ['expired', 'too_many_checks', 'superseded', 'canceled'] as const;
const COLUMNS = ['begun', 'verified', 'tokenMs', 'wrongCodes', ...ENDS] as const;

export type VerificationColumn = (typeof COLUMNS)[number];

const VERIFICATION_COLUMNS = COLUMNS.length;
const MOST_COUNTRIES = 64;

export interface VerificationFigures {
  add(country: string, at: number, column: VerificationColumn, amount?: number): void;
  numbers(span: SpanName, now: number, isWanted: (country: string) => boolean): VerificationNumbers;
  series(span: SpanName, now: number, isWanted: (country: string) => boolean): VerificationSeries;
}

export function isEnd(reason: string): reason is (typeof ENDS)[number] {
  return (ENDS as readonly string[]).includes(reason);
}

export function createVerificationFigures(): VerificationFigures {
  const rings = createKeyedRings<string>({
    columns: VERIFICATION_COLUMNS,
    mostKeys: MOST_COUNTRIES,
    partsOf: (country) => [country],
    other: OTHER,
  });
  const read = (figures: Float64Array | undefined, column: VerificationColumn): number =>
    Math.round(figures?.[COLUMNS.indexOf(column)] ?? 0);
  return {
    add: (country, at, column, amount = 1) => rings.add(country, at, COLUMNS.indexOf(column), amount),
    numbers(span, now, isWanted) {
      const total = totalOf(rings.slots(span, now, isWanted));
      const [begun, verified] = [read(total, 'begun'), read(total, 'verified')];
      // For a minute nobody knows whether it fails: the slot that is under way, and the one before it.
      const newest = totalOf(rings.slots('hour', now, isWanted).slice(-2));
      const open = Math.max(0, read(newest, 'begun') - read(newest, 'verified'));
      return {
        ...{ begun, verified },
        settled: Math.max(verified, begun - open),
        wrongCodes: read(total, 'wrongCodes'),
        ends: Object.fromEntries(ENDS.map((end) => [end, read(total, end)]).filter(([, ended]) => ended !== 0)),
        meanTokenMs: verified === 0 ? null : Math.round(read(total, 'tokenMs') / verified),
      };
    },
    series(span, now, isWanted) {
      const slots = rings.slots(span, now, isWanted);
      return { begun: slots.map((slot) => read(slot, 'begun')), verified: slots.map((slot) => read(slot, 'verified')) };
    },
  };
}
