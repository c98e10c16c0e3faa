/** All endpoints for clients at once. */
import { type RequestHandler, Router } from 'express';
import { callStatus } from './call-status.js';
import { cancelCallVerification } from './cancel-call-verification.js';
import { checkCallCode } from './check-call-code.js';
import { assertCalls } from './factory-options.js';
import type { CallVerification } from './http-settings.js';
import { sendJson } from './problem-response.js';
import { startCallVerification } from './start-call-verification.js';

/** `POST /` starts, `POST /check`, `GET /status`, `DELETE /`, and `GET /jwks.json` for those who verify tokens elsewhere. */
export function callVerificationRouter(calls: CallVerification, options: { readonly purpose?: string } = {}): RequestHandler {
  assertCalls('callVerificationRouter', calls);
  const router = Router();
  router.post('/', startCallVerification(calls, options));
  router.post('/check', checkCallCode(calls, options));
  router.get('/status', callStatus(calls));
  router.delete('/', cancelCallVerification(calls));
  router.get('/jwks.json', (_req, res) => sendJson(res, 200, calls.jwks, 'application/jwk-set+json'));
  return router;
}
