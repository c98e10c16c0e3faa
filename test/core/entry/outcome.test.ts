import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CallOutcome } from '../../../src/contract/answers.js';
import { type CallFate, type CodeReach, fateOfReport, mergeFates, type Vitality, vitalityOf } from '../../../src/core/entry/outcome.js';

/** Lowest rank first; `unavailable` twice, since a telephone that rang showed the number. */
const BY_RANK: readonly CallFate[] = [
  { outcome: 'pending' },
  { outcome: 'unknown' },
  { outcome: 'failed', cause: 41 },
  { outcome: 'rejected', cause: 31 },
  { outcome: 'unavailable', cause: 20 },
  { outcome: 'unavailable', cause: 21 },
  { outcome: 'no_answer', cause: 16 },
  { outcome: 'busy', cause: 17 },
  { outcome: 'answered', cause: 16 },
  { outcome: 'redirected' },
];

const anyCause = fc.option(fc.integer({ min: 1, max: 127 }), { nil: undefined });
const WORDS = [undefined, 'ANSWER', 'ANSWERED', 'CANCEL', 'NO ANSWER', 'BUSY', 'FAILED', 'CONGESTION', 'CHANUNAVAIL', 'BRIDGED'];
const anyWord = fc.constantFrom(...WORDS);
const anyReport = fc.tuple(anyCause, anyWord).map(([cause, word]) => fateOfReport(cause, word));
const REACHES: readonly CodeReach[] = ['caller_number', 'speech', 'key_press', 'text'];

describe('what an outcome means for the code', () => {
  type Row = readonly [CallOutcome, number | undefined, Vitality, Vitality, Vitality];
  const rows: readonly Row[] = [
    // outcome, cause, shown by the calling number, only spoken, confirmation (not confirmed)
    ['pending', undefined, 'waiting', 'waiting', 'waiting'],
    ['unknown', undefined, 'waiting', 'waiting', 'waiting'],
    ['failed', 41, 'dead', 'dead', 'dead'],
    ['rejected', 31, 'dead', 'dead', 'dead'],
    ['unavailable', undefined, 'dead', 'dead', 'dead'],
    ['unavailable', 20, 'dead', 'dead', 'dead'],
    ['unavailable', 17, 'dead', 'dead', 'dead'],
    ['unavailable', 18, 'alive', 'dead', 'dead'],
    ['unavailable', 19, 'alive', 'dead', 'dead'],
    ['unavailable', 21, 'alive', 'dead', 'dead'],
    ['unavailable', 22, 'dead', 'dead', 'dead'],
    ['no_answer', 16, 'alive', 'dead', 'dead'],
    ['busy', 17, 'alive', 'dead', 'dead'],
    ['answered', 16, 'alive', 'alive', 'waiting'],
    ['redirected', undefined, 'dead', 'dead', 'dead'],
  ];
  it.each(rows)('%s (cause %s): shown %s, spoken %s, confirmation %s', (outcome, cause, shown, spoken, confirmation) => {
    const of = (reach: CodeReach, isConfirmed = false) => vitalityOf(reach, { outcome, cause }, isConfirmed);
    expect([of('caller_number'), of('speech'), of('key_press')]).toEqual([shown, spoken, confirmation]);
    expect(of('key_press', true)).toBe(outcome === 'answered' ? 'alive' : confirmation);
    expect([of('caller_number', true), of('speech', true)]).toEqual([shown, spoken]);
    expect(of('text')).toBe(['failed', 'rejected', 'unavailable', 'redirected'].includes(outcome) ? 'dead' : 'alive');
  });
});

