import { createPublicKey, createSecretKey, KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ALGORITHMS, loadKey } from '../../src/tokens/keys.js';
import { registerSecret } from '../support/secrets.js';
import { EC, goodKey, issue, issuerFor, issuerOf, NOW, newEc, newSecretKey, PHONE, RSA } from './keys-of-tests.js';

afterEach(() => {
  vi.restoreAllMocks();
});

const decode = (token: string) => jwt.decode(token, { complete: true });
const rsaKey = loadKey('token.key', RSA.privateKey, 'RS256', 'rsa');

/** A token of somebody else's making, with our claims. */
function forge(key: jwt.Secret, header: Partial<jwt.JwtHeader> & { alg: string }, claims: object = {}): string {
  const seconds = NOW / 1000;
  const payload = { iss: 'us', aud: 'them', iat: seconds, exp: seconds + 300, phone_number: PHONE, ...claims };
  return registerSecret(
    jwt.sign(payload, key, {
      algorithm: header.alg as jwt.Algorithm,
      header: { typ: 'phone-verification+jwt', ...header },
      allowInvalidAsymmetricKeyTypes: true,
    }),
    'a forged token',
  );
}

describe('a token', () => {
  it.each(ALGORITHMS)('by %s is verified by its issuer, and says algorithm, type and key in its header', (algorithm) => {
    const issuer = issuerFor(algorithm, goodKey(algorithm), 'the-key');
    const token = issue(issuer);
    expect(decode(token)?.header).toEqual({ alg: algorithm, typ: 'phone-verification+jwt', kid: 'the-key' });
    expect(issuer.verify(token, NOW)).toMatchObject({ phone_number: PHONE });
  });

  it('says what was proven, and for how long', () => {
    const issuer = issuerFor('HS256');
    expect(issuer.verify(issue(issuer, {}, { tenant: 'a' }), NOW)).toEqual({
      iss: 'us',
      aud: 'them',
      sub: 'pseudonym',
      iat: NOW / 1000 - 60,
      nbf: NOW / 1000 - 60,
      exp: NOW / 1000 + 300,
      jti: 'token id',
      auth_time: NOW / 1000,
      phone_number: PHONE,
      phone_number_verified: true,
      purpose: 'sign-in',
      txn: 'transaction',
      amr: ['tel'],
      tenant: 'a',
    });
  });

  it('has the id that its verification gives it, however often it is signed', () => {
    const issuer = issuerFor('HS256');
    const idOf = (tokenId: string) => issuer.verify(issue(issuer, { tokenId }), NOW)?.jti;
    expect([idOf('one'), idOf('one'), idOf('two')]).toEqual(['one', 'one', 'two']);
  });

  it('says how the number was proven', () => {
    const issuer = issuerFor('HS256');
    expect(issuer.verify(issue(issuer, { amr: ['sms', 'otp'] }), NOW)?.amr).toEqual(['sms', 'otp']);
  });

  it('of a test number says so, and of another says nothing of tests', () => {
    const issuer = issuerFor('HS256');
    expect(issuer.verify(issue(issuer, { isTest: true }), NOW)?.test).toBe(true);
    expect('test' in (issuer.verify(issue(issuer), NOW) ?? {})).toBe(false);
  });

  it('is good until the second it expires, also by a clock that is a minute behind', () => {
    const issuer = issuerFor('HS256');
    const token = issue(issuer, { verifiedAt: NOW + 999 });
    const isGood = (at: number): boolean => issuer.verify(token, at) !== undefined;
    expect([NOW - 60_001, NOW - 60_000, NOW, NOW + 299_999, NOW + 300_000].map(isGood)).toEqual([false, true, true, true, false]);
  });

  it('is signed by a key that was read once', () => {
    const sign = vi.spyOn(jwt, 'sign');
    const issuer = issuerFor('ES256', EC.privateKey);
    for (let round = 0; round < 3; round += 1) issue(issuer);
    const keys = new Set(sign.mock.calls.map(([, key]) => key));
    expect([...keys]).toEqual([expect.any(KeyObject)]);
  });
});

