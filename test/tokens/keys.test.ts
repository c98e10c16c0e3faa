import { createPrivateKey, createPublicKey, createSecretKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { loadKey, type TokenAlgorithm } from '../../src/tokens/keys.js';
import { CURVES, EC, newEc, newRsa, newSecretKey, RSA } from './keys-of-tests.js';

const NO_PEM = 'It has no "-----BEGIN": give the text itself, not the path of its file, and not in base64.';

const load = (key: Parameters<typeof loadKey>[1], algorithm: TokenAlgorithm) => loadKey('token.key', key, algorithm, undefined);

describe('a secret', () => {
  it.each([
    ['HS256', 32],
    ['HS384', 48],
    ['HS512', 64],
  ] as const)('for %s has %i bytes or more', (algorithm, least) => {
    expect(load(newSecretKey(least), algorithm).signing?.type).toBe('secret');
    expect(load(randomBytes(least), algorithm).algorithm).toBe(algorithm);
    expect(load(createSecretKey(randomBytes(least)), algorithm).jwk).toBeUndefined();
    const message = `option "token.key" must be a secret of ${least} bytes or more for ${algorithm}.`;
    for (const weak of [newSecretKey(least - 1), Buffer.alloc(least - 1), createSecretKey(Buffer.alloc(least - 1, 1))]) {
      expect(() => load(weak, algorithm)).toThrow(message);
    }
  });

  it.each([
    ['one byte', Buffer.alloc(64, 7)],
    ['seven', Buffer.from('abcdefg'.repeat(10))],
    ['one character', 'x'.repeat(64)],
    ['a KeyObject of one byte', createSecretKey(Buffer.alloc(64))],
  ] as const)('is not %s again and again', (_, key) => {
    expect(() => load(key, 'HS256')).toThrow('fewer than 8 of them differ');
  });

  it('may be eight bytes again and again, for all that can be known', () => {
    expect(() => load('abcdefgh'.repeat(4), 'HS256')).not.toThrow();
  });

  it('is counted in bytes, not in characters', () => {
    expect(() => load('äöüßéèêçñåøæœðþý', 'HS256')).not.toThrow();
    expect(() => load('ä'.repeat(15), 'HS256')).toThrow('32 bytes');
  });

  it('is no key pair: whoever has the public key could sign', () => {
    for (const pem of [RSA.publicKey, RSA.privateKey, EC.publicKey]) {
      expect(() => load(pem, 'HS256')).toThrow('is a PEM text');
      expect(() => load(Buffer.from(pem), 'HS256')).toThrow('is a PEM text');
      expect(() => load(createSecretKey(Buffer.from(pem)), 'HS256')).toThrow('is a PEM text');
    }
    expect(() => load(createPublicKey(RSA.publicKey), 'HS256')).toThrow('must be a secret');
    expect(() => load(createPrivateKey(RSA.privateKey), 'HS256')).toThrow('must be a secret');
  });

  it('is named by a digest that does not tell it', () => {
    const secret = newSecretKey(32);
    const { keyId } = load(secret, 'HS256');
    expect(keyId).toMatch(/^[\w-]{8}$/);
    expect(load(secret, 'HS256').keyId).toBe(keyId);
    expect(secret).not.toContain(keyId);
  });
});

describe('an RSA key', () => {
  it.each(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'] as const)('for %s is read from PEM or a KeyObject', (algorithm) => {
    for (const key of [RSA.privateKey, Buffer.from(RSA.privateKey), createPrivateKey(RSA.privateKey)]) {
      const { signing, verifying, jwk } = load(key, algorithm);
      expect([signing?.type, verifying.type]).toEqual(['private', 'public']);
      expect(jwk).toMatchObject({ kty: 'RSA', alg: algorithm, use: 'sig' });
    }
  });

  it('has 2048 bits or more', () => {
    const weak = newRsa(1024);
    for (const key of [weak.privateKey, weak.publicKey, createPrivateKey(weak.privateKey)]) {
      expect(() => load(key, 'RS256')).toThrow('option "token.key" must have 2048 bits or more, but has 1024.');
    }
  });

  it('made for PSS only is not taken for RS256', () => {
    const { privateKey } = generateKeyPairSync('rsa-pss', { modulusLength: 2048, hashAlgorithm: 'sha256', mgf1HashAlgorithm: 'sha256' });
    expect(() => load(privateKey, 'RS256')).toThrow('must be an RSA key for RS256, but is rsa-pss');
  });
});

