import { describe, expect, it } from 'vitest';
import { createHmacWith } from '../../../src/core/entry/hmac.js';

describe('an HMAC with a prepared key', () => {
  const ofText = (key: Buffer, text: string): string => createHmacWith(key)('', text, 'buffer').toString('hex');

  it('gives what RFC 4231 says', () => {
    expect(ofText(Buffer.alloc(20, 0x0b), 'Hi There')).toBe('b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7');
    expect(ofText(Buffer.from('Jefe'), 'what do ya want for nothing?')).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
  });

  it('is that of the text and the value, one after the other', () => {
    const hmac = createHmacWith(Buffer.from('Jefe'));
    const whole = ofText(Buffer.from('Jefe'), 'naïve 👍');
    expect(hmac('naïve ', '👍', 'buffer').toString('hex')).toBe(whole);
    expect(hmac('naïve ', Buffer.from('👍'), 'buffer').toString('hex')).toBe(whole);
    expect(hmac('naïve ', '👍', 'base64url')).toBe(Buffer.from(whole, 'hex').toString('base64url'));
  });
});
