import { describe, expect, it } from 'vitest';
import { decideReport } from '../../../src/core/decisions/decide-report.js';
import type { MergeableReport } from '../../../src/core/entry/attempt.js';
import { EMPTY_ENTRY, type NumberEntry } from '../../../src/core/entry/number-entry.js';
import { close } from '../../../src/core/entry/verification.js';
import { attemptBy, entryWith, ID_HASH, METHODS, NOW, OWN, openIn, openVerification, RULES } from '../fixtures.js';

const BUSY: MergeableReport = { outcome: 'busy', cause: 17 };
const ANSWERED: MergeableReport = { outcome: 'answered', cause: 16 };
const entry = entryWith(openVerification());

const report = (before: NumberEntry, ...reports: MergeableReport[]) =>
  decideReport(before, { now: NOW, idHash: ID_HASH, ordinal: 1, reports });

describe('a report', () => {
  it('is merged into its attempt, which is told', () => {
    const { result, entry: after } = report(entry, BUSY);
    expect(openIn(after).attempts).toEqual([attemptBy(METHODS.flashCall, { outcome: 'busy', cause: 17 })]);
    expect(result).toEqual({ verification: openIn(after), attempt: openIn(after).attempts[0] });
  });

  it('is merged with those that were parked before it, by rank', () => {
    expect(openIn(report(entry, ANSWERED, BUSY).entry).attempts).toMatchObject([{ outcome: 'answered', cause: 16 }]);
    expect(openIn(report(entry, BUSY, ANSWERED).entry).attempts).toMatchObject([{ outcome: 'answered', cause: 16 }]);
  });

  it('changes nothing else: no checks, no time, no code, no other attempt', () => {
    const second = attemptBy(METHODS.voiceCall, { ordinal: 2, mark: OWN });
    const both = entryWith(openVerification({ attempts: [attemptBy(METHODS.flashCall), second] }));
    const reported = report(both, { ...ANSWERED, isConfirmed: true }).entry ?? EMPTY_ENTRY;
    const { attempts: _before, ...before } = openIn(both);
    const { attempts, ...after } = openIn(reported);
    expect(after).toEqual(before);
    expect(attempts[1]).toEqual(second);
    expect({ ...reported, verifications: [] }).toEqual({ ...both, verifications: [] });
  });

  it('leaves the entry alone if it says nothing new, is about nothing known, or comes too late', () => {
    const nothing = { result: undefined };
    const busy = report(entry, BUSY).entry ?? EMPTY_ENTRY;
    expect(report(busy, BUSY)).toEqual(nothing);
    expect(report(busy, { outcome: 'unknown' })).toEqual(nothing);
    expect(report(entry)).toEqual(nothing);
    const about = { now: NOW, idHash: ID_HASH, ordinal: 1, reports: [BUSY] };
    expect(decideReport(entry, { ...about, ordinal: 2 })).toEqual(nothing);
    expect(decideReport(entry, { ...about, idHash: 'other' })).toEqual(nothing);
    expect(decideReport(entry, { ...about, now: NOW + RULES.lifetimeMs })).toEqual(nothing);
    const closed = { ...entry, verifications: [close(openVerification(), 'canceled')] };
    expect(report(closed, ANSWERED)).toEqual(nothing);
  });
});
