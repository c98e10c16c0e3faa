import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createNonces } from '../../../src/engine/records/nonces.js';

describe('nonces', () => {
  it('are as long as asked, never the same, and never changed by later ones', () => {
    const draw = createNonces(randomBytes);
    const nonces = Array.from({ length: 2000 }, (_, index) => draw(index % 2 === 0 ? 12 : 4));
    const texts = nonces.map((nonce) => Buffer.from(nonce).toString('hex'));
    expect(texts.map(({ length }) => length / 2)).toEqual(nonces.map((_, index) => (index % 2 === 0 ? 12 : 4)));
    expect(new Set(texts.filter(({ length }) => length === 24)).size).toBe(1000);
    for (let round = 0; round < 1000; round += 1) draw(12);
    expect(nonces.map((nonce) => Buffer.from(nonce).toString('hex'))).toEqual(texts);
  });

  it('give each drawn byte once', () => {
    const drawn: Uint8Array[] = [];
    const draw = createNonces((length) => {
      const bytes = randomBytes(length);
      drawn.push(bytes);
      return bytes;
    });
    // 12 does not divide what is drawn at once: the rest is left, not given with a part of the next.
    const given = Buffer.concat(Array.from({ length: 100 }, () => draw(12)));
    const all = Buffer.concat(drawn.map((bytes) => bytes.subarray(0, bytes.length - (bytes.length % 12))));
    expect(given.equals(all.subarray(0, given.length))).toBe(true);
    expect(drawn.length).toBeLessThan(5);
  });

  it('may be longer than what is drawn at once', () => {
    expect(createNonces(randomBytes)(5000)).toHaveLength(5000);
  });
});
