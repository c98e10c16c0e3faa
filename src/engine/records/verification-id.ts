/** The id of a verification: 192 random bits, then its number's pseudonym behind a mask that only we can lift. */
import type { RandomBytes } from '../../ports/clock.js';
import type { Pseudonyms } from './keyring.js';

export const RANDOM_BYTES = 24;
const PSEUDONYM_BYTES = 16;

/** What an id leads to. */
export interface VerificationRef {
  readonly verificationId: string;
  /** The random bits, from which the code is derived. */
  readonly bits: Uint8Array;
  /** Base64url of the number's pseudonym: the name of its entry. */
  readonly number: string;
  /** Under this the entry knows the verification. */
  readonly idHash: string;
}

function mix(bytes: Uint8Array, mask: Uint8Array): Uint8Array {
  return bytes.map((byte, index) => byte ^ (mask[index] ?? 0));
}

function refer(verificationId: string, bits: Uint8Array, pseudonym: Uint8Array, pseudonyms: Pseudonyms): VerificationRef {
  return {
    verificationId,
    bits,
    number: Buffer.from(pseudonym).toString('base64url'),
    idHash: pseudonyms.shortHash('verification', bits),
  };
}

/** Makes an id for a number. Two ids of one number look unrelated. */
export function createVerificationRef(e164: string, pseudonyms: Pseudonyms, randomBytes: RandomBytes): VerificationRef {
  const bits = randomBytes(RANDOM_BYTES);
  const pseudonym = pseudonyms.ofPhone(e164);
  const masked = mix(pseudonym, pseudonyms.mask(bits, PSEUDONYM_BYTES));
  return refer(Buffer.concat([bits, masked]).toString('base64url'), bits, pseudonym, pseudonyms);
}

/** Reads an id; `undefined` if it cannot be one. Whether it is known, its entry tells. */
export function readVerificationId(text: string, pseudonyms: Pseudonyms): VerificationRef | undefined {
  const bytes = Buffer.from(text, 'base64url');
  // Only the canonical spelling, so that one id has one name.
  if (bytes.length !== RANDOM_BYTES + PSEUDONYM_BYTES || bytes.toString('base64url') !== text) return undefined;
  const bits = bytes.subarray(0, RANDOM_BYTES);
  const pseudonym = mix(bytes.subarray(RANDOM_BYTES), pseudonyms.mask(bits, PSEUDONYM_BYTES));
  return refer(text, bits, pseudonym, pseudonyms);
}
