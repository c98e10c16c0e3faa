/** Codes: derived from a verification's random bits, digested where a provider chose them, compared in constant time. */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** Digits of every code that we choose: both providers take exactly four. */
export const OUR_CODE_LENGTH = 4;

/** The codes of one verification: bound to its random bits and to the key that began it, stored nowhere. */
export interface CodeBook {
  /** The code we choose. Another `generation` is another code: it is raised when a code is burnt. */
  ourCode(generation: number): string;
  /** A keyed digest of a code that somebody else chose, bound to this verification. */
  digest(code: string): string;
}

/** @param key the code key of the secret that began the verification @param bits the random bits of its id */
export function createCodeBook(key: Uint8Array, bits: Uint8Array): CodeBook {
  return {
    ourCode(generation) {
      const space = 10 ** OUR_CODE_LENGTH;
      // Values at or above the largest multiple of the space would favour small codes.
      const unbiased = Math.floor(2 ** 32 / space) * space;
      for (let draw = 0; ; draw += 1) {
        const value = createHmac('sha256', key).update(`code.${generation}.${draw}.`).update(bits).digest().readUInt32BE();
        if (value < unbiased) return String(value % space).padStart(OUR_CODE_LENGTH, '0');
      }
    },
    digest: (code) => createHmac('sha256', key).update('digest.').update(bits).update(code).digest('base64url').slice(0, 22),
  };
}

/** Compares two strings in a time that depends on their lengths only. */
export function isSameText(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
