import { describe, expect, it } from 'vitest';
import { createSealer } from '../../../src/engine/records/sealer.js';
import { bytes, keyringOf, newSecret } from '../keys.js';

const TEXT = JSON.stringify({ phone: '+79160000002', numbers: [1, 2], text: 'naïve 👍', none: null });
const OPENED = { ok: true, text: TEXT };
const NOT_OURS = { ok: false, why: 'not_ours' };
const UNKNOWN = { ok: false, why: 'unknown_format' };

describe('a sealed value', () => {
  it('opens under the key it was sealed for, as it was', () => {
    const sealer = createSealer(keyringOf(newSecret()), bytes);
    expect(sealer.unseal('n:key', sealer.seal('n:key', TEXT))).toEqual(OPENED);
  });

  it('does not open when it was moved to another key', () => {
    const sealer = createSealer(keyringOf(newSecret()), bytes);
    expect(sealer.unseal('n:other', sealer.seal('n:key', TEXT))).toEqual(NOT_OURS);
  });

  it('does not open with another secret, even under the name of the right one', () => {
    const [ours, theirs] = [keyringOf(newSecret()), keyringOf(newSecret())];
    const sealed = createSealer(theirs, bytes).seal('n:key', TEXT);
    expect(createSealer(ours, bytes).unseal('n:key', sealed)).toEqual(NOT_OURS);
    expect(createSealer(ours, bytes).unseal('n:key', sealed.replace(theirs.current.id, ours.current.id))).toEqual(NOT_OURS);
  });

  it('tells which secret sealed it, so that all secrets read and the first writes', () => {
    const [old, young] = [newSecret(), newSecret()];
    const before = createSealer(keyringOf(old), bytes).seal('n:key', TEXT);
    const rotated = createSealer(keyringOf(young, old), bytes);
    expect(rotated.unseal('n:key', before)).toEqual(OPENED);
    const after = rotated.seal('n:key', TEXT);
    expect(after.split('.')[1]).toBe(keyringOf(young).current.id);
    expect(createSealer(keyringOf(young), bytes).unseal('n:key', after)).toEqual(OPENED);
    expect(createSealer(keyringOf(young), bytes).unseal('n:key', before)).toEqual(NOT_OURS);
  });

  it('is another text each time, and shows nothing of what it holds', () => {
    const sealer = createSealer(keyringOf(newSecret()), bytes);
    const texts = Array.from({ length: 50 }, () => sealer.seal('n:key', TEXT));
    expect(new Set(texts).size).toBe(50);
    for (const text of texts) {
      expect(text).toMatch(/^2\.[\w-]{8}\.[\w-]+$/);
      expect(Buffer.from(text.split('.')[2] ?? '', 'base64url').toString('latin1')).not.toContain('916');
    }
  });

  it('does not open if any part of it was changed, cut or replaced', () => {
    const sealer = createSealer(keyringOf(newSecret()), bytes);
    const sealed = sealer.seal('n:key', TEXT);
    const [format = '', keyId = '', body = ''] = sealed.split('.');
    const raw = Buffer.from(body, 'base64url');
    for (let index = 0; index < raw.length; index += 1) {
      const changed = Buffer.from(raw);
      changed.writeUInt8(raw.readUInt8(index) ^ 1, index);
      expect(sealer.unseal('n:key', [format, keyId, changed.toString('base64url')].join('.'))).toEqual(NOT_OURS);
      expect(sealer.unseal('n:key', [format, keyId, raw.subarray(0, index).toString('base64url')].join('.'))).toEqual(NOT_OURS);
    }
    for (const stranger of [`2.${keyId}`, `2.${keyId}.`, `2..${body}`, `2.${keyId}.*`]) {
      expect(sealer.unseal('n:key', stranger)).toEqual(NOT_OURS);
    }
  });

  it('of another format is told apart from one that is not ours: a newer version may have written it', () => {
    const sealer = createSealer(keyringOf(newSecret()), bytes);
    const sealed = sealer.seal('n:key', TEXT);
    for (const stranger of ['', '.', '../..', 'plain text', '{}', sealed.replace('2.', '1.'), sealed.replace('2.', '3.'), `0${sealed}`]) {
      expect(sealer.unseal('n:key', stranger)).toEqual(UNKNOWN);
    }
  });
});
