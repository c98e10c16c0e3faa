/** Reads the header `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header, "The Idempotency-Key HTTP Header Field"). */
import type { Request } from 'express';
import type { Problem } from '../contract/problems.js';
import { REQUEST_KEY } from '../engine/input.js';

export type IdempotencyKey = { readonly ok: true; readonly members: { readonly idempotencyKey?: string } } | Problem;

const HEADER = 'idempotency-key';
/** The string of a structured field (RFC 9651, 3.3.3), as in the draft. Most clients send the key without quotes; both are the same key. */
const QUOTED = /^"((?:[^"\\]|\\["\\])*)"$/;

const WRONG_FORM: Problem = {
  ok: false,
  code: 'invalid_request',
  detail: `The header "Idempotency-Key" ${REQUEST_KEY.expected}, in double quotes or without.`,
};
const TWICE: Problem = { ok: false, code: 'invalid_request', detail: 'The header "Idempotency-Key" must be given once.' };

export function readIdempotencyKey(req: Request): IdempotencyKey {
  const values = valuesOf(req);
  const [value] = values;
  if (value === undefined) return { ok: true, members: {} };
  if (values.length > 1) return TWICE;
  const idempotencyKey = value.startsWith('"') ? QUOTED.exec(value)?.[1]?.replaceAll(/\\(.)/g, '$1') : value;
  return idempotencyKey === undefined || !REQUEST_KEY.form.test(idempotencyKey) ? WRONG_FORM : { ok: true, members: { idempotencyKey } };
}

/**
 * Every host fills `headers`, but joins what came twice. `rawHeaders` shows it, but is absent or empty where a request did not come through
 * a socket. (`headersDistinct` is made from it, and absent with HTTP/2.)
 */
function valuesOf(req: Request): readonly string[] {
  const joined = req.headers[HEADER];
  if (joined === undefined) return [];
  const raw: readonly string[] | undefined = req.rawHeaders;
  const distinct = (raw ?? []).filter((_, index, all) => index % 2 === 1 && all[index - 1]?.toLowerCase() === HEADER);
  return distinct.length > 1 ? distinct : [joined].flat();
}
