/** The options of every provider account: name, addresses, time-out, and a key that usually comes from the environment. */
import { z } from 'zod';
import { isLoopback } from '../contract/loopback.js';
import { option } from '../options/parse-options.js';
import { blockedPortOf } from './wire/blocked-ports.js';

/** A key or token that must fit into a header. `what` says what it is and where its owner finds it. */
export function secretOption(what: string) {
  const expected = `${what} (visible ASCII characters without spaces; is the environment variable set?)`;
  return option.text(expected).regex(/^[\x21-\x7e]+$/, { error: expected });
}

/** The provider's place in callback paths and call ids. */
export function nameOption() {
  const expected = '1 to 32 of the characters a-z, 0-9 and "-"';
  return z.string({ error: expected }).regex(/^[a-z0-9-]{1,32}$/, { error: expected });
}

/** A base address, returned without a slash at the end. */
export function baseUrlOption(fallback: string) {
  const expected = 'an https URL without user, query and fragment (http for loopback addresses only)';
  return z
    .string({ error: expected })
    .refine(isSafeBaseUrl, { error: expected, abort: true })
    .refine((url) => blockedPortOf(new URL(url)) === undefined, {
      error: 'an address with another port (fetch sends nothing to this one, see "port blocking" in the Fetch standard)',
    })
    .transform((url) => new URL(url).href.replace(/\/+$/, ''))
    .default(fallback);
}

/** For the whole exchange with the provider, the answer's body included. */
export function timeoutOption() {
  return option.integer(1, 60_000).default(8000);
}

function isSafeBaseUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  if (url.username !== '' || url.password !== '' || text.includes('?') || text.includes('#')) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
}
