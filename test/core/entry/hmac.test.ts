import { createHmac, randomBytes, randomInt } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createHmacWith } from '../../../src/core/entry/hmac.js';

describe('our HMAC', () => {
  it('gives what RFC 4231 says', () => {
    const ofText = (key: Buffer, text: string): string => createHmacWith(key)('', text, 'buffer').toString('hex');
    expect(ofText(Buffer.alloc(20, 0x0b), 'Hi There')).toBe('b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7');
    expect(ofText(Buffer.from('Jefe'), 'what do ya want for nothing?')).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
  });

  it('gives what the one of Node gives, for any key up to a block, any text, and any value of any length', () => {
    for (let round = 0; round < 500; round += 1) {
      const key = randomBytes(randomInt(1, 65));
      const hmac = createHmacWith(key);
      const text = `naïve 👍 ${randomBytes(randomInt(100)).toString('base64')}`;
      const value = randomBytes(randomInt(2000));
      const nodes = () => createHmac('sha256', key).update(text).update(value).digest();
      expect(hmac(text, value, 'buffer')).toEqual(nodes());
      expect(hmac(text, value, 'base64url')).toBe(nodes().toString('base64url'));
      expect(hmac('', text, 'buffer')).toEqual(createHmac('sha256', key).update(text).digest());
    }
  });

  it('keeps nothing of one message for the next, and gives bytes that the next one does not change', () => {
    const hmac = createHmacWith(Buffer.alloc(32, 7));
    const first = hmac('first', '', 'buffer');
    const copy = Buffer.from(first);
    hmac('second', 'longer', 'buffer');
    expect(first).toEqual(copy);
    expect(hmac('first', '', 'buffer')).toEqual(copy);
  });

  it('refuses a key that it would have to hash first', () => {
    expect(() => createHmacWith(Buffer.alloc(65))).toThrow(RangeError);
  });
});
