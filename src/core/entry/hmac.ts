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
/** A longer message gets memory of its own. */
const SHORT_BYTES = 512;
/** No character of a text, as JavaScript counts them, has more in UTF-8. */
const BYTES_OF_CHARACTER = 3;

/** @param key at most 64 bytes; a longer one would be hashed first, and no derived key is longer than 32 */
export function createHmacWith(key: Uint8Array): Hmac {
  if (key.length > BLOCK_BYTES) throw new RangeError('The key is longer than a block');
  const padded = (pad: number): Uint8Array => Uint8Array.from({ length: BLOCK_BYTES }, (_, index) => (key[index] ?? 0) ^ pad);
  const inner = padded(0x36);
  const outer = Buffer.concat([padded(0x5c), Buffer.alloc(HASH_BYTES)]);
  const withRoom = (bytes: number): Buffer => Buffer.concat([inner, Buffer.alloc(bytes)]);
  const short = withRoom(SHORT_BYTES);
  function hmac(text: string, value: string | Uint8Array, as: 'base64url'): string;
  function hmac(text: string, value: string | Uint8Array, as: 'buffer'): Buffer;
  function hmac(text: string, value: string | Uint8Array, as: 'base64url' | 'buffer'): string | Buffer {
    const most = BYTES_OF_CHARACTER * (text.length + value.length);
    const message = most <= SHORT_BYTES ? short : withRoom(most);
    let end = BLOCK_BYTES + message.write(text, BLOCK_BYTES);
    if (typeof value === 'string') {
      end += message.write(value, end);
    } else {
      message.set(value, end);
      end += value.length;
    }
    outer.write(hash('sha256', message.subarray(0, end), 'binary'), BLOCK_BYTES, 'binary');
    // It may have been a person's number.
    message.fill(0, BLOCK_BYTES, end);
    return hash('sha256', outer, as);
  }
  return hmac;
}
