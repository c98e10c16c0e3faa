/** Codes: derived from a verification's random bits, or digested if a provider chose them, and compared in constant time. */
import { timingSafeEqual } from 'node:crypto';
import type { Hmac } from './hmac.js';

/** How many digits a code of ours may have. Both providers take exactly four. */
export const OUR_CODE_LENGTHS = { least: 4, most: 8 } as const;

/** Which of the codes that we choose for a verification: each length has a code of its own, and a burnt code is followed by another. */
export interface OwnCode {
  /** How many codes of this verification were burnt before. */
  readonly generation: number;
  /** Digits. */
  readonly length: number;
}

/** The codes of one verification. They are derived from its random bits and the key that began it, and are not stored. */
export interface CodeBook {
  /** A code that we choose. It tells nothing about the codes of other lengths and generations. */
  ourCode(code: OwnCode): string;
  /** A keyed digest of a code that somebody else chose, bound to this verification. */
  digest(code: string): string;
}

/** @param hmac with the code key of the secret that began the verification @param bits the random bits of its id */
export function createCodeBook(hmac: Hmac, bits: Uint8Array): CodeBook {
  return {
    ourCode({ generation, length }) {
      const space = 10 ** length;
      // Values at or above the largest multiple of the space would favour small codes.
      const unbiased = Math.floor(2 ** 32 / space) * space;
      for (let draw = 0; ; draw += 1) {
        const value = hmac(`code.${length}.${generation}.${draw}.`, bits, 'buffer').readUInt32BE();
        if (value < unbiased) return String(value % space).padStart(length, '0');
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
