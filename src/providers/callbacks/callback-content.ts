/** Finds out what a callback's body is: JSON, parts, other text, or what the host's body parser made of it. */
import type { CallbackRequest } from '../../ports/method.js';
import { parseExactJson } from '../wire/exact-json.js';
import { decodeText } from './callback-bytes.js';
import { readMultipart } from './callback-multipart.js';

/** What a body holds, as far as it is understood without knowing its fields. */
export type CallbackContent =
  | { readonly form: 'json'; readonly value: unknown }
  | { readonly form: 'parts'; readonly pairs: readonly (readonly [string, string])[] }
  | { readonly form: 'text'; readonly text: string }
  | { readonly form: 'parsed'; readonly value: unknown };

/** Bytes and text are read; anything else was parsed by the host. */
export function readContent({ body, headers }: CallbackRequest): CallbackContent {
  const given = headers['content-type'];
  const contentType = typeof given === 'string' ? given : undefined;
  const text = body instanceof Uint8Array ? decodeText(body, contentType) : body;
  return typeof text === 'string' ? readString(text, contentType) : { form: 'parsed', value: text };
}

/** Of the declared type only a boundary counts, because owners write JSON into templates that are sent as text. */
export function readString(text: string, contentType?: string): CallbackContent {
  // `trim` removes a byte order mark, too.
  const trimmed = text.trim();
  try {
    if (trimmed !== '') return { form: 'json', value: parseExactJson(trimmed) };
  } catch {
    // Not JSON.
  }
  const pairs = readMultipart(trimmed, contentType);
  return pairs === undefined ? { form: 'text', text: trimmed } : { form: 'parts', pairs };
}