describe('an EC key', () => {
  it.each(['ES256', 'ES384', 'ES512'] as const)('for %s is on its curve', (algorithm) => {
    expect(load(newEc(CURVES[algorithm]).privateKey, algorithm).jwk).toMatchObject({ kty: 'EC', alg: algorithm });
    for (const [other, curve] of Object.entries(CURVES)) {
      if (other === algorithm) continue;
      expect(() => load(newEc(curve).privateKey, algorithm)).toThrow(
        `must be on the curve ${CURVES[algorithm]} for ${algorithm}, but is on ${curve}.`,
      );
    }
    expect(() => load(newEc('secp256k1').privateKey, algorithm)).toThrow('but is on secp256k1');
  });
});

describe('a key', () => {
  it('must fit its algorithm', () => {
    expect(() => load(EC.privateKey, 'RS256')).toThrow('must be an RSA key for RS256, but is ec.');
    expect(() => load(RSA.privateKey, 'ES256')).toThrow('must be an EC key for ES256, but is rsa.');
    expect(() => load(generateKeyPairSync('ed25519').privateKey, 'ES256')).toThrow('must be an EC key for ES256, but is ed25519.');
    expect(() => load(createSecretKey(Buffer.alloc(32)), 'RS256')).toThrow('must be an RSA key for RS256');
  });

  it('that cannot be read is not quoted', () => {
    const damaged = RSA.privateKey.replace(/\n[^-]{40}/, '\n');
    const encrypted = createPrivateKey(RSA.privateKey).export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'words' });
    const inBase64 = Buffer.from(RSA.privateKey).toString('base64');
    for (const [text, why] of [
      [damaged, 'It begins like a PEM text, but it is not whole, or damaged.'],
      [RSA.privateKey.slice(0, 300), 'It begins like a PEM text, but it is not whole, or damaged.'],
      [encrypted, 'It has a passphrase: give createPrivateKey({ key, passphrase }) of node:crypto.'],
      ['not a key at all, but long enough to be one', NO_PEM],
      ['./keys/private.pem', NO_PEM],
      [inBase64, NO_PEM],
      ['', 'It is empty: is the environment variable set?'],
    ] as const) {
      const failure = catching(() => load(text, 'RS256'));
      expect(failure.message).toBe(`createCallVerification: option "token.key" cannot be read: give a PEM text or a KeyObject. ${why}`);
      expect(failure.cause).toBeUndefined();
    }
  });

  it.each([
    ['with \\n written out, as in a .env file', (pem) => pem.replaceAll('\n', '\\n')],
    ['with \\r\\n written out', (pem) => pem.replaceAll('\n', '\\r\\n')],
    ['in quotes, as Docker leaves them', (pem) => `"${pem.trim().replaceAll('\n', '\\n')}"`],
    ['in single quotes', (pem) => `'${pem}'`],
    ['on one line with spaces', (pem) => pem.trim().replaceAll('\n', ' ')],
    ['on one line without anything', (pem) => pem.replaceAll('\n', '')],
    ['with the line ends of Windows', (pem) => pem.replaceAll('\n', '\r\n')],
    ['indented, as in YAML', (pem) => pem.replaceAll(/^/gm, '    ')],
    ['behind the parameters of its curve', (pem) => `-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n${pem}`],
  ] as readonly (readonly [string, (pem: string) => string])[])('may come %s', (_, written) => {
    for (const [{ privateKey, publicKey }, algorithm] of [
      [EC, 'ES256'],
      [RSA, 'RS256'],
    ] as const) {
      const { jwk } = load(privateKey, algorithm);
      for (const key of [written(privateKey), Buffer.from(written(privateKey))]) {
        expect(load(key, algorithm)).toMatchObject({ signing: { type: 'private' }, jwk });
      }
      expect(load(written(publicKey), algorithm).jwk).toEqual(jwk);
      // Still no secret.
      expect(() => load(written(publicKey), 'HS256')).toThrow('is a PEM text');
    }
  });

  it('has its JWK thumbprint (RFC 7638) for a name, private or public', () => {
    const { keyId } = load(EC.privateKey, 'ES256');
    expect(keyId).toMatch(/^[\w-]{43}$/);
    expect(load(EC.publicKey, 'ES256').keyId).toBe(keyId);
    expect(loadKey('token.key', EC.privateKey, 'ES256', 'mine')).toMatchObject({ keyId: 'mine', jwk: { kid: 'mine' } });
  });

  it('shows no private member in its JWK', () => {
    expect(Object.keys(load(RSA.privateKey, 'RS256').jwk ?? {}).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
    expect(Object.keys(load(EC.privateKey, 'ES256').jwk ?? {}).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
  });
});

function catching(work: () => unknown): Error {
  try {
    work();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('nothing was thrown');
}
