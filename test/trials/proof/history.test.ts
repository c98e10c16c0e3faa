/** Each rule holds for a good history, and is broken by a bad one. */
import { describe, expect, it } from 'vitest';
import type { Answer, History, Operation, RecordedCall, RecordedCallback } from '../../../trials/proof/history.js';
import { RULE_NAMES, type RuleName, violationsOf } from '../../../trials/proof/rules.js';

type Given = Partial<Operation> & Pick<Operation, 'kind'>;

const PENDING: Answer = { status: 202, state: 'pending' };
const VERIFIED: Answer = { status: 200, state: 'verified' };
const WRONG: Answer = { status: 422, code: 'code_incorrect' };
const CLOSED: Answer = { status: 410, code: 'verification_closed', reason: 'verified' };
const DOWN: Answer = { status: 503, code: 'temporarily_unavailable' };
const EXPIRED: Answer = { status: 410, code: 'verification_closed', reason: 'expired' };
const statusOf = (state: string, outcome = 'pending'): Answer => ({ status: 200, state, outcome });

/** One operation after the other, each of ten milliseconds. */
function operations(...given: readonly Given[]): Operation[] {
  return given.map((each, index) => ({
    id: index + 1,
    number: 'n1',
    process: 'p0.0',
    isFinal: false,
    invokedAt: 100 * index,
    completedAt: 100 * index + 10,
    verification: 'v1',
    ...each,
  }));
}

/** Clocks 55 seconds apart: at another process, a verification may end after 20 seconds, and after 130. */
const SETTINGS = { maxChecks: 3, failuresPerDay: 10, lifetimeMs: 75_000, clocksApartMs: 55_000 };

function brokenBy(history: Partial<History>): RuleName[] {
  const whole: History = { operations: [], calls: [], callbacks: [], faults: [], ...history };
  return [...new Set(violationsOf(whole, SETTINGS).map(({ rule }) => rule))];
}

const START: Given = { kind: 'start', answer: PENDING };
const CALL: RecordedCall = { name: 'c1', operation: 1, number: 'n1', isIdKnown: true, isWrittenLate: false, wasCodeLearned: true };
const BUSY: RecordedCallback = { call: 'c1', outcome: 'busy', at: 50, isAcknowledged: true };

const wrong = (more: Partial<Operation> = {}): Given => ({ kind: 'check', guess: 'wrong', answer: WRONG, ...more });
const right = (answer: Answer, more: Partial<Operation> = {}): Given => ({ kind: 'check', guess: 'right', answer, ...more });
const lastStatus = (answer: Answer): Given => ({ kind: 'status', isFinal: true, answer });

describe('a good history', () => {
  it('breaks no rule', () => {
    const history = {
      operations: operations(
        START,
        wrong(),
        wrong(),
        { kind: 'again', answer: PENDING },
        right(VERIFIED),
        right(CLOSED),
        lastStatus(CLOSED),
      ),
      calls: [CALL, { ...CALL, name: 'c2', operation: 4 }],
      callbacks: [{ ...BUSY, call: 'c2', at: 600 }],
    };
    expect(brokenBy(history)).toEqual([]);
  });
});

