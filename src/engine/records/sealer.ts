/** Seals what goes into the store, so that a leaked store shows no number, code, id or provider id. */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { RandomBytes } from '../../ports/clock.js';
import type { Keyring, SecretKeys } from './keyring.js';
import type { Unreadable } from './unreadable.js';

/**
 * The version of the sealed format and of its contents; it is authenticated too. A process that reads another number answers 503 and
 * overwrites nothing. So before a new number is written, a version must be released that reads both and writes the old one.
 */
const FORMAT = '2';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** The contents of a sealed text, or why they cannot be read. */
export type Unsealed = { readonly ok: true; readonly text: string; readonly keyId: string } | ({ readonly ok: false } & Unreadable);

/** Seals and opens what lies under one key of the store. */
export interface Seal {
  /** The same text gives a different result each time. */
  seal(text: string): string;
  unseal(sealed: string): Unsealed;
}

export interface Sealer {
  /** For one request: what is derived for a read is there for the put that follows. */
  of(key: string): Seal;
}

/** Every version writes a number, the short name of a secret, and what is sealed, with dots in between. */
const SEALED = /^(\d{1,3})\.([\w-]{8})(?:\.|$)/;

/** AES-256-GCM with a subkey for each store key; that key and the format are authenticated too. */
export function createSealer(keyring: Keyring, randomBytes: RandomBytes): Sealer {
  return { of: (key) => createSeal(keyring, randomBytes, key) };
}

function createSeal(keyring: Keyring, randomBytes: RandomBytes, key: string): Seal {
  const authenticated = Buffer.from(`${FORMAT}.${key}`);
  let derived: { readonly keys: SecretKeys; readonly subkey: Uint8Array } | undefined;
  /** One key with random nonces is safe for 2³² values. A key for each entry never seals so many. */
  const subkeyOf = (keys: SecretKeys): Uint8Array => {
    if (derived?.keys !== keys) derived = { keys, subkey: keys.sealing('', key, 'buffer') };
    return derived.subkey;
  };
  return {
    seal(text) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', subkeyOf(keyring.current), nonce).setAAD(authenticated);
      const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return `${FORMAT}.${keyring.current.id}.${sealed.toString('base64url')}`;
    },
    unseal(sealed) {
      const [, format, keyId] = SEALED.exec(sealed) ?? [];
      const [, , body = '', ...more] = sealed.split('.');
      if (format !== FORMAT || keyId === undefined || more.length > 0) return { ok: false, reason: 'unknown_format', keyId };
      const keys = keyring.byId(keyId);
      if (keys === undefined) return { ok: false, reason: 'unknown_key', keyId };
      const altered: Unsealed = { ok: false, reason: 'altered', keyId };
      const bytes = Buffer.from(body, 'base64url');
      if (bytes.length < NONCE_BYTES + TAG_BYTES) return altered;
      const decipher = createDecipheriv('aes-256-gcm', subkeyOf(keys), bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
      decipher.setAAD(authenticated).setAuthTag(bytes.subarray(-TAG_BYTES));
      try {
        return {
          ok: true,
          keyId,
          text: Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]).toString('utf8'),
        };
      } catch {
        return altered;
      }
    },
  };
}
