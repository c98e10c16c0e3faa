/** Keys of every algorithm, made once, and issuers that sign with them. */
import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import type { TokenIssuer, VerifiedFacts } from '../../src/ports/token.js';
import { createTokenIssuer } from '../../src/tokens/jwt.js';
import { type LoadedKey, loadKey, type TokenAlgorithm } from '../../src/tokens/keys.js';
import { registerSecret } from '../support/secrets.js';

export interface PemPair {
  readonly privateKey: string;
  readonly publicKey: string;
}

function pemOf({ privateKey, publicKey }: { privateKey: KeyObject; publicKey: KeyObject }): PemPair {
  return {
    privateKey: registerSecret(privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(), 'a private key'),
    publicKey: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
  };
}

export const newRsa = (modulusLength = 2048): PemPair => pemOf(generateKeyPairSync('rsa', { modulusLength }));
export const newEc = (namedCurve: string): PemPair => pemOf(generateKeyPairSync('ec', { namedCurve }));
export const newSecretKey = (length: number): string => registerSecret(randomBytes(length).toString('hex').slice(0, length), 'a key');

export const RSA = newRsa();
export const CURVES = { ES256: 'prime256v1', ES384: 'secp384r1', ES512: 'secp521r1' } as const;
export const EC = newEc('prime256v1');

/** A good key for each algorithm. */
export function goodKey(algorithm: TokenAlgorithm): string {
  if (algorithm.startsWith('HS')) return newSecretKey(64);
  if (algorithm === 'ES256' || algorithm === 'ES384' || algorithm === 'ES512') return newEc(CURVES[algorithm]).privateKey;
  return RSA.privateKey;
}

export const PHONE = registerSecret('+79160000010', 'a phone number');
export const NOW = Date.UTC(2030, 0, 1);

const FACTS: VerifiedFacts = {
  phone: PHONE,
  subject: 'pseudonym',
  purpose: 'sign-in',
  tokenId: 'token id',
  txn: 'transaction',
  amr: ['tel'],
  isTest: false,
  verifiedAt: NOW,
};

export function issuerOf(current: LoadedKey, ...others: LoadedKey[]): TokenIssuer {
  return createTokenIssuer({ current, others, issuer: 'us', audience: 'them', expiresInSeconds: 300 });
}

export function issuerFor(algorithm: TokenAlgorithm, key: string = goodKey(algorithm), keyId?: string): TokenIssuer {
  return issuerOf(loadKey('token.key', key, algorithm, keyId));
}

export const issue = (issuer: TokenIssuer, facts: Partial<VerifiedFacts> = {}, claims: Record<string, unknown> = {}): string =>
  registerSecret(issuer.issue({ ...FACTS, ...facts }, claims), 'a token');
