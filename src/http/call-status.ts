/** The endpoint that tells how a verification stands. */
import type { RequestHandler } from 'express';
import { runEndpoint, type Work } from './endpoint.js';
import { assertCalls } from './factory-options.js';
import type { CallVerification } from './http-settings.js';
import { sendJson } from './problem-response.js';
import { readReference } from './verification-reference.js';

/** `GET` with the header `Verification-Id`: 200. */
export function callStatus(calls: CallVerification): RequestHandler {
  assertCalls('callStatus', calls);
  const work: Work = async (req, res) => {
    const reference = readReference(calls, req);
    if (!reference.ok) return reference;
    const status = await calls.status(reference.input);
    if (!status.ok) return status;
    const { ok: _, ...document } = status;
    sendJson(res, 200, document);
    return undefined;
  };
  return function callStatusMiddleware(req, res, next) {
    runEndpoint(work, req, res, next);
  };
}
