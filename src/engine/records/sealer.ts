/** Seals what goes into the store, so that a leaked store shows no number, code, id or provider id. */
import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import type { RandomBytes } from '../../ports/clock.js';
import type { Keyring, SecretKeys } from './keyring.js';

/** The version of the sealed format and of its contents; it is authenticated too. */
const FORMAT = '2';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** The contents of a sealed text, or why they cannot be read. */
export type Unsealed =
  | { readonly ok: true; readonly text: string }
  /** - `unknown_format`: another version of this package wrote it. - `not_ours`: sealed by a secret that is not given, or altered. */
  | { readonly ok: false; readonly why: 'unknown_format' | 'not_ours' };

export interface Sealer {
  /** The same text gives a different result each time. */
  seal(key: string, text: string): string;
  unseal(key: string, sealed: string): Unsealed;
}

const NOT_OURS: Unsealed = { ok: false, why: 'not_ours' };

/** One key with random nonces is safe for 2³² values. A key for each entry never seals so many. */
function subkey(keys: SecretKeys, key: string): Uint8Array {
  return createHmac('sha256', keys.sealing).update(key).digest();
}

/** AES-256-GCM with a subkey for each store key; that key and the format are authenticated too. */
export function createSealer(keyring: Keyring, randomBytes: RandomBytes): Sealer {
  return {
    seal(key, text) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', subkey(keyring.current, key), nonce).setAAD(Buffer.from(`${FORMAT}.${key}`));
      const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return `${FORMAT}.${keyring.current.id}.${sealed.toString('base64url')}`;
    },
    unseal(key, sealed) {
      const [format, keyId = '', body = ''] = sealed.split('.');
      if (format !== FORMAT) return { ok: false, why: 'unknown_format' };
      const keys = keyring.byId(keyId);
      const bytes = Buffer.from(body, 'base64url');
      if (keys === undefined || bytes.length < NONCE_BYTES + TAG_BYTES) return NOT_OURS;
      const decipher = createDecipheriv('aes-256-gcm', subkey(keys, key), bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(`${FORMAT}.${key}`)).setAuthTag(bytes.subarray(-TAG_BYTES));
      try {
        return {
          ok: true,
          text: Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]).toString('utf8'),
        };
      } catch {
        return NOT_OURS;
      }
    },
  };
}
