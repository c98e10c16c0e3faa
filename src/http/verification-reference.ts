/** Reads which verification a request without a body is about: the id stands in a header, never in a URL. */
import type { Request } from 'express';
import { NOT_FOUND, type Problem } from '../contract/problems.js';
import type { ReferenceInput } from '../engine/input.js';
import { bindingOf } from './binding.js';
import type { CallVerification } from './http-settings.js';

export type Reference = { readonly ok: true; readonly input: ReferenceInput } | Problem;

export function readReference(calls: CallVerification, req: Request): Reference {
  const verificationId = req.headers['verification-id'];
  const binding = bindingOf(calls.http, req);
  if (typeof verificationId !== 'string' || verificationId.length > 128 || verificationId === '' || binding.isMissing) return NOT_FOUND;
  return { ok: true, input: { verificationId, ...binding.members } };
}
