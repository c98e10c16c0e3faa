import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pack, unpack } from '../../../src/engine/records/packing.js';

// Short names belong to the packing: what is sealed has members and words of more letters.
const names = fc.constantFrom('dials', 'at', 'number', 'attempt', 'state', 'kind', 'unlisted', '"at":', '\\', '\\"at":', 'constructor');
const texts = fc.oneof(fc.string(), names, fc.constantFrom('open', 'flash_call', 'sms', '"state":"0"', '"0":'));

it('unpacks whatever was packed', () => {
  const { object } = fc.letrec((tie) => ({
    any: fc.oneof(texts, fc.integer(), fc.boolean(), fc.constant(null), tie('list'), tie('object')),
    list: fc.array(tie('any'), { maxLength: 3 }),
    object: fc.dictionary(names, tie('any'), { maxKeys: 4 }),
  }));
  const isOwnWord = (value: unknown): boolean => /"(state|kind|reach|outcome)":"[0-9a-z]{1,2}"/.test(JSON.stringify(value));
  fc.assert(
    fc.property(object, (value) => {
      fc.pre(!isOwnWord(value));
      expect(JSON.stringify(unpack(pack(value)))).toBe(JSON.stringify(value));
    }),
  );
});

it('takes texts that look like members for texts', () => {
  const hostile = { purpose: '"idHash":', binding: '{"at":1}', phone: '\\"at":', network: '"0":"1"', callId: '0' };
  expect(unpack(pack(hostile))).toEqual(hostile);
});

it('keeps the short names of what was sealed before', () => {
  const value = { dials: [], verifications: [{ state: 'open', idHash: 'x', attempts: [{ number: 1, outcome: 'no_answer' }] }], attempt: 1 };
  expect(pack(value)).toBe('{"0":[],"2":[{"6":"0","7":"x","h":[{"k":1,"q":"8"}]}],"14":1}');
});

it('makes an entry much smaller', () => {
  const attempt = { number: 1, methodId: 'mcn.flashCall', kind: 'flash_call', reach: 'caller_number', dialledAt: 1, outcome: 'pending' };
  const entry = { dials: [{ at: 1, network: 'n' }], failures: [], verifications: [{ state: 'open', expiresAt: 1, attempts: [attempt] }] };
  expect(pack(entry).length).toBeLessThan(0.6 * JSON.stringify(entry).length);
});
