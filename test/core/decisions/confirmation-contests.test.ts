import { describe, expect, it } from 'vitest';
import { decideGiveUp } from '../../../src/core/decisions/decide-give-up.js';
import { decideRedial } from '../../../src/core/decisions/decide-redial.js';
import { nextSteps } from '../../../src/core/decisions/next-steps.js';
import { type Attempt, newAttempt } from '../../../src/core/entry/attempt.js';
import type { NumberEntry } from '../../../src/core/entry/number-entry.js';
import type { OpenVerification } from '../../../src/core/entry/verification.js';
import { NO_CREDENTIALS } from '../../../src/core/limits/standing.js';
import { attemptBy, carry, ID_HASH, METHODS, MINUTE, NOW, OWN, openVerification, pretended, RULES } from '../fixtures.js';
import { again, entryOf, start } from './start-commands.js';
import { begunBy, THEIRS_AGAIN } from './two-clients.js';

describe('a confirmation call while another client has one', () => {
  const theirs = begunBy({ network: 'else' }, {}, METHODS.confirmation);
  const own = { credentials: { ...NO_CREDENTIALS, network: 'net' } };
  const attemptsOf = (entry: NumberEntry, idHash: string): readonly Attempt[] => {
    const found = entry.verifications.find((each) => each.idHash === idHash);
    return found?.state === 'open' ? found.attempts : [];
  };

  it('is not dialled, counts as a dial, and neither confirms anything', () => {
    const entry = entryOf(start(theirs, { ...own, methods: [METHODS.confirmation] }));
    expect(attemptsOf(entry, ID_HASH)).toMatchObject([{ isVoid: true, kind: 'confirmation_call' }]);
    expect(attemptsOf(entry, ID_HASH)[0]?.isDialling).toBeUndefined();
    expect(attemptsOf(entry, 'theirs')).toMatchObject([{ isVoid: true }]);
    expect(entry.dials).toHaveLength(2);
  });

  it('gives way to another method that is configured, and the other one still confirms nothing', () => {
    const entry = entryOf(start(theirs, { ...own, methods: [METHODS.confirmation, METHODS.flashCall] }));
    expect(attemptsOf(entry, ID_HASH)).toMatchObject([{ kind: 'flash_call', isDialling: true }]);
    expect(attemptsOf(entry, 'theirs')).toMatchObject([{ isVoid: true }]);
  });

  it('is not placed whatever became of the other one: its client may expect another call, and press the key', () => {
    for (const change of [{ outcome: 'busy' }, { isVoid: true }, { outcome: 'no_answer', isVoid: true }] as const) {
      const entry = entryOf(start(begunBy({ network: 'else' }, change, METHODS.confirmation), { ...own, methods: [METHODS.confirmation] }));
      expect(attemptsOf(entry, ID_HASH)).toMatchObject([{ isVoid: true }]);
      expect(attemptsOf(entry, 'theirs')).toMatchObject([{ isVoid: true }]);
    }
  });

  it('is not offered to either client', () => {
    const entry = entryOf(start(theirs, { ...own, methods: [METHODS.confirmation] }));
    for (const idHash of [ID_HASH, 'theirs']) {
      const found = entry.verifications.find((each) => each.idHash === idHash);
      if (found?.state !== 'open') throw new Error('it is open');
      expect(nextSteps([METHODS.confirmation, METHODS.flashCall], found, entry, RULES, NOW)).toMatchObject({ nextMethods: ['flash_call'] });
    }
  });

  it('is not placed again for the first client either, though the second one got another method', () => {
    const both = entryOf(start(theirs, { ...own, methods: [METHODS.confirmation, METHODS.flashCall] }));
    const claim = { idHash: 'theirs', binding: undefined, purpose: 'sign-in' };
    const credentials = { ...NO_CREDENTIALS, network: 'else' };
    const later = { now: NOW + MINUTE, mark: THEIRS_AGAIN, claim, credentials, methods: [METHODS.confirmation] };
    expect(attemptsOf(entryOf(again(both, later)), 'theirs').at(-1)).toMatchObject({ ordinal: 2, isVoid: true });
  });

  it('is not placed for a stranger in the network of a client that proved the number, nor for that client', () => {
    const device = begunBy({ network: 'net', standing: 'device' }, {}, METHODS.confirmation);
    const entry = entryOf(start(device, { ...own, methods: [METHODS.confirmation] }));
    expect(attemptsOf(entry, ID_HASH)).toMatchObject([{ isVoid: true }]);
    const credentials = { ...NO_CREDENTIALS, network: 'net', isKnownDevice: true };
    const stranger = begunBy({ network: 'net' }, {}, METHODS.confirmation);
    expect(attemptsOf(entryOf(start(stranger, { credentials, methods: [METHODS.confirmation] })), 'theirs')).toMatchObject([
      { isVoid: true },
    ]);
  });

  it('counts as a dial even if all providers refuse the method that it gave way to', () => {
    const both = entryOf(start(theirs, { ...own, methods: [METHODS.confirmation, METHODS.flashCall] }));
    const given = decideGiveUp(both, { now: NOW, idHash: ID_HASH, mark: OWN }, RULES).entry;
    expect(given?.dials).toHaveLength(2);
    expect(given?.verifications).toHaveLength(1);
  });

  it('is offered again once the other verification is over', () => {
    const entry = entryOf(start(theirs, { ...own, methods: [METHODS.confirmation, METHODS.flashCall] }));
    const mine = entry.verifications.find((each) => each.idHash === ID_HASH);
    if (mine?.state !== 'open') throw new Error('it is open');
    const over = { ...entry, verifications: entry.verifications.map((each) => (each === mine ? mine : { ...each, expiresAt: NOW })) };
    const methods = [METHODS.confirmation];
    expect(nextSteps(methods, mine, entry, RULES, NOW)).toMatchObject({ nextMethods: [] });
    expect(nextSteps(methods, mine, over, RULES, NOW)).toMatchObject({ nextMethods: ['confirmation_call'] });
  });

  it('is placed if the other one is of the same client, only pretended, or over', () => {
    const begin = (before: NumberEntry) => attemptsOf(entryOf(start(before, { ...own, methods: [METHODS.confirmation] })), ID_HASH);
    const same = begunBy({ network: 'net' }, {}, METHODS.confirmation);
    const decoy = begunBy({ network: 'else' }, {}, pretended(METHODS.confirmation));
    const over = { ...theirs, verifications: theirs.verifications.map((each) => ({ ...each, expiresAt: NOW })) };
    for (const before of [same, decoy, over]) expect(begin(before)).toMatchObject([{ isDialling: true }]);
  });

  it('ends none if it is only pretended, or is not asked for', () => {
    for (const methods of [[pretended(METHODS.confirmation)], [METHODS.flashCall, METHODS.confirmation]]) {
      const entry = entryOf(start(theirs, { ...own, methods }));
      expect(attemptsOf(entry, 'theirs')[0]?.isVoid).toBeUndefined();
    }
  });

  it('is not dialled as a further call either', () => {
    const mine = openVerification({ attempts: [attemptBy(METHODS.flashCall, { dialledAt: NOW - 2 * MINUTE })] }) as OpenVerification;
    const both = { ...theirs, verifications: [mine, ...theirs.verifications] };
    const entry = entryOf(again(both, { ...own, methods: [METHODS.confirmation], kind: 'confirmation_call' }));
    expect(attemptsOf(entry, ID_HASH)[1]).toMatchObject({ isVoid: true });
    expect(attemptsOf(entry, 'theirs')).toMatchObject([{ isVoid: true }]);
  });

  it('gives way to what is dialled first by a run whose put was not answered, too', () => {
    const entry = entryOf(start(theirs, { ...own, methods: [METHODS.confirmation, METHODS.flashCall] }));
    const { result } = start(entry, { ...own, methods: [METHODS.confirmation, METHODS.flashCall] });
    expect(result).toMatchObject({ kind: 'recorded', methods: [{ id: METHODS.flashCall.id }, { id: METHODS.confirmation.id }] });
  });

  it('does not follow a method that a provider refused', () => {
    const dialling = newAttempt(METHODS.flashCall, { ordinal: 1, mark: OWN, dialledAt: NOW, code: undefined });
    const both = { ...theirs, verifications: [...theirs.verifications, openVerification({ binding: 'b', attempts: [dialling] })] };
    const command = { now: NOW, idHash: ID_HASH, mark: OWN, method: METHODS.confirmation, carry };
    expect(decideRedial(both, command).result.kind).toBe('unfit');
  });
});
