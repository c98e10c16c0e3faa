import { describe, expect, it } from 'vitest';
import { createKeyring, type SecretKeys } from '../../../src/engine/records/keyring.js';
import { keyringOf, newSecret } from '../keys.js';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('a keyring', () => {
  it('makes the same keys from the same secret, and unrelated ones for each use', () => {
    const secret = newSecret();
    const [first, second] = [keyringOf(secret).current, keyringOf(secret).current];
    const told = ({ id, sealing, code, token }: SecretKeys) => [
      id,
      sealing('a', 'b', 'base64url'),
      code('a', 'b', 'base64url'),
      hex(token),
    ];
    expect(told(second)).toEqual(told(first));
    expect(new Set(told(first)).size).toBe(4);
    expect(first.token).toHaveLength(32);
    expect(hex(first.token)).not.toContain(Buffer.from(first.id, 'base64url').toString('hex'));
  });

  it('writes with the first secret and reads with all', () => {
    const [old, young] = [newSecret(), newSecret()];
    const keyring = keyringOf(young, old);
    expect(keyring.current.token).toEqual(keyringOf(young).current.token);
    expect(keyring.all.map(({ id }) => id)).toEqual([keyringOf(young).current.id, keyringOf(old).current.id]);
    expect(keyring.byId(keyringOf(old).current.id)?.token).toEqual(keyringOf(old).current.token);
    expect(keyring.byId('unknown')).toBeUndefined();
  });

  it('keeps pseudonyms while secrets rotate, and changes them with the key for pseudonyms', () => {
    const [old, young] = [newSecret(), newSecret()];
    const before = createKeyring([old], old).pseudonyms;
    const after = createKeyring([young, old], old).pseudonyms;
    const elsewhere = createKeyring([old], young).pseudonyms;
    expect(after.ofPhone('+79160000001')).toEqual(before.ofPhone('+79160000001'));
    expect(after.hash('network', '203.0.113.1')).toBe(before.hash('network', '203.0.113.1'));
    expect(after.cover('mask', Buffer.from('bits'), 16)).toEqual(before.cover('mask', Buffer.from('bits'), 16));
    expect(elsewhere.hash('network', '203.0.113.1')).not.toBe(before.hash('network', '203.0.113.1'));
  });

  it('hashes the same value differently under another label', () => {
    const { hash } = keyringOf(newSecret()).pseudonyms;
    expect(hash('network', 'value')).not.toBe(hash('binding', 'value'));
    expect(hash('ab', 'c')).not.toBe(hash('a', 'bc'));
    expect(hash('network', 'value')).toMatch(/^[\w-]{22}$/);
  });

  it('shortens a hash, and covers with as many bytes as are asked for, each by its label', () => {
    const { hash, shortHash, cover } = keyringOf(newSecret()).pseudonyms;
    expect(hash('network', 'value').startsWith(shortHash('network', 'value'))).toBe(true);
    expect(shortHash('network', 'value')).toMatch(/^[\w-]{16}$/);
    const bits = Buffer.from('bits');
    expect([cover('mask', bits, 8).length, cover('mask', bits, 16).length]).toEqual([8, 16]);
    expect(cover('mask', bits, 8)).not.toEqual(cover('hidden phone', bits, 8));
  });
});