describe('a report', () => {
  it.each([
    [undefined, 'ANSWER', 'answered'],
    [undefined, 'ANSWERED', 'answered'],
    [undefined, ' answered ', 'answered'],
    [undefined, 'CANCEL', 'no_answer'],
    [undefined, 'NO ANSWER', 'no_answer'],
    [undefined, 'NO_ANSWER', 'no_answer'],
    [undefined, 'no-answer', 'no_answer'],
    [undefined, 'No _ Answer', 'no_answer'],
    [undefined, 'BU SY', 'unknown'],
    [undefined, 'NOANSWER', 'no_answer'],
    [undefined, 'BUSY', 'busy'],
    [undefined, 'FAILED', 'unavailable'],
    [undefined, 'CONGESTION', 'unavailable'],
    [undefined, 'CHANUNAVAIL', 'unavailable'],
    [undefined, 'BRIDGED', 'unknown'],
    [undefined, 'constructor', 'unknown'],
    [undefined, '__proto__', 'unknown'],
    [undefined, '', 'unknown'],
    [undefined, undefined, 'unknown'],
    [undefined, 'no  answer', 'no_answer'],
    [16, 'ANSWER', 'answered'],
    [16, 'CANCEL', 'no_answer'],
    [16, 'BRIDGED', 'unknown'],
    [16, undefined, 'unknown'],
  ] as const)('of cause %s with the word %s says %s', (cause, word, outcome) => {
    expect(fateOfReport(cause, word).outcome).toBe(outcome);
  });

  it.each([
    [17, 'ANSWER', 'busy'],
    [17, undefined, 'busy'],
    [31, 'ANSWER', 'rejected'],
    [41, 'NO ANSWER', 'failed'],
    [1, 'ANSWER', 'unavailable'],
  ] as const)('of cause %s with the word %s says %s, and keeps its cause', (cause, word, outcome) => {
    expect(fateOfReport(cause, word)).toEqual({ outcome, cause });
  });

  it('of causes 17, 31, 41 and all others but 16 means the same whatever its word says, or without one', () => {
    const meaning = (cause: number): CallOutcome => (({ 17: 'busy', 31: 'rejected', 41: 'failed' }) as const)[cause] ?? 'unavailable';
    for (let cause = 1; cause <= 127; cause += 1) {
      if (cause === 16) continue;
      for (const word of WORDS) expect(fateOfReport(cause, word)).toEqual({ outcome: meaning(cause), cause });
    }
  });

  it('that is not understood is never "answered"', () => {
    fc.assert(
      fc.property(fc.option(fc.constant(16), { nil: undefined }), fc.string(), (cause, word) => {
        fc.pre(!/^answer(ed)?$/i.test(word.trim()));
        expect(fateOfReport(cause, word).outcome).not.toBe('answered');
      }),
    );
  });

  it('never says "redirected" or "pending"', () => {
    fc.assert(fc.property(anyReport, ({ outcome }) => outcome !== 'redirected' && outcome !== 'pending'));
  });
});

describe('merging', () => {
  it('keeps the higher rank', () => {
    for (const [rank, fate] of BY_RANK.entries()) {
      for (const other of BY_RANK.slice(0, rank + 1)) {
        expect(mergeFates(fate, other)).toEqual(fate);
        expect(mergeFates(other, fate)).toEqual(fate);
      }
    }
  });

  it('raises by its cause no outcome but "unavailable"', () => {
    const answered: CallFate = { outcome: 'answered', cause: 21 };
    expect(mergeFates(answered, { outcome: 'busy', cause: 17 })).toBe(answered);
  });

  it('does not depend on order or duplicates, for outcome and code', () => {
    const meaningOf = (fates: readonly CallFate[]) => {
      const merged = fates.reduce(mergeFates, { outcome: 'pending' });
      return [merged.outcome, ...REACHES.map((reach) => vitalityOf(reach, merged, false))];
    };
    fc.assert(
      fc.property(
        fc
          .array(anyReport, { minLength: 1, maxLength: 8 })
          .chain((reports) =>
            fc.tuple(fc.constant(reports), fc.shuffledSubarray([...reports, ...reports], { minLength: reports.length * 2 })),
          ),
        ([reports, shuffled]) => {
          expect(meaningOf(shuffled)).toEqual(meaningOf(reports));
        },
      ),
    );
  });

  it('changes nothing, not even the object, if nothing is new', () => {
    const known: CallFate = { outcome: 'busy', cause: 17 };
    expect(mergeFates(known, { outcome: 'busy', cause: 17 })).toBe(known);
    expect(mergeFates(known, { outcome: 'rejected', cause: 31 })).toBe(known);
  });
});
