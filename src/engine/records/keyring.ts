/** All keys of the engine, derived from the host's secrets: those of each secret, and those that survive a rotation. */
import { hkdfSync } from 'node:crypto';
import { createHmacWith, type Hmac } from '../../core/entry/hmac.js';

/** Keys of one secret. */
export interface SecretKeys {
  /** Names the secret in sealed values and tokens, and reveals nothing about it. */
  readonly id: string;
  readonly sealing: Hmac;
  readonly code: Hmac;
  readonly token: Uint8Array;
}

/** Keyed hashes that stay the same while secrets rotate. */
export interface Pseudonyms {
  /** 16 bytes that stand for a number. */
  ofPhone(e164: string): Uint8Array;
  /** 22 characters (128 bits) for `value`; another `label` gives an unrelated hash. */
  hash(label: string, value: string | Uint8Array): string;
  /** 16 characters (96 bits), for what is compared within one entry only. */
  shortHash(label: string, value: string | Uint8Array): string;
  /** `length` bytes (at most 32) that hide what is combined with them; another `label` gives unrelated ones. */
  cover(label: string, bits: Uint8Array, length: number): Uint8Array;
}

export interface Keyring {
  /** Keys of the secret that seals. */
  readonly current: SecretKeys;
  /** All secrets that open, the current one first. */
  readonly all: readonly SecretKeys[];
  byId(id: string): SecretKeys | undefined;
  readonly pseudonyms: Pseudonyms;
}

/** A secret as hosts give it. */
export type Secret = string | Uint8Array;

/** HKDF (RFC 5869): one independent key for each use of one secret. */
function derive(secret: Secret, use: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, 'express-call-verification', use, 32));
}

function keysOf(secret: Secret): SecretKeys {
  return {
    id: Buffer.from(derive(secret, 'key id')).toString('base64url').slice(0, 8),
    sealing: createHmacWith(derive(secret, 'sealing')),
    code: createHmacWith(derive(secret, 'code')),
    token: derive(secret, 'token'),
  };
}

/** @param secrets the first seals, all open @param pseudonymKey the secret that the owner began with */
export function createKeyring(secrets: readonly [Secret, ...Secret[]], pseudonymKey: Secret): Keyring {
  const [current, ...older] = [keysOf(secrets[0]), ...secrets.slice(1).map(keysOf)] as const;
  const all = [current, ...older];
  const byId = new Map(all.map((keys) => [keys.id, keys]));
  const mac = createHmacWith(derive(pseudonymKey, 'pseudonym'));
  return {
    current,
    all,
    byId: (id) => byId.get(id),
    pseudonyms: {
      ofPhone: (e164) => mac('phone\0', e164, 'buffer').subarray(0, 16),
      hash: (label, value) => mac(`${label}\0`, value, 'base64url').slice(0, 22),
      shortHash: (label, value) => mac(`${label}\0`, value, 'base64url').slice(0, 16),
      cover: (label, bits, length) => mac(`${label}\0`, bits, 'buffer').subarray(0, length),
    },
  };
}
