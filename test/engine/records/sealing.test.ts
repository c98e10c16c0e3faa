import { describe, expect, it } from 'vitest';
import { createSealer } from '../../../src/engine/records/sealing.js';
import { bytes, keyringOf, newSecret } from '../keys.js';

const VALUE = { phone: '+79160000002', numbers: [1, 2], text: 'naïve 👍', none: null };

describe('a sealed value', () => {
  it('opens under the key it was sealed for, as it was', () => {
    const sealer = createSealer(keyringOf(newSecret()), bytes);
    expect(sealer.unseal('n:key', sealer.seal('n:key', VALUE))).toEqual(VALUE);
  });

  it('does not open when it was moved to another key', () => {
    const sealer = createSealer(keyringOf(newSecret()), bytes);
    expect(sealer.unseal('n:other', sealer.seal('n:key', VALUE))).toBeUndefined();
  });

  it('does not open with another secret, even under the name of the right one', () => {
    const [ours, theirs] = [keyringOf(newSecret()), keyringOf(newSecret())];
    const sealed = createSealer(theirs, bytes).seal('n:key', VALUE);
    expect(createSealer(ours, bytes).unseal('n:key', sealed)).toBeUndefined();
    expect(createSealer(ours, bytes).unseal('n:key', sealed.replace(theirs.current.id, ours.current.id))).toBeUndefined();
  });

  it('tells which secret sealed it, so that all secrets read and the first writes', () => {
    const [old, young] = [newSecret(), newSecret()];
    const before = createSealer(keyringOf(old), bytes).seal('n:key', VALUE);
    const rotated = createSealer(keyringOf(young, old), bytes);
    expect(rotated.unseal('n:key', before)).toEqual(VALUE);
    const after = rotated.seal('n:key', VALUE);
    expect(after.split('.')[1]).toBe(keyringOf(young).current.id);
    expect(createSealer(keyringOf(young), bytes).unseal('n:key', after)).toEqual(VALUE);
    expect(createSealer(keyringOf(young), bytes).unseal('n:key', before)).toBeUndefined();
  });

  it('is another text each time, and shows nothing of what it holds', () => {
    const sealer = createSealer(keyringOf(newSecret()), bytes);
    const texts = Array.from({ length: 50 }, () => sealer.seal('n:key', VALUE));
    expect(new Set(texts).size).toBe(50);
    for (const text of texts) {
      expect(text).toMatch(/^1\.[\w-]{8}\.[\w-]+$/);
      expect(Buffer.from(text.split('.')[2] ?? '', 'base64url').toString('latin1')).not.toContain('916');
    }
  });

  it('does not open if any part of it was changed, cut or replaced', () => {
    const sealer = createSealer(keyringOf(newSecret()), bytes);
    const sealed = sealer.seal('n:key', VALUE);
    const [format = '', keyId = '', body = ''] = sealed.split('.');
    const raw = Buffer.from(body, 'base64url');
    for (let index = 0; index < raw.length; index += 1) {
      const changed = Buffer.from(raw);
      changed.writeUInt8(raw.readUInt8(index) ^ 1, index);
      expect(sealer.unseal('n:key', [format, keyId, changed.toString('base64url')].join('.'))).toBeUndefined();
      expect(sealer.unseal('n:key', [format, keyId, raw.subarray(0, index).toString('base64url')].join('.'))).toBeUndefined();
    }
    const strangers = ['', '.', '../..', 'plain text', '{}', `2.${keyId}.${body}`, `1.${keyId}`, `1.${keyId}.`, `1..${body}`];
    for (const stranger of strangers) expect(sealer.unseal('n:key', stranger)).toBeUndefined();
  });
});
