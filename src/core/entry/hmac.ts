/** HMAC-SHA-256 (RFC 2104) with a key that is prepared once. */
import { createHmac, createSecretKey } from 'node:crypto';

/** The HMAC of a text followed by a value. `buffer` gives 32 bytes, `base64url` 43 characters. */
export interface Hmac {
  (text: string, value: string | Uint8Array, as: 'base64url'): string;
  (text: string, value: string | Uint8Array, as: 'buffer'): Buffer;
}

export function createHmacWith(key: Uint8Array): Hmac {
  const prepared = createSecretKey(key);
  function hmac(text: string, value: string | Uint8Array, as: 'base64url'): string;
  function hmac(text: string, value: string | Uint8Array, as: 'buffer'): Buffer;
  function hmac(text: string, value: string | Uint8Array, as: 'base64url' | 'buffer'): string | Buffer {
    const hash = createHmac('sha256', prepared);
    if (typeof value === 'string') hash.update(text + value);
    else hash.update(text).update(value);
    return as === 'buffer' ? hash.digest() : hash.digest(as);
  }
  return hmac;
}
