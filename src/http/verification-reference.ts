/** Reads which verification a request without a body means: the id is in a header, never in a URL. */
import type { Request } from 'express';
import type { ReferenceInput } from '../contract/inputs.js';
import { NOT_FOUND, type Problem } from '../contract/problems.js';
import { parseReference } from '../engine/input.js';
import { bindingOf } from './binding.js';
import type { Internals } from './internals.js';

export type Reference = { readonly ok: true; readonly input: ReferenceInput } | Problem;

const MISSING: Problem = {
  ok: false,
  code: 'invalid_request',
  detail: 'The header "Verification-Id" is missing: send the verificationId of the start in it.',
};

export function readReference(internals: Internals, req: Request): Reference {
  const verificationId = req.headers['verification-id'];
  if (verificationId === undefined || verificationId === '') return MISSING;
  const binding = bindingOf(internals, req);
  if (binding.isMissing) return NOT_FOUND;
  const parsed = parseReference({ verificationId, ...binding.members });
  return parsed.ok ? parsed : NOT_FOUND;
}
