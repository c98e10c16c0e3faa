import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CALL_OUTCOMES, CLOSED_REASONS } from '../../../src/contract/answers.js';
import { type MethodKind, STANDARD_KINDS } from '../../../src/contract/method-kind.js';
import type { Attempt, CarriedCode } from '../../../src/core/entry/attempt.js';
import { decodeEntry, encodeEntry } from '../../../src/core/entry/entry-codec.js';
import { UnknownFormat } from '../../../src/core/entry/form.js';
import { EMPTY_ENTRY, type NumberEntry } from '../../../src/core/entry/number-entry.js';
import { CODE_REACHES } from '../../../src/core/entry/outcome.js';
import type { RequestMark } from '../../../src/core/entry/request-mark.js';
import { close, type Verification } from '../../../src/core/entry/verification.js';
import { STANDINGS } from '../../../src/core/limits/number-limits.js';
import type { Phone } from '../../../src/core/phone/phone.js';
import { attemptBy, dial, entryWith, ID_HASH, KEYED, METHODS, NOW, OUR_CODE, OWN, openVerification } from '../fixtures.js';

/** Through JSON, as the store keeps it. */
const written = (entry: NumberEntry): unknown => JSON.parse(JSON.stringify(encodeEntry(entry)));
const reread = (entry: NumberEntry): NumberEntry => decodeEntry(written(entry));

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const flag = fc.constantFrom(true, undefined);
const time = fc.integer({ min: NOW - 3_000_000_000, max: NOW + 3_000_000_000 });
/** Texts that look like what surrounds them, too. */
const text = fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom('"', '\\', '[0]', 'null', '0', 'sign-in', '__proto__', '👍'));
const small = fc.integer({ min: 0, max: 12 });
const runOf = fc.stringMatching(/^[\w-]{6}$/);
const mark: fc.Arbitrary<RequestMark> = fc.record({ run: runOf, request: maybe(fc.stringMatching(/^[\w-]{1,16}$/)) });
/** Few, so that many share one. */
const network = maybe(fc.constantFrom('net', 'home', 'else', ''));
const happening = fc.record({ at: time, network, standing: fc.constantFrom(...STANDINGS) });
const anyDial = fc.record({ at: time, network, standing: fc.constantFrom(...STANDINGS), run: runOf, isFurther: flag, isTrusted: flag });
const anyKind: fc.Arbitrary<MethodKind> = fc.oneof(fc.constantFrom(...STANDARD_KINDS), fc.stringMatching(/^[a-z][a-z0-9_]{1,31}$/));
const code: fc.Arbitrary<CarriedCode> = fc.oneof(
  fc.record({ from: fc.constant('us' as const), generation: small, length: fc.integer({ min: 4, max: 8 }) }),
  fc.record({ from: fc.constant('other' as const), digest: text, length: small }),
);
const phone: fc.Arbitrary<Phone> = fc
  .record({
    callingCode: fc.constantFrom('7', '421', '1', '44'),
    subscriber: fc.stringMatching(/^\d{7,11}$/),
    country: fc.constantFrom('RU', 'SK', 'KZ', 'US'),
    types: fc.subarray(['mobile', 'fixed'] as const, { minLength: 1 }),
  })
  .map(({ subscriber, ...rest }) => ({ ...rest, e164: `+${rest.callingCode}${subscriber}` }));