/** What breaks a rule, and the nearest to it that does not. */
const CASES: Readonly<Record<RuleName, { readonly bad: Partial<History>; readonly good: Partial<History> }>> = {
  'at most one token for a verification': {
    bad: { operations: operations(START, right(VERIFIED, { completedAt: 300 }), right(VERIFIED, { invokedAt: 100 })) },
    good: {
      operations: operations(START, right(VERIFIED), START, right(VERIFIED)).map((each, index) => ({
        ...each,
        verification: `v${index >> 1}`,
      })),
    },
  },
  'at most maxChecks evaluated guesses for a verification': {
    bad: { operations: operations(START, wrong(), wrong(), wrong(), right(VERIFIED)) },
    good: { operations: operations(START, wrong(), wrong(), right(VERIFIED)) },
  },
  'at most failuresPerDay failed checks for a number': {
    bad: { operations: operations(...Array.from({ length: 11 }, (_, index) => wrong({ verification: `v${index}` }))) },
    good: { operations: operations(...Array.from({ length: 10 }, (_, index) => wrong({ verification: `v${index}` }))) },
  },
  'no call is placed twice for one start': {
    bad: { operations: operations({ kind: 'start', answer: DOWN }), calls: [CALL, { ...CALL, name: 'c2' }] },
    good: { operations: operations(START, START), calls: [CALL, { ...CALL, name: 'c2', operation: 2 }] },
  },
  'every request to a living process is answered': {
    bad: { operations: operations({ kind: 'start', answer: undefined }), faults: [{ kind: 'pause', target: 'p0.0', at: 5, until: 8 }] },
    good: { operations: operations({ kind: 'start', answer: undefined }), faults: [{ kind: 'kill', target: 'p0.0', at: 5 }] },
  },
  'no answer means that something was lost': {
    bad: { operations: operations(START, { kind: 'status', answer: { status: 404, code: 'verification_not_found' } }) },
    good: { operations: operations(START, { kind: 'status', answer: DOWN }) },
  },
  'what is over stays over': {
    bad: { operations: operations(START, { kind: 'cancel', answer: { status: 204 } }, { kind: 'status', answer: statusOf('pending') }) },
    good: {
      operations: operations(
        START,
        { kind: 'cancel', answer: { status: 204 } },
        { kind: 'status', invokedAt: 105, answer: statusOf('pending') },
      ),
    },
  },
  'a verification lives as long as it should': {
    bad: { operations: operations(START, right(EXPIRED, { invokedAt: 19_900, completedAt: 19_990 })) },
    good: { operations: operations(START, right(EXPIRED, { invokedAt: 19_900, completedAt: 20_010 })) },
  },
  'a fresh token is good at every process': {
    bad: { operations: operations(START, right(VERIFIED), { kind: 'use', answer: { status: 401, code: 'token_invalid' } }) },
    good: { operations: operations(START, right(VERIFIED), { kind: 'use', answer: { status: 200 } }) },
  },
  'the service comes back by itself': {
    bad: { operations: operations({ kind: 'start', answer: DOWN, isFinal: true }) },
    good: { operations: operations({ kind: 'start', answer: DOWN }, { kind: 'start', answer: PENDING, isFinal: true }) },
  },
  'no acknowledged callback is lost': {
    bad: { operations: operations(START, lastStatus(statusOf('pending'))), calls: [CALL], callbacks: [BUSY] },
    good: {
      operations: operations(START, lastStatus(statusOf('pending'))),
      calls: [CALL],
      callbacks: [{ ...BUSY, isAcknowledged: false }],
    },
  },
  'the right code verifies in the end': {
    bad: { operations: operations(START, right({ status: 409, code: 'call_failed' }, { isFinal: true })), calls: [CALL] },
    good: {
      operations: operations(START, right({ status: 409, code: 'call_failed' }, { isFinal: true })),
      calls: [{ ...CALL, wasCodeLearned: false }],
    },
  },
};

describe.each(RULE_NAMES)('the rule "%s"', (rule) => {
  it('is broken by what it forbids', () => {
    expect(brokenBy(CASES[rule].bad)).toContain(rule);
  });

  it('is not broken by what only looks like it', () => {
    expect(brokenBy(CASES[rule].good)).not.toContain(rule);
  });
});

describe('the lifetime of a verification, by clocks that differ', () => {
  const RULE = 'a verification lives as long as it should';
  const at = (invokedAt: number, each: Given): Given => ({ ...each, invokedAt, completedAt: invokedAt + 10 });
  const pending: Given = { kind: 'status', answer: statusOf('pending') };

  it('is over everywhere when the slowest clock says so', () => {
    expect(brokenBy({ operations: operations(START, at(130_000, pending)) })).toEqual([]);
    expect(brokenBy({ operations: operations(START, at(130_020, pending)) })).toEqual([RULE]);
  });

  it('begins again with each attempt', () => {
    const again = at(15_000, { kind: 'again', answer: PENDING });
    expect(brokenBy({ operations: operations(START, again, at(140_000, pending)) })).toEqual([]);
    expect(brokenBy({ operations: operations(START, again, at(34_000, right(EXPIRED))) })).toEqual([RULE]);
    expect(brokenBy({ operations: operations(START, at(15_000, { kind: 'again', answer: DOWN }), at(34_000, right(EXPIRED))) })).toEqual(
      [],
    );
  });

  it('is at most ten minutes', () => {
    const again = at(590_000, { kind: 'again', answer: PENDING });
    const first = at(530_000, { kind: 'again', answer: PENDING });
    expect(brokenBy({ operations: operations(START, first, again, at(594_000, right(EXPIRED))) })).toEqual([]);
  });

  it('may be over at one process while another has it open', () => {
    expect(brokenBy({ operations: operations(START, at(30_000, right(EXPIRED)), at(60_000, pending)) })).toEqual([]);
  });

  it('excuses a callback that came when one clock said that it was over, and a right code then, but none before', () => {
    const last = (state: string): Given => at(40_000, { ...lastStatus(statusOf(state)) });
    const taken = (callbackAt: number) => ({
      operations: operations(START, last('pending')),
      calls: [CALL],
      callbacks: [{ ...BUSY, at: callbackAt }],
    });
    expect(brokenBy(taken(20_001))).toEqual([]);
    expect(brokenBy(taken(19_999))).toEqual(['no acknowledged callback is lost']);
    const late = at(41_000, right(EXPIRED, { isFinal: true }));
    expect(brokenBy({ operations: operations(START, last('pending'), late), calls: [CALL] })).toEqual([]);
  });
});

