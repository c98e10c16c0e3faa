/** Three dials of a client that proved the number are trusted; a verification begins the count anew. */
import { describe, expect, it } from 'vitest';
import { decideForget } from '../../../src/core/decisions/decide-forget.js';
import { decideFurtherAttempt } from '../../../src/core/decisions/decide-further-attempt.js';
import { decideGiveUp } from '../../../src/core/decisions/decide-give-up.js';
import { decideStart } from '../../../src/core/decisions/decide-start.js';
import { decideUnlock } from '../../../src/core/decisions/decide-unlock.js';
import type { StartCommand } from '../../../src/core/decisions/start-result.js';
import type { MethodTraits } from '../../../src/core/entry/method-traits.js';
import { EMPTY_ENTRY, type NumberEntry, prune } from '../../../src/core/entry/number-entry.js';
import { NO_CREDENTIALS } from '../../../src/core/limits/standing.js';
import { DAY, entryWith, HOUR, NOW, OUR_CODE, openVerification, RULES } from '../fixtures.js';
import { check, putBy } from './check-commands.js';
import { again, entryOf, furtherCommand, start, startCommand } from './start-commands.js';

type Change = Partial<StartCommand<MethodTraits>>;
const PROVEN: NumberEntry = { ...EMPTY_ENTRY, proofs: [{ at: NOW - DAY, network: 'home' }] };
const HOME: Change = { credentials: { ...NO_CREDENTIALS, network: 'home' } };
const AWAY: Change = { credentials: { ...NO_CREDENTIALS, network: 'away' } };
const DEVICE: Change = { credentials: { network: 'away', isKnownDevice: true, hasPassedChallenge: false } };
const PASSED_AT_HOME: Change = { credentials: { network: 'home', isKnownDevice: false, hasPassedChallenge: true } };
const RELAXED = {
  ...RULES,
  resendDelaysMs: [0],
  limits: { ...RULES.limits, startsPerHour: 100, startsPerDay: 100, networkStartsPerHour: 100, networkStartsPerDay: 100 },
};

let runs = 0;
/** The entry after a start, under an id and a mark of its own. */
function dialled(entry: NumberEntry, change: Change = HOME): NumberEntry {
  runs += 1;
  const idHash = `id ${runs}`;
  const claim = { idHash, binding: undefined, purpose: 'sign-in' };
  return entryOf(start(entry, { claim, mark: { run: `run${100 + runs}` }, ...change }, RELAXED));
}
/** Whether a start that is about to be permitted is a trusted one. */
function isTrusted(entry: NumberEntry, change: Change = HOME): boolean {
  const { result } = decideStart(
    entry,
    startCommand({ claim: { idHash: 'new', binding: undefined, purpose: 'sign-in' }, ...change }),
    RELAXED,
  );
  if (result.kind !== 'proposed') throw new Error(result.kind);
  return result.isTrusted;
}
const times = (count: number, entry: NumberEntry, change?: Change): NumberEntry =>
  Array.from({ length: count }).reduce<NumberEntry>((before) => dialled(before, change), entry);

describe('dials of a number that was proven', () => {
  it('are trusted three times', () => {
    expect([0, 1, 2, 3, 4].map((count) => isTrusted(times(count, PROVEN)))).toEqual([true, true, true, false, false]);
    expect(times(5, PROVEN).trustedDials).toBe(3);
  });

  it('are trusted three times in all, though the dials themselves are forgotten after a day', () => {
    const later = prune(times(3, PROVEN), NOW + 2 * DAY);
    expect([later.dials, later.trustedDials]).toEqual([[], 3]);
    expect(isTrusted(later, { ...HOME, now: NOW + 2 * DAY })).toBe(false);
  });

  it('are trusted of its network and its device, whether or not they pass a challenge, and of no stranger', () => {
    expect([HOME, DEVICE, PASSED_AT_HOME, AWAY].map((client) => isTrusted(PROVEN, client))).toEqual([true, true, true, false]);
    expect([HOME, DEVICE, PASSED_AT_HOME, AWAY].map((client) => isTrusted(times(3, PROVEN, client), client))).toEqual(Array(4).fill(false));
  });

  it('are not used up by strangers', () => {
    expect(isTrusted(times(5, PROVEN, AWAY))).toBe(true);
  });

  it('are not trusted of a device once the number’s proofs are over, since nobody knows how often it dialled', () => {
    expect(isTrusted(EMPTY_ENTRY, DEVICE)).toBe(false);
    expect(isTrusted(PROVEN, { ...DEVICE, now: NOW + 29 * DAY })).toBe(false);
    expect(prune({ ...PROVEN, trustedDials: 3 }, NOW + 29 * DAY).trustedDials).toBeUndefined();
  });

  it('count further attempts', () => {
    const begun = entryWith(openVerification({ standing: 'proven' }), { proofs: PROVEN.proofs, trustedDials: 2 });
    const called = again(begun, { ...AWAY, now: NOW + HOUR / 20 }, RELAXED);
    expect(entryOf(called).trustedDials).toBe(3);
    const challenged = entryWith(openVerification({ standing: 'challenged' }), { proofs: PROVEN.proofs });
    expect([HOME, AWAY].map((client) => entryOf(again(challenged, { ...client, now: NOW + HOUR / 20 }, RELAXED)).trustedDials)).toEqual([
      1,
      undefined,
    ]);
  });
});

