/** The codes of one verification, from its id and the secret that began it. */
import { type CodeBook, createCodeBook } from '../../core/entry/code.js';
import type { Keyring } from './keyring.js';
import type { VerificationRef } from './verification-id.js';

/** The codes of a verification, by the key that began it; `undefined` if that is no longer given. */
export function codeBookOf(keyring: Keyring, keyId: string, ref: VerificationRef): CodeBook | undefined {
  const keys = keyring.byId(keyId);
  return keys === undefined ? undefined : createCodeBook(keys.code, ref.bits);
}
