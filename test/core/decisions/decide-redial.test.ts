import { describe, expect, it } from 'vitest';
import { decideRedial, type RedialCommand } from '../../../src/core/decisions/decide-redial.js';
import type { MethodTraits } from '../../../src/core/entry/method-traits.js';
import { EMPTY_ENTRY } from '../../../src/core/entry/number-entry.js';
import { close } from '../../../src/core/entry/verification.js';
import { attemptBy, carry, dial, entryWith, ID_HASH, KEYED, METHODS, NOW, OWN, openIn, openVerification, RULES } from '../fixtures.js';

const command = (change: Partial<RedialCommand<MethodTraits>> = {}): RedialCommand<MethodTraits> => ({
  ...{ now: NOW + 8000, idHash: ID_HASH, mark: KEYED, method: METHODS.voiceCall, carry },
  ...change,
});
const refusedOne = attemptBy(METHODS.flashCall, { mark: KEYED, isDialling: true });
const dials = [dial({ at: NOW - 1, run: OWN.run }), dial({ run: KEYED.run, network: 'net' })];
const before = entryWith(openVerification({ attempts: [refusedOne] }), { dials });

describe('a refusal', () => {
  it('makes the attempt one by the next method, in the same place, dialled now', () => {
    const { result, entry } = decideRedial(before, command());
    const { attempts } = openIn(entry);
    expect(attempts).toEqual([attemptBy(METHODS.voiceCall, { mark: KEYED, dialledAt: NOW + 8000, isDialling: true })]);
    expect(entry?.dials).toEqual([dials[0], { ...dials[1], at: NOW + 8000 }]);
    expect(result).toEqual({ kind: 'redialled', verification: openIn(entry) });
  });

  it('of a further attempt leaves those before it', () => {
    const first = attemptBy(METHODS.voiceCall, { mark: OWN });
    const both = entryWith(openVerification({ attempts: [first, { ...refusedOne, ordinal: 2 }] }));
    expect(openIn(decideRedial(both, command()).entry).attempts).toMatchObject([first, { ordinal: 2, kind: 'voice_call', mark: KEYED }]);
  });

  it('carries the code that the next method carries now', () => {
    const forwarded = attemptBy(METHODS.flashCall, { ordinal: 7, mark: OWN, outcome: 'redirected' });
    const burnt = entryWith(openVerification({ attempts: [refusedOne, forwarded], generation: 1 }));
    expect(openIn(decideRedial(burnt, command()).entry).attempts[0]?.code).toEqual({ from: 'us', generation: 1, length: 4 });
    const told = command({ method: METHODS.providerCode });
    expect(openIn(decideRedial(before, told).entry).attempts[0]?.code).toBeUndefined();
  });

  it('after which a small pool comes passes it over, if a check has failed meanwhile', () => {
    const pool = command({ method: METHODS.smallPool });
    expect(openIn(decideRedial(before, pool).entry).attempts[0]).toMatchObject({ methodId: 'mcn.ownNumberCall', isWeak: true });
    const failed = entryWith(openVerification({ attempts: [refusedOne], failedChecks: 1 }));
    expect(decideRedial(failed, pool)).toEqual({ result: { kind: 'unfit' } });
    expect(decideRedial({ ...before, failures: [{ at: NOW }, { at: NOW }] }, pool)).toEqual({ result: { kind: 'unfit' } });
    expect(decideRedial(failed, command()).result.kind).toBe('redialled');
  });

  it('of what is over by then is followed by no other call', () => {
    const closed = { ...EMPTY_ENTRY, verifications: [close(openVerification(), 'canceled')] };
    const over = { result: { kind: 'over' } };
    expect(decideRedial(closed, command())).toEqual(over);
    expect(decideRedial(before, command({ now: NOW + RULES.lifetimeMs }))).toEqual(over);
    expect(decideRedial(EMPTY_ENTRY, command())).toEqual(over);
    expect(decideRedial(before, command({ mark: OWN }))).toEqual(over);
  });
});
