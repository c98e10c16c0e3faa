/** The endpoint by which a client ends its verification. */
import type { RequestHandler } from 'express';
import type { CallVerification } from '../engine/service.js';
import { runEndpoint, type Work } from './endpoint.js';
import { internalsOf } from './internals.js';
import { readReference } from './verification-reference.js';

/** `DELETE` with the header `Verification-Id`: 204. */
export function cancelCallVerification(calls: CallVerification): RequestHandler {
  const internals = internalsOf('cancelCallVerification', calls);
  const work: Work = async (req) => {
    const reference = readReference(internals, req);
    if (!reference.ok) return reference;
    const canceled = await internals.useCases.cancel(reference.input);
    return canceled.ok ? { ok: true, status: 204 } : canceled;
  };
  return function cancelCallVerificationMiddleware(req, res, next) {
    runEndpoint(internals, work, req, res, next);
  };
}
