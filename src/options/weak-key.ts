/** Recognises keys that nobody drew at random. */

const FEWEST_DISTINCT_BYTES = 8;

/** Why a long key is refused. Of 32 random hexadecimal digits fewer than 8 differ once in 25 million keys; of random bytes never. */
export const WEAK_KEY = 'of random bytes: fewer than 8 of them differ (take for example `openssl rand -base64 32`)';

/** Whether it is one byte again and again, or a few. */
export function isWeakKey(key: string | Uint8Array): boolean {
  return new Set(typeof key === 'string' ? Buffer.from(key, 'utf8') : key).size < FEWEST_DISTINCT_BYTES;
}
