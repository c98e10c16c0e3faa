/** Reads the header `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header, "The Idempotency-Key HTTP Header Field"). */
import type { Request } from 'express';
import type { Problem } from '../contract/problems.js';

export type IdempotencyKey = { readonly ok: true; readonly members: { readonly idempotencyKey?: string } } | Problem;

const HEADER = 'idempotency-key';
/** A shorter key could be guessed, or come twice by chance. */
const KEY = /^[\x21-\x7e]{16,255}$/;
/** The string of a structured field (RFC 9651, 3.3.3), as in the draft. Most clients send the key without quotes; both are the same key. */
const QUOTED = /^"((?:[^"\\]|\\["\\])*)"$/;

const WRONG_FORM: Problem = {
  ok: false,
  code: 'invalid_request',
  detail: 'The header "Idempotency-Key" must be 16 to 255 visible ASCII characters, in double quotes or without.',
};
const TWICE: Problem = { ok: false, code: 'invalid_request', detail: 'The header "Idempotency-Key" must be given once.' };

export function readIdempotencyKey(req: Request): IdempotencyKey {
  const values = req.headersDistinct[HEADER] ?? [];
  const [value] = values;
  if (value === undefined) return { ok: true, members: {} };
  if (values.length > 1) return TWICE;
  const idempotencyKey = value.startsWith('"') ? QUOTED.exec(value)?.[1]?.replaceAll(/\\(.)/g, '$1') : value;
  return idempotencyKey === undefined || !KEY.test(idempotencyKey) ? WRONG_FORM : { ok: true, members: { idempotencyKey } };
}
