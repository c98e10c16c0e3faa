/** The endpoint that ends a verification at its client's wish. */
import type { RequestHandler } from 'express';
import { runEndpoint, type Work } from './endpoint.js';
import { assertCalls } from './factory-options.js';
import type { CallVerification } from './http-settings.js';
import { readReference } from './verification-reference.js';

/** `DELETE` with the header `Verification-Id`: 204. */
export function cancelCallVerification(calls: CallVerification): RequestHandler {
  assertCalls('cancelCallVerification', calls);
  const work: Work = async (req, res) => {
    const reference = readReference(calls, req);
    if (!reference.ok) return reference;
    const canceled = await calls.cancel(reference.input);
    if (!canceled.ok) return canceled;
    res.status(204).set('Cache-Control', 'no-store').end();
    return undefined;
  };
  return function cancelCallVerificationMiddleware(req, res, next) {
    runEndpoint(work, req, res, next);
  };
}