describe('the count of trusted dials', () => {
  const giveUp = (entry: NumberEntry, run: string) =>
    decideGiveUp(entry, { now: NOW, idHash: 'gone', mark: { run } }, RULES).entry ?? entry;

  it('is taken back with an attempt that is given up, once', () => {
    const three = times(3, PROVEN);
    const [first, second] = three.dials.map(({ run }) => run);
    const two = giveUp(three, first ?? '');
    expect([two.trustedDials, giveUp(two, first ?? '').trustedDials]).toEqual([2, 2]);
    expect(giveUp(two, second ?? '').trustedDials).toBe(1);
    expect(isTrusted(two)).toBe(true);
  });

  it('is not changed by a stranger’s attempt that is given up', () => {
    const entry = dialled(times(3, PROVEN), AWAY);
    expect(giveUp(entry, entry.dials.at(-1)?.run ?? '').trustedDials).toBe(3);
  });

  it('begins anew with a verification, and dials before it are not taken back from it', () => {
    const entry = { ...entryWith(openVerification()), proofs: PROVEN.proofs };
    const spent = { ...times(3, PROVEN), verifications: entry.verifications };
    const verified = putBy(check(spent, OUR_CODE, { network: 'away' }));
    expect(verified.trustedDials).toBeUndefined();
    expect([HOME, AWAY].map((client) => isTrusted(verified, client))).toEqual([true, true]);
    const one = dialled(verified);
    expect(giveUp(one, spent.dials[0]?.run ?? '').trustedDials).toBe(1);
  });

  it('stays after a wrong code, a test number’s verification and an unlock; nothing is trusted once the number is forgotten', () => {
    const spent = { ...times(3, PROVEN), verifications: [openVerification()] };
    expect(putBy(check(spent, '0000' === OUR_CODE ? '0001' : '0000')).trustedDials).toBe(3);
    const test = { ...spent, verifications: [openVerification({ isTest: true })] };
    expect(putBy(check(test, OUR_CODE)).trustedDials).toBe(3);
    expect(decideUnlock(spent, { now: NOW }).entry?.trustedDials).toBe(3);
    const forgotten = decideForget(spent, { now: NOW }).entry ?? spent;
    expect([forgotten.trustedDials, isTrusted(forgotten, DEVICE)]).toEqual([undefined, false]);
  });
});

describe('a permit for a trusted dial', () => {
  const METHOD = 'mcn.flashCall';
  const permitted: Change = { ...HOME, permitted: METHOD, isPermittedAsTrusted: true };

  it('does not do once other runs have used up the trusted dials', () => {
    expect(decideStart(times(2, PROVEN), startCommand(permitted), RELAXED).result.kind).toBe('recorded');
    const { result, entry } = decideStart(times(3, PROVEN), startCommand(permitted), RELAXED);
    expect([result, entry]).toMatchObject([{ kind: 'proposed', isTrusted: false }, undefined]);
    expect(decideStart(times(3, PROVEN), startCommand({ ...permitted, isPermittedAsTrusted: false }), RELAXED).result.kind).toBe(
      'recorded',
    );
  });

  it('does not do for a further attempt either', () => {
    const begun = (trustedDials: number) => entryWith(openVerification({ standing: 'proven' }), { proofs: PROVEN.proofs, trustedDials });
    const decide = (trustedDials: number) =>
      decideFurtherAttempt(
        begun(trustedDials),
        furtherCommand({ ...permitted, permitted: 'mobilgroup.voiceCall', now: NOW + HOUR / 20 }),
        RELAXED,
      ).result;
    expect([decide(2).kind, decide(3).kind]).toEqual(['recorded', 'proposed']);
  });
});