describe('no token of ours is', () => {
  const issuer = issuerOf(rsaKey);
  const secret = newSecretKey(64);
  const hmac = issuerFor('HS256', secret, 'hmac');

  it.each([
    ['unsigned', () => forge('', { alg: 'none', kid: 'rsa' })],
    ['signed by HMAC with the public key', () => forge(createSecretKey(Buffer.from(RSA.publicKey)), { alg: 'HS256', kid: 'rsa' })],
    ['signed by another algorithm of the right key', () => forge(RSA.privateKey, { alg: 'PS256', kid: 'rsa' })],
    ['signed by another hash of the right key', () => forge(RSA.privateKey, { alg: 'RS512', kid: 'rsa' })],
    ['signed by another key under the right name', () => forge(newEc('prime256v1').privateKey, { alg: 'ES256', kid: 'rsa' })],
    ['of another type', () => forge(RSA.privateKey, { alg: 'RS256', kid: 'rsa', typ: 'JWT' })],
    ['of no type', () => forge(RSA.privateKey, { alg: 'RS256', kid: 'rsa', typ: '' })],
    ['of a key that is not known', () => forge(RSA.privateKey, { alg: 'RS256', kid: 'other' })],
    ['of no key', () => forge(RSA.privateKey, { alg: 'RS256' })],
    ['of another issuer', () => forge(RSA.privateKey, { alg: 'RS256', kid: 'rsa' }, { iss: 'somebody' })],
    ['for another audience', () => forge(RSA.privateKey, { alg: 'RS256', kid: 'rsa' }, { aud: 'somebody' })],
    ['expired', () => forge(RSA.privateKey, { alg: 'RS256', kid: 'rsa' }, { exp: NOW / 1000 })],
    ['not yet good', () => forge(RSA.privateKey, { alg: 'RS256', kid: 'rsa' }, { nbf: NOW / 1000 + 1 })],
  ])('one that is %s', (_, make) => {
    expect(issuer.verify(forge(RSA.privateKey, { alg: 'RS256', kid: 'rsa' }), NOW)).toBeDefined();
    expect(issuer.verify(make(), NOW)).toBeUndefined();
  });

  const textOf = (header: string): string => `${Buffer.from(header).toString('base64url')}.e30.c2ln`;
  it.each([
    '',
    '.',
    '..',
    'a.b.c',
    textOf('{"alg"'),
    textOf('null'),
    textOf('[]'),
    textOf('{"kid":{}}'),
    'null',
    `${Buffer.from('null').toString('base64url')}.e30.`,
    'ä'.repeat(1000),
  ])('a text such as %j', (text) => {
    expect(issuer.verify(text.slice(0, 1000), NOW)).toBeUndefined();
  });

  it('one whose payload was changed, or whose signature was cut', () => {
    const token = issue(hmac);
    const [header = '', payload = '', signature = ''] = token.split('.');
    const changed = Buffer.from(
      JSON.stringify({ ...JSON.parse(Buffer.from(payload, 'base64url').toString()), phone_number: '+79160000011' }),
    );
    expect(hmac.verify([header, changed.toString('base64url'), signature].join('.'), NOW)).toBeUndefined();
    expect(hmac.verify(`${header}.${payload}.`, NOW)).toBeUndefined();
    expect(hmac.verify(`${header}.${payload}.${signature.slice(0, -2)}`, NOW)).toBeUndefined();
  });

  it('one that is a plain text', () => {
    const text = registerSecret(
      jwt.sign('text', secret, { header: { alg: 'HS256', typ: 'phone-verification+jwt', kid: 'hmac' } }),
      'a token',
    );
    expect(hmac.verify(text, NOW)).toBeUndefined();
  });
});

