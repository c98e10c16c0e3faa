/** How long a description holds if nothing is written: nobody opens an entry before, so a change that is missed comes late. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Rules } from '../../../src/core/decisions/rules.js';
import type { MethodTraits } from '../../../src/core/entry/method-traits.js';
import type { NumberEntry } from '../../../src/core/entry/number-entry.js';
import type { OpenVerification } from '../../../src/core/entry/verification.js';
import { MONTH } from '../../../src/core/limits/number-limits.js';
import { describeStatus } from '../../../src/engine/status/status.js';
import {
  attemptBy,
  DAY,
  dial,
  entryWith,
  HOUR,
  METHODS,
  NOW,
  openVerification,
  RULES,
  SECOND,
  WAITING_RULES,
} from '../../core/fixtures.js';

const LAST_SECOND = RULES.lifetimeMs / SECOND;
const inSeconds = (seconds: number): number => NOW + seconds * SECOND;

interface Case {
  readonly entry: NumberEntry;
  readonly methods: readonly MethodTraits[];
  readonly rules: Rules;
}

function describeAt({ entry, methods, rules }: Case, now: number) {
  const [verification] = entry.verifications;
  if (verification === undefined) throw new Error('the first verification of an entry is described');
  const { status, until } = describeStatus({ methods, rules, clock: () => now }, entry, verification);
  return { document: JSON.stringify(status), status, until };
}

/** The seconds at which the description differs from the second before. */
function changesOf(given: Case): readonly number[] {
  const seconds = Array.from({ length: LAST_SECOND + 1 }, (_, second) => second);
  return seconds.filter(
    (second) => second > 0 && describeAt(given, inSeconds(second)).document !== describeAt(given, inSeconds(second - 1)).document,
  );
}

/** The seconds at which whoever describes it only when a description's time is over sees another one. */
function seenChangesOf(given: Case): readonly number[] {
  const seen: number[] = [];
  let last = describeAt(given, NOW);
  while (last.until <= inSeconds(LAST_SECOND)) {
    const next = describeAt(given, last.until);
    if (next.document !== last.document) seen.push((last.until - NOW) / SECOND);
    last = next;
  }
  return seen;
}

const given = (change: Partial<NumberEntry>, own: Partial<OpenVerification> = {}, more: Partial<Case> = {}): Case => ({
  ...{ methods: [METHODS.flashCall, METHODS.voiceCall], rules: RULES },
  entry: entryWith(openVerification(own), change),
  ...more,
});

const rival = (expiresAt: number): OpenVerification =>
  openVerification({
    idHash: 'theirs',
    hasConfirmation: true,
    expiresAt,
    attempts: [attemptBy(METHODS.confirmation, { mark: { run: 'their_' } })],
  });
const theirDial = dial({ run: 'their_', network: 'else' });
const fails = (count: number, at: number) => Array.from({ length: count }, () => ({ at, standing: 'stranger' as const }));
const ACCEPTED = { accepted: { from: 'us', generation: 0, length: 4 } } as const;

describe('a description holds', () => {
  const all: readonly (readonly [string, Case, readonly number[]])[] = [
    ['until the verification is over', given({}), [LAST_SECOND]],
    ['until an awaited report is late', given({}, ACCEPTED, { rules: WAITING_RULES }), [60, LAST_SECOND]],
    [
      'until another client may not expect a confirmation call any more',
      given(
        { dials: [dial({ network: 'net' }), theirDial], verifications: [openVerification(), rival(inSeconds(70))] },
        {},
        { methods: [METHODS.flashCall, METHODS.confirmation] },
      ),
      [70, LAST_SECOND],
    ],
    ['until a dial is an hour ago', given({ dials: [dial({ at: inSeconds(80) - HOUR, run: 'before' }), dial()] }), [80, LAST_SECOND]],
    [
      'until a failure is a day ago',
      given({ failures: fails(2, inSeconds(90) - DAY) }, {}, { methods: [METHODS.flashCall, METHODS.smallPool, METHODS.voiceCall] }),
      [LAST_SECOND],
    ],
    [
      'until a failure is a day ago, where it closes a small pool',
      given({ failures: fails(2, inSeconds(90) - DAY) }, {}, { methods: [METHODS.smallPool] }),
      [90, LAST_SECOND],
    ],
    [
      'until the last proof of the number is over',
      given({ failures: fails(7, NOW - HOUR), proofs: [{ at: inSeconds(100) - MONTH, network: 'home' }] }),
      [100, LAST_SECOND],
    ],
  ];

  it.each(all)('%s', (_, each, seconds) => {
    expect(changesOf(each)).toEqual(seconds);
    expect(seenChangesOf(each)).toEqual(seconds);
  });

  it('for ever when the verification is over', () => {
    const each = given({});
    const closed = {
      ...openVerification(),
      state: 'closed',
      reason: 'canceled',
      kind: 'flash_call',
      codeLength: 4,
      outcome: 'busy',
    } as const;
    expect(describeAt({ ...each, entry: entryWith(closed) }, NOW).until).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('whatever the entry', () => {
  const second = fc.integer({ min: -20, max: LAST_SECOND + 20 });
  const ago = (window: number) =>
    fc.oneof(
      second.map((each) => inSeconds(each) - window),
      fc.integer({ min: -2000, max: 0 }).map(inSeconds),
    );
  const network = fc.constantFrom(undefined, 'net', 'else');
  const standing = fc.constantFrom('stranger', 'proven', 'device', 'challenged');
  const happening = (window: number) => fc.record({ at: ago(window), network, standing });
  const method = fc.constantFrom(...Object.values(METHODS));
  const attempt = fc.tuple(method, fc.integer({ min: -200, max: 0 })).map(([by, at]) => attemptBy(by, { dialledAt: inSeconds(at) }));
  const cases = fc
    .record({
      dials: fc.array(fc.tuple(happening(HOUR), fc.constantFrom('first_', 'their_')), { maxLength: 6 }),
      failures: fc.array(happening(DAY), { maxLength: 10 }),
      proofs: fc.array(happening(MONTH), { maxLength: 3 }),
      attempts: fc.array(attempt, { minLength: 1, maxLength: 3 }),
      accepted: fc.constantFrom(undefined, ACCEPTED.accepted),
      standing,
      rivals: fc.array(second.map(inSeconds), { maxLength: 2 }),
      methods: fc.uniqueArray(method, { minLength: 1, maxLength: 4 }),
      onTimeout: fc.constantFrom('accept', 'reject'),
      isRequired: fc.boolean(),
    })
    .map(({ dials, failures, proofs, rivals, methods, onTimeout, isRequired, ...own }): Case => {
      const verifications = [openVerification(own), ...rivals.map(rival)];
      const entry = { dials: dials.map(([each, run]) => ({ ...each, run })), failures, proofs, verifications };
      return { entry, methods, rules: { ...RULES, report: { isRequired, onTimeout, timeoutMs: 60 * SECOND } } };
    });

  it('no description changes before its time is over', () => {
    fc.assert(
      fc.property(cases, (each) => {
        expect(seenChangesOf(each)).toEqual(changesOf(each));
      }),
      { numRuns: 200 },
    );
  });
});
