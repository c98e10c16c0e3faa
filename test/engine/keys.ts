/** Keyrings for the engine's tests. */
import { randomBytes } from 'node:crypto';
import { createKeyring, type Keyring } from '../../src/engine/records/keyring.js';
import { createStoreFailures } from '../../src/engine/records/store-failures.js';
import { createUnreadables } from '../../src/engine/records/unreadable.js';
import { registerSecret } from '../support/secrets.js';

export const bytes = (length: number): Uint8Array => randomBytes(length);

export function newSecret(): string {
  return registerSecret(randomBytes(32).toString('base64'), 'a secret');
}

/** @param secrets the first writes; the last is the one begun with */
export function keyringOf(...secrets: [string, ...string[]]): Keyring {
  return createKeyring(secrets, secrets.at(-1) ?? secrets[0]);
}

/** Values that cannot be opened are reported to nobody, and are not taken as empty. */
export const unreadables = createUnreadables(
  () => undefined,
  () => 0,
  false,
);

/** Failures that are reported to nobody. */
export const failures = createStoreFailures(() => undefined);
