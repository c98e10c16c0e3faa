/** Seals what goes into the store, so that a leaked store shows no number, code, id or provider id. */
import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import type { RandomBytes } from '../../ports/clock.js';
import type { Keyring, SecretKeys } from './keyring.js';
import { pack, unpack } from './packing.js';

/** The version of the sealed format; part of the authenticated data. */
const FORMAT = '1';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export interface Sealer {
  /** Each sealing of the same value is another text. */
  seal(key: string, value: unknown): string;
  /** The value, or `undefined` if it was sealed by a secret no longer given, or is not of our making. */
  unseal(key: string, sealed: string): unknown;
}

/** One key with random nonces is worn out after 2³² values; one for each entry never is. */
function subkey(keys: SecretKeys, key: string): Uint8Array {
  return createHmac('sha256', keys.sealing).update(key).digest();
}

/** AES-256-GCM with a subkey for each store key, that key and the format being authenticated with it. */
export function createSealer(keyring: Keyring, randomBytes: RandomBytes): Sealer {
  return {
    seal(key, value) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', subkey(keyring.current, key), nonce).setAAD(Buffer.from(`${FORMAT}.${key}`));
      const sealed = Buffer.concat([nonce, cipher.update(pack(value), 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return `${FORMAT}.${keyring.current.id}.${sealed.toString('base64url')}`;
    },
    unseal(key, sealed) {
      const [format, keyId, body] = sealed.split('.');
      const keys = keyring.byId(keyId ?? '');
      if (format !== FORMAT || keys === undefined || body === undefined) return undefined;
      const bytes = Buffer.from(body, 'base64url');
      if (bytes.length < NONCE_BYTES + TAG_BYTES) return undefined;
      const decipher = createDecipheriv('aes-256-gcm', subkey(keys, key), bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(`${FORMAT}.${key}`)).setAuthTag(bytes.subarray(-TAG_BYTES));
      try {
        // Nothing is unpacked before it is known to be of our making.
        return unpack(Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]).toString('utf8'));
      } catch {
        return undefined;
      }
    },
  };
}