const attempt: fc.Arbitrary<Attempt> = fc.record({
  ordinal: small,
  mark,
  methodId: text,
  kind: anyKind,
  reach: fc.constantFrom(...CODE_REACHES),
  codeLength: small,
  dialledAt: time,
  isDialling: flag,
  code: maybe(code),
  callId: maybe(text),
  outcome: fc.constantFrom(...CALL_OUTCOMES),
  cause: maybe(fc.integer({ min: 0, max: 127 })),
  isConfirmed: flag,
  isVoid: flag,
  isWeak: flag,
  isDecoy: flag,
});
const identity = { idHash: text, purpose: text, binding: maybe(text), startedAt: time, expiresAt: time };
const open: fc.Arbitrary<Verification> = fc.record({
  ...identity,
  state: fc.constant('open' as const),
  phone,
  keyId: text,
  generation: small,
  allowedChecks: small,
  failedChecks: small,
  attempts: fc.array(attempt, { maxLength: 4 }),
  accepted: maybe(code),
  isTest: flag,
  hasConfirmation: flag,
  wrongChecks: fc.array(mark, { maxLength: 5 }),
  standing: fc.constantFrom(...STANDINGS),
});
const token = fc.record({ kind: anyKind, isTest: fc.boolean(), hiddenPhone: text });
const closed: fc.Arbitrary<Verification> = fc.record({
  ...identity,
  state: fc.constant('closed' as const),
  reason: fc.constantFrom(...CLOSED_REASONS),
  kind: anyKind,
  codeLength: small,
  outcome: fc.constantFrom(...CALL_OUTCOMES),
  endedBy: maybe(fc.record({ mark, at: time, verified: maybe(token) })),
});
const anyEntry: fc.Arbitrary<NumberEntry> = fc.record({
  dials: fc.array(anyDial, { maxLength: 3 }),
  failures: fc.array(happening, { maxLength: 3 }),
  proofs: fc.array(happening, { maxLength: 3 }),
  verifications: fc.array(fc.oneof(open, closed), { maxLength: 3 }),
  trustedDials: maybe(fc.integer({ min: 1, max: 3 })),
});

describe('an entry', () => {
  it('is read as it was written, whatever it holds', () => {
    fc.assert(
      fc.property(anyEntry, (entry) => {
        // Without a time there is nothing that they could belong to.
        const isEmpty = [entry.dials, entry.failures, entry.proofs, entry.verifications].every(({ length }) => length === 0);
        expect(reread(entry)).toEqual(isEmpty ? EMPTY_ENTRY : entry);
      }),
      { numRuns: 300 },
    );
  });

  it('that is empty is read as empty', () => {
    expect(written(EMPTY_ENTRY)).toEqual([]);
    expect(decodeEntry([])).toEqual(EMPTY_ENTRY);
  });

  it('with one thing only keeps that', () => {
    const nothing = EMPTY_ENTRY;
    const failure = { at: NOW, standing: 'proven' as const };
    for (const entry of [
      { ...nothing, dials: [dial()] },
      { ...nothing, failures: [failure] },
      { ...nothing, proofs: [failure] },
      { ...nothing, verifications: [openVerification()] },
    ]) {
      expect(reread(entry)).toEqual(entry);
    }
  });

  it('names no standing where it is a stranger’s', () => {
    expect(reread({ ...EMPTY_ENTRY, failures: [{ at: NOW }] }).failures).toEqual([{ at: NOW, standing: 'stranger' }]);
  });
});

