import { describe, expect, it } from 'vitest';
import type { Keyring } from '../../../src/engine/records/keyring.js';
import { createSealer } from '../../../src/engine/records/sealer.js';
import { bytes, keyringOf, newSecret } from '../keys.js';

const TEXT = JSON.stringify({ phone: '+79160000002', numbers: [1, 2], text: 'naïve 👍', none: null });
const opened = ({ current }: Keyring) => ({ ok: true, text: TEXT, keyId: current.id });
const altered = ({ current }: Keyring) => ({ ok: false, reason: 'altered', keyId: current.id });

describe('a sealed value', () => {
  it('opens under the key it was sealed for, as it was', () => {
    const keyring = keyringOf(newSecret());
    const sealer = createSealer(keyring, bytes);
    expect(sealer.of('n:key').unseal(sealer.of('n:key').seal(TEXT))).toEqual(opened(keyring));
  });

  it('does not open when it was moved to another key', () => {
    const keyring = keyringOf(newSecret());
    const sealer = createSealer(keyring, bytes);
    expect(sealer.of('n:other').unseal(sealer.of('n:key').seal(TEXT))).toEqual(altered(keyring));
  });

  it('does not open with another secret, even under the name of the right one', () => {
    const [ours, theirs] = [keyringOf(newSecret()), keyringOf(newSecret())];
    const sealed = createSealer(theirs, bytes).of('n:key').seal(TEXT);
    expect(createSealer(ours, bytes).of('n:key').unseal(sealed)).toEqual({ ok: false, reason: 'unknown_key', keyId: theirs.current.id });
    expect(createSealer(ours, bytes).of('n:key').unseal(sealed.replace(theirs.current.id, ours.current.id))).toEqual(altered(ours));
  });

  it('tells which secret sealed it, so that all secrets read and the first writes', () => {
    const [old, young] = [newSecret(), newSecret()];
    const before = createSealer(keyringOf(old), bytes).of('n:key').seal(TEXT);
    const rotated = createSealer(keyringOf(young, old), bytes);
    expect(rotated.of('n:key').unseal(before)).toEqual(opened(keyringOf(old)));
    const after = rotated.of('n:key').seal(TEXT);
    expect(after.split('.')[1]).toBe(keyringOf(young).current.id);
    expect(createSealer(keyringOf(young), bytes).of('n:key').unseal(after)).toEqual(opened(keyringOf(young)));
    expect(createSealer(keyringOf(young), bytes).of('n:key').unseal(before)).toMatchObject({ ok: false, reason: 'unknown_key' });
  });

  it('is another text each time, and shows nothing of what it holds', () => {
    const sealer = createSealer(keyringOf(newSecret()), bytes);
    const texts = Array.from({ length: 50 }, () => sealer.of('n:key').seal(TEXT));
    expect(new Set(texts).size).toBe(50);
    for (const text of texts) {
      expect(text).toMatch(/^2\.[\w-]{8}\.[\w-]+$/);
      expect(Buffer.from(text.split('.')[2] ?? '', 'base64url').toString('latin1')).not.toContain('916');
    }
  });

  it('does not open if any part of it was changed, cut or replaced', () => {
    const keyring = keyringOf(newSecret());
    const sealer = createSealer(keyring, bytes);
    const sealed = sealer.of('n:key').seal(TEXT);
    const [format = '', keyId = '', body = ''] = sealed.split('.');
    const raw = Buffer.from(body, 'base64url');
    for (let index = 0; index < raw.length; index += 1) {
      const changed = Buffer.from(raw);
      changed.writeUInt8(raw.readUInt8(index) ^ 1, index);
      expect(sealer.of('n:key').unseal([format, keyId, changed.toString('base64url')].join('.'))).toEqual(altered(keyring));
      expect(sealer.of('n:key').unseal([format, keyId, raw.subarray(0, index).toString('base64url')].join('.'))).toEqual(altered(keyring));
    }
    for (const stranger of [`2.${keyId}`, `2.${keyId}.`, `2.${keyId}.*`]) {
      expect(sealer.of('n:key').unseal(stranger)).toEqual(altered(keyring));
    }
  });

  it('of another format is told apart, with the name of its secret if it has one: a newer version may have written it', () => {
    const keyring = keyringOf(newSecret());
    const sealer = createSealer(keyring, bytes);
    const sealed = sealer.of('n:key').seal(TEXT);
    const { id } = keyring.current;
    for (const stranger of [sealed.replace('2.', '1.'), sealed.replace('2.', '3.'), `0${sealed}`, `${sealed}.`, `${sealed}.more`]) {
      expect(sealer.of('n:key').unseal(stranger)).toEqual({ ok: false, reason: 'unknown_format', keyId: id });
    }
    for (const stranger of ['', '.', '../..', 'plain text', '{}', '2', '2.', sealed.slice(0, 9), '2.a-secret-text.more', `v${sealed}`]) {
      expect(sealer.of('n:key').unseal(stranger)).toEqual({ ok: false, reason: 'unknown_format', keyId: undefined });
    }
  });
});
