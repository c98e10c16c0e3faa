/**
 * HMAC-SHA-256 (RFC 2104) of short messages, by one call of the hash for each of its two rounds. `createHmac` makes a stream for each
 * message, which costs twice as much, and a request has about ten.
 */
import { hash } from 'node:crypto';

/** The HMAC of a text followed by a value. `buffer` gives 32 bytes, `base64url` 43 characters. */
export interface Hmac {
  (text: string, value: string | Uint8Array, as: 'base64url'): string;
  (text: string, value: string | Uint8Array, as: 'buffer'): Buffer;
}

const BLOCK_BYTES = 64;
const HASH_BYTES = 32;

/** @param key at most 64 bytes; a longer one would be hashed first, and no derived key is longer than 32 */
export function createHmacWith(key: Uint8Array): Hmac {
  if (key.length > BLOCK_BYTES) throw new RangeError('The key is longer than a block');
  const padded = (pad: number): Uint8Array => Uint8Array.from({ length: BLOCK_BYTES }, (_, index) => (key[index] ?? 0) ^ pad);
  const inner = padded(0x36);
  const outer = Buffer.concat([padded(0x5c), Buffer.alloc(HASH_BYTES)]);
  function hmac(text: string, value: string | Uint8Array, as: 'base64url'): string;
  function hmac(text: string, value: string | Uint8Array, as: 'buffer'): Buffer;
  function hmac(text: string, value: string | Uint8Array, as: 'base64url' | 'buffer'): string | Buffer {
    const rest = typeof value === 'string' ? [Buffer.from(text + value)] : [Buffer.from(text), value];
    const message = Buffer.concat([inner, ...rest]);
    outer.write(hash('sha256', message, 'binary'), BLOCK_BYTES, 'binary');
    return hash('sha256', outer, as);
  }
  return hmac;
}