describe('keys of before', () => {
  const old = loadKey('token.previousKeys.0.key', RSA.privateKey, 'RS256', 'old');
  const oldPublic = loadKey('token.previousKeys.0.key', RSA.publicKey, 'RS256', 'old');
  const young = loadKey('token.key', EC.privateKey, 'ES256', 'young');

  it('verify what they signed, and sign nothing more, also if only their public part is given', () => {
    const token = issue(issuerOf(old));
    for (const previous of [old, oldPublic]) {
      const rotated = issuerOf(young, previous);
      expect(rotated.verify(token, NOW)).toMatchObject({ phone_number: PHONE });
      expect(decode(issue(rotated))?.header).toMatchObject({ alg: 'ES256', kid: 'young' });
    }
    expect(issuerOf(young).verify(token, NOW)).toBeUndefined();
  });

  it('verify by their own algorithm only', () => {
    const rotated = issuerOf(young, old);
    expect(rotated.verify(forge(RSA.privateKey, { alg: 'RS256', kid: 'old' }), NOW)).toBeDefined();
    expect(rotated.verify(forge(RSA.privateKey, { alg: 'PS256', kid: 'old' }), NOW)).toBeUndefined();
    expect(rotated.verify(forge(RSA.privateKey, { alg: 'RS256', kid: 'young' }), NOW)).toBeUndefined();
  });

  it('stand in the JWK set beside the present one, with public members only, and secrets not at all', () => {
    const { keys } = issuerOf(young, old, loadKey('token.previousKeys.1.key', newSecretKey(32), 'HS256', 'secret')).jwks;
    expect(keys.map(({ kid, kty, alg, use }) => ({ kid, kty, alg, use }))).toEqual([
      { kid: 'young', kty: 'EC', alg: 'ES256', use: 'sig' },
      { kid: 'old', kty: 'RSA', alg: 'RS256', use: 'sig' },
    ]);
    const members = new Set(keys.flatMap(Object.keys));
    for (const secret of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k', 'oth']) expect(members.has(secret)).toBe(false);
    expect(issuerFor('HS256').jwks).toEqual({ keys: [] });
  });

  it('verify through the JWK set alone', () => {
    const issuer = issuerOf(young, old);
    const jwk = issuer.jwks.keys.find(({ kid }) => kid === 'young');
    const key = createPublicKey({ key: { ...jwk }, format: 'jwk' });
    expect(jwt.verify(issue(issuer), key, { algorithms: ['ES256'], clockTimestamp: NOW / 1000 })).toMatchObject({ phone_number: PHONE });
  });

  it('need names of their own', () => {
    expect(() => issuerOf(young, loadKey('token.key', RSA.publicKey, 'RS256', 'young'))).toThrow(
      'option "token.keyId" must be different for each key',
    );
  });
});

it('a key that cannot sign is refused when it is given, not when a code was spent', () => {
  expect(() => issuerFor('ES256', EC.publicKey)).toThrow('option "token.key" cannot sign: give a private key');
});

describe('the host’s claims', () => {
  const issuer = issuerFor('HS256');

  it('are anything that is JSON and not ours, as they will stand in the token', () => {
    const given = { tenant: 'a', roles: ['b'], nested: { c: 1 }, nothing: undefined, at: new Date(0) };
    const read = issuer.readHostClaims(given);
    expect(read).toEqual({ tenant: 'a', roles: ['b'], nested: { c: 1 }, at: '1970-01-01T00:00:00.000Z' });
    given.nested.c = 2;
    expect(read['nested']).toEqual({ c: 1 });
    expect(issuer.verify(issue(issuer, {}, read), NOW)).toMatchObject(read);
  });

  it.each([
    ...['iss', 'aud', 'sub', 'iat', 'nbf', 'exp', 'jti', 'auth_time', 'phone_number', 'phone_number_verified'],
    ...['purpose', 'txn', 'amr', 'acr', 'test', 'cnf'],
  ])('must not set %s', (name) => {
    expect(() => issuer.readHostClaims({ [name]: 'x' })).toThrow(`token.claims must not set "${name}"`);
    expect(() => issuer.readHostClaims({ toJSON: () => ({ [name]: 'x' }) })).toThrow(`token.claims must not set "${name}"`);
  });

  it('must not set __proto__', () => {
    expect(() => issuer.readHostClaims(JSON.parse('{"__proto__": {"aud": "x"}}'))).toThrow('must not set "__proto__"');
  });

  it('must be an object that can be written as JSON', () => {
    const circle: Record<string, unknown> = {};
    circle['circle'] = circle;
    expect(() => issuer.readHostClaims(circle)).toThrow('can be written as JSON');
    expect(() => issuer.readHostClaims({ big: 1n })).toThrow('can be written as JSON');
    for (const wrong of [null, undefined, 'text', 1, [], () => ({})]) {
      expect(() => issuer.readHostClaims(wrong)).toThrow('token.claims must return an object');
    }
  });
});
