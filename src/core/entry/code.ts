/** Codes: derived from a verification's random bits, or digested if a provider chose them, and compared in constant time. */
import { timingSafeEqual } from 'node:crypto';
import type { Hmac } from './hmac.js';

/** The length of every code that we choose: both providers take exactly four digits. */
export const OUR_CODE_LENGTH = 4;

/** The codes of one verification. They are derived from its random bits and the key that began it, and are not stored. */
export interface CodeBook {
  /** The code we choose. `generation` is raised when a code is burnt, and gives another code. */
  ourCode(generation: number): string;
  /** A keyed digest of a code that somebody else chose, bound to this verification. */
  digest(code: string): string;
}

/** @param hmac with the code key of the secret that began the verification @param bits the random bits of its id */
export function createCodeBook(hmac: Hmac, bits: Uint8Array): CodeBook {
  return {
    ourCode(generation) {
      const space = 10 ** OUR_CODE_LENGTH;
      // Values at or above the largest multiple of the space would favour small codes.
      const unbiased = Math.floor(2 ** 32 / space) * space;
      for (let draw = 0; ; draw += 1) {
        const value = hmac(`code.${generation}.${draw}.`, bits, 'buffer').readUInt32BE();
        if (value < unbiased) return String(value % space).padStart(OUR_CODE_LENGTH, '0');
      }
    },
    digest: (code) => hmac('digest.', Buffer.concat([bits, Buffer.from(code)]), 'base64url').slice(0, 22),
  };
}

/** Compares two strings in a time that depends only on their lengths. */
export function isSameText(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