describe('the stored form of an entry', () => {
  const attempts = [
    attemptBy(METHODS.flashCall, { callId: 'id', outcome: 'busy', cause: 17 }),
    attemptBy(METHODS.smallPool, { ordinal: 2 }),
  ];
  const called = entryWith(openVerification({ attempts, binding: 'b', wrongChecks: [KEYED] }), { dials: [dial({ network: 'net' })] });
  const ended = { mark: OWN, at: NOW + 5, verified: { kind: 'sms' as const, isTest: true, hiddenPhone: 'hidden' } };
  const verified = { ...called, verifications: [close(openVerification(), 'verified', ended)], proofs: [{ at: NOW + 5, network: 'net' }] };

  it('is pinned, because others of this version have written it', () => {
    expect(JSON.stringify(written(called))).toBe(
      `[${NOW},["net"],[[[[0,1],"first_"]],[],[[0,["${ID_HASH}",0,0,300000,"b",["79160000009","RU",1,1],"key",` +
        '[[1,"first_","mcn.flashCall",0,0,4,0,1,"id",6,18],[2,"first_","mcn.ownNumberCall",0,0,4,0,0,0,0,0,0,0,0,1]],3,0,0,' +
        '["keyed1the request"]]]],[]]]',
    );
    expect(JSON.stringify(written(verified))).toBe(
      `[${NOW},["net"],[[[[0,1],"first_"]],[],[[1,["${ID_HASH}",0,0,300000,0,3,0,4,0,["own_ru",5,["hidden",3,1]]]]],[[5,1]]]]`,
    );
  });

  it('has what was added later at the end, so that it reads what was written before', () => {
    const trusted = { ...verified, dials: [dial({ network: 'net', isTrusted: true as const })], trustedDials: 1 };
    const [before, after] = [verified, trusted].map((entry) => JSON.stringify(written(entry)));
    expect(after).toBe(before?.replace('"first_"]', '"first_",0,1]').replace(/\]\]$/, ',1]]'));
    expect(decodeEntry(JSON.parse(after ?? ''))).toMatchObject({ trustedDials: 1, dials: [{ isTrusted: true }] });
  });

  it('holds the name of a kind of the host’s own, and the length of a code that has not four digits', () => {
    const own = { generation: 0, length: 6, from: 'us' as const };
    const sent = attemptBy(
      { ...METHODS.flashCall, id: 'acme.whatsapp', kind: 'whatsapp', codeReach: 'text', codeLength: 6 },
      { code: own },
    );
    const again = { ...sent, ordinal: 2, code: { ...own, generation: 1 } };
    const entry = entryWith(openVerification({ attempts: [sent, again], accepted: own }));
    const text = JSON.stringify(written(entry));
    expect(text).toContain('"acme.whatsapp","whatsapp",3,6,0,[6]');
    expect(text).toContain('"acme.whatsapp","whatsapp",3,6,0,[6,1]');
    expect(decodeEntry(JSON.parse(text)).verifications).toEqual(entry.verifications);
    for (const wrong of ['Whatsapp', 'w', 'what sapp', '__proto__']) {
      expect(() => decodeEntry(JSON.parse(text.replaceAll('"whatsapp"', JSON.stringify(wrong))))).toThrow(UnknownFormat);
    }
    for (const wrong of ['[3]', '[9]', '[10,1]', '[-6]', '[6.5]', '[6,1,0]', '[6,"1"]']) {
      expect(() => decodeEntry(JSON.parse(text.replace('[6]', wrong))), wrong).toThrow(UnknownFormat);
    }
  });

  it('has words at these places, to which more may be added at the end', () => {
    expect([STANDARD_KINDS, CLOSED_REASONS, CALL_OUTCOMES, CODE_REACHES, STANDINGS]).toEqual([
      ['flash_call', 'voice_call', 'confirmation_call', 'sms'],
      ['expired', 'too_many_checks', 'superseded', 'verified', 'canceled'],
      ['pending', 'unknown', 'failed', 'rejected', 'unavailable', 'no_answer', 'busy', 'answered', 'redirected'],
      ['caller_number', 'speech', 'key_press', 'text'],
      ['stranger', 'proven', 'device', 'challenged'],
    ]);
  });

  it('names a network once, however often it comes', () => {
    const often = { ...verified, failures: [{ at: NOW, network: 'net' }] };
    expect(JSON.stringify(written(often)).match(/"net"/g)).toHaveLength(1);
  });

  it('shows no code of ours', () => {
    expect(JSON.stringify(written(called))).not.toContain(OUR_CODE);
  });

  describe('is refused', () => {
    /** All lists within the JSON, itself included. */
    const listsIn = (value: unknown): unknown[][] => (Array.isArray(value) ? [value, ...value.flatMap(listsIn)] : []);
    /** The JSON after the change of the list in this place. */
    const changed = (json: unknown, place: number, change: (list: unknown[]) => void): unknown => {
      const copy: unknown = structuredClone(json);
      const list = listsIn(copy)[place];
      if (list !== undefined) change(list);
      return copy;
    };
    /** What is within the JSON in this place. */
    const placesIn = (json: unknown) => listsIn(json).flatMap((list, place) => list.map((member, index) => ({ place, index, member })));
    const expectRefused = (json: unknown) => expect(() => decodeEntry(json), JSON.stringify(json)).toThrow(UnknownFormat);
    const [calledJson, verifiedJson] = [written(called), written(verified)];

    it('where any member is of another type', () => {
      for (const json of [calledJson, verifiedJson]) {
        for (const { place, index, member } of placesIn(json)) {
          // A 0 may stand for a text that is absent.
          const others = [true, {}, 1.5, ...(member === 0 ? [] : [typeof member === 'string' ? 7 : 'a text'])];
          for (const other of others) expectRefused(changed(json, place, (list) => list.splice(index, 1, other)));
        }
      }
    });

    it('where it stops short', () => {
      for (const json of [calledJson, verifiedJson]) {
        const top = json as unknown[];
        for (let length = 1; length < top.length; length += 1) expectRefused(top.slice(0, length));
        const records = placesIn(json).filter(({ place, member }) => typeof member === 'string' && listsIn(json)[place]?.length !== 1);
        for (const { place } of records) {
          // Up to its first text, whatever it is a record of.
          expectRefused(changed(json, place, (list) => list.splice(list.findIndex((member) => typeof member === 'string'))));
        }
      }
    });

    it('where it goes on', () => {
      const records = [calledJson, verifiedJson].flatMap((json) => listsIn(json).map((list, place) => ({ json, list, place })));
      for (const { json, list, place } of records.filter(({ list }) => list.includes(ID_HASH) || list.includes('first_'))) {
        expectRefused(changed(json, place, (each) => each.push(...Array.from({ length: 40 - list.length }, () => 0))));
      }
    });

    it('where a newer version has added a part to it, or to a verification, which a put of this one would lose', () => {
      for (const json of [calledJson, verifiedJson]) {
        const isPair = (list: unknown[]): boolean => list.length === 2 && Array.isArray(list[1]) && list[1].includes(ID_HASH);
        const places = listsIn(json).flatMap((list, place) => (place === 0 || isPair(list) ? [place] : []));
        expect(places.length).toBeGreaterThan(1);
        for (const place of places) expectRefused(changed(json, place, (list) => list.push([1])));
      }
    });

    it('where a word, a flag, a network or a mark is not one that it writes', () => {
      /** Every list whose JSON begins so, with the member at `index` replaced. */
      const replaced = (json: unknown, begins: string, index: number, value: unknown) => {
        const places = listsIn(json).flatMap((list, place) => (JSON.stringify(list).startsWith(`[${begins}`) ? [place] : []));
        expect(places).not.toEqual([]);
        for (const place of places) expectRefused(changed(json, place, (list) => list.splice(index, 1, value)));
      };
      for (const network of [2, -1]) replaced(calledJson, '0,1]', 1, network);
      for (const standing of [4, -1]) replaced(verifiedJson, '5,1]', 2, standing);
      for (const state of [2, -1]) replaced(calledJson, `0,["${ID_HASH}`, 0, state);
      for (const types of [4, -1]) replaced(calledJson, '"79160000009', 3, types);
      replaced(calledJson, '1,"first_', 1, 'short');
      for (const [index, beyond] of [
        [3, 4],
        [4, 4],
        [9, 9],
        [11, 2],
      ] as const) {
        for (const value of [beyond, -1]) replaced(calledJson, '1,"first_', index, value);
      }
      for (const [index, beyond] of [
        [5, 5],
        [6, 4],
        [8, 9],
      ] as const) {
        for (const value of [beyond, -1]) replaced(verifiedJson, `"${ID_HASH}`, index, value);
      }
      for (const value of [4, -1]) replaced(verifiedJson, '"hidden', 1, value);
    });

    it('where it is no list at all, or nothing but a time', () => {
      for (const json of [null, 0, 'text', {}, { length: 0 }, [null], [NOW], [null, [], []], [NOW, [], {}]]) expectRefused(json);
    });
  });
});
