/** The router that takes the providers' callbacks. */
import { type Request, type RequestHandler, type Response, Router } from 'express';
import { LEAVING, type ProblemOf, UNAVAILABLE } from '../contract/problems.js';
import type { CallVerification } from '../engine/service.js';
import { readCallbackBody } from './callback-body.js';
import { believableAddress } from './client-address.js';
import { internalsOf } from './internals.js';
import { endConnectionIfLeaving } from './leaving-connection.js';
import { sendNothing } from './problem-response.js';

/**
 * `GET` and `POST` `/<provider>/<token>`: 204, whatever the callback says and however often it comes. A wrong sender gets 404 before the
 * body is read, a body over 16 kB gets 413, and 503 asks the provider to send it again while the store fails, or to another process
 * when the service is closed. `Retry-After` says when.
 */
export function callWebhooks(calls: CallVerification): RequestHandler {
  const { emit, lifecycle, takesCallbacks } = internalsOf('callWebhooks', calls);
  takesCallbacks();
  const answer = (req: Request, res: Response, status: number): void => {
    endConnectionIfLeaving(lifecycle, req, res);
    sendNothing(res, status);
  };
  /** Asks the provider to send the callback again: soon if another process may take it, later if the store fails. */
  const askAgain = (req: Request, res: Response, { retryAfterSeconds }: ProblemOf<'temporarily_unavailable'>): void => {
    res.setHeader('Retry-After', retryAfterSeconds);
    answer(req, res, 503);
  };
  const take = async (req: Request, res: Response): Promise<void> => {
    const { provider = '', token = '' } = req.params as Record<string, string | undefined>;
    const isCallback = req.method === 'GET' || req.method === 'POST';
    const address = believableAddress(req);
    if (!isCallback || !calls.acceptsCallback(provider, { token, headers: req.headers, address })) return answer(req, res, 404);
    // The body would be read for nothing.
    if (lifecycle.refusesAll()) return askAgain(req, res, LEAVING);
    const read = await readCallbackBody(req);
    if (!read.ok && read.reason === 'too_large') {
      emit({ type: 'callback.rejected', provider, reason: read.reason });
      return answer(req, res, 413);
    }
    if (!read.ok) {
      emit({ type: 'callback.unmapped', provider, shape: read.reason });
      return answer(req, res, 204);
    }
    const { method, headers, query } = req;
    const reported = await calls.report(provider, { method, headers, query, body: read.body, address });
    if (!reported.ok && reported.code === 'temporarily_unavailable')
      return askAgain(req, res, lifecycle.stage === 'closed' ? LEAVING : UNAVAILABLE);
    return answer(req, res, reported.ok ? 204 : 404);
  };
  const router = Router();
  router.all('/:provider/:token', function callWebhooksMiddleware(req, res, next) {
    take(req, res).catch(next);
  });
  router.use((req, res) => answer(req, res, 404));
  return router;
}
