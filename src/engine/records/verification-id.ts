/** The id of a verification: 192 random bits, then its number's pseudonym behind a mask that only the keyring can remove. */
import type { RandomBytes } from '../../ports/clock.js';
import type { Pseudonyms } from './keyring.js';

const RANDOM_BYTES = 24;
const PSEUDONYM_BYTES = 16;

/** What an id identifies. */
export interface VerificationRef {
  readonly verificationId: string;
  /** The random bits, from which the code is derived. */
  readonly bits: Uint8Array;
  /** The store's key of the number's entry; it contains the number's pseudonym. */
  readonly entryKey: string;
  /** The name of the verification in its entry. */
  readonly idHash: string;
}

function mix(bytes: Uint8Array, mask: Uint8Array): Buffer {
  const mixed = Buffer.from(bytes);
  for (let index = 0; index < mixed.length; index += 1) mixed[index] = (bytes[index] ?? 0) ^ (mask[index] ?? 0);
  return mixed;
}

function entryKeyOf(pseudonym: Uint8Array): string {
  return `n:${Buffer.from(pseudonym).toString('base64url')}`;
}

/** The store's key of a number's entry. */
export function entryKeyOfPhone(e164: string, pseudonyms: Pseudonyms): string {
  return entryKeyOf(pseudonyms.ofPhone(e164));
}

function refer(verificationId: string, bits: Uint8Array, pseudonym: Uint8Array, pseudonyms: Pseudonyms): VerificationRef {
  return {
    verificationId,
    bits,
    entryKey: entryKeyOf(pseudonym),
    idHash: pseudonyms.shortHash('verification', bits),
  };
}

export function newIdBits(randomBytes: RandomBytes): Uint8Array {
  return randomBytes(RANDOM_BYTES);
}

/** Makes an id for a number. Two ids of one number look unrelated. */
export function createVerificationRef(e164: string, pseudonyms: Pseudonyms, bits: Uint8Array): VerificationRef {
  const pseudonym = pseudonyms.ofPhone(e164);
  const masked = mix(pseudonym, pseudonyms.cover('mask', bits, PSEUDONYM_BYTES));
  return refer(Buffer.concat([bits, masked]).toString('base64url'), bits, pseudonym, pseudonyms);
}

/** Reads an id; `undefined` if it cannot be one. Only its entry says whether it is known. */
export function readVerificationId(text: string, pseudonyms: Pseudonyms): VerificationRef | undefined {
  const bytes = Buffer.from(text, 'base64url');
  // Only the canonical spelling is accepted, so one id has one name.
  if (bytes.length !== RANDOM_BYTES + PSEUDONYM_BYTES || bytes.toString('base64url') !== text) return undefined;
  const bits = bytes.subarray(0, RANDOM_BYTES);
  const pseudonym = mix(bytes.subarray(RANDOM_BYTES), pseudonyms.cover('mask', bits, PSEUDONYM_BYTES));
  return refer(text, bits, pseudonym, pseudonyms);
}

/** Hides a number so that only a client with the verification's id can read it. At most fifteen digits (ITU-T E.164) fit into eight bytes. */
export function phoneCover(
  { bits }: VerificationRef,
  pseudonyms: Pseudonyms,
): { hide(e164: string): string; show(hidden: string): string } {
  const mask = (): Uint8Array => pseudonyms.cover('hidden phone', bits, 8);
  return {
    hide(e164) {
      const bytes = Buffer.alloc(8);
      bytes.writeBigUInt64BE(BigInt(e164.slice(1)));
      return mix(bytes, mask()).toString('base64url');
    },
    show: (hidden) => `+${mix(Buffer.from(hidden, 'base64url'), mask()).readBigUInt64BE()}`,
  };
}