describe('the return of the service', () => {
  it('is more than that something was answered: a call must be placed', () => {
    const limited: Given = { kind: 'start', isFinal: true, answer: { status: 429, code: 'too_many_requests' } };
    expect(brokenBy({ operations: operations(limited) })).toEqual(['the service comes back by itself']);
  });
});

describe('an acknowledged callback', () => {
  const RULE = 'no acknowledged callback is lost';

  it('may have come after the verification was over', () => {
    const cancel: Given = { kind: 'cancel', answer: { status: 204 } };
    const over = operations(START, cancel, lastStatus(statusOf('closed')));
    expect(brokenBy({ operations: over, calls: [CALL], callbacks: [{ ...BUSY, at: 150 }] })).toEqual([]);
    expect(brokenBy({ operations: over, calls: [CALL], callbacks: [BUSY] })).toEqual([RULE]);
  });

  it('may wait for a store that was away, unless the verification is still open in the end', () => {
    const late = { calls: [{ ...CALL, isWrittenLate: true }], callbacks: [BUSY] };
    const cancel: Given = { kind: 'cancel', answer: { status: 204 } };
    expect(brokenBy({ ...late, operations: operations(START, cancel, lastStatus(statusOf('closed'))) })).toEqual([]);
    expect(brokenBy({ ...late, operations: operations(START, lastStatus(statusOf('pending'))) })).toEqual([RULE]);
  });

  it('may be lost with the process that alone knew the call, if that was killed before it could write it', () => {
    const killed = (target: string, at: number): Partial<History> => ({
      operations: operations(START, lastStatus(statusOf('pending'))),
      calls: [{ ...CALL, isWrittenLate: true }],
      callbacks: [BUSY],
      faults: [{ kind: 'kill', target, at }],
    });
    expect(brokenBy(killed('p0.0', 20))).toEqual([]);
    expect(brokenBy(killed('p1.0', 20))).toEqual([RULE]);
    expect(brokenBy(killed('p0.0', 5))).toEqual([RULE]);
  });

  it('may have been outranked, but not by a lower one', () => {
    const ended = (outcome: string): Partial<History> => ({
      operations: operations(START, lastStatus(statusOf('pending', outcome))),
      calls: [CALL],
      callbacks: [BUSY, { ...BUSY, outcome: 'failed', at: 60 }],
    });
    expect(brokenBy(ended('answered'))).toEqual([]);
    expect(brokenBy(ended('busy'))).toEqual([]);
    expect(brokenBy(ended('failed'))).toEqual([RULE]);
  });

  it('is asked for only of the attempt that the status tells of', () => {
    const again = (answer: Answer | undefined): Given => ({ kind: 'again', answer });
    const followedBy = (answer: Answer | undefined): Partial<History> => ({
      operations: operations(START, again(answer), lastStatus(statusOf('pending'))),
      calls: [CALL],
      callbacks: [BUSY],
    });
    expect(brokenBy(followedBy(PENDING))).toEqual([]);
    expect(brokenBy(followedBy(DOWN))).toEqual([]);
    expect(brokenBy(followedBy({ status: 429, code: 'too_many_requests' }))).toEqual([RULE]);
  });

  it('cannot name a call whose id was lost on its way', () => {
    const history = { operations: operations(START, lastStatus(statusOf('pending'))), callbacks: [BUSY] };
    expect(brokenBy({ ...history, calls: [{ ...CALL, isIdKnown: false }] })).toEqual([]);
  });
});

describe('a right code', () => {
  it('may be refused for a number that may have failed ten times, answered or not', () => {
    const limited = right({ status: 429, code: 'too_many_requests' }, { isFinal: true });
    const failures = (count: number): Given[] => Array.from({ length: count }, () => wrong({ answer: DOWN, verification: 'v0' }));
    expect(brokenBy({ operations: operations(START, ...failures(10), limited), calls: [CALL] })).toEqual([]);
    expect(brokenBy({ operations: operations(START, ...failures(9), limited), calls: [CALL] })).toEqual([
      'the right code verifies in the end',
    ]);
  });
});
