/** The router that takes the providers' callbacks. */
import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import type { CallVerification } from '../engine/service.js';
import { believableAddress } from './client-address.js';
import { internalsOf } from './internals.js';
import { isReadRequest } from './json-body.js';
import { runMiddleware } from './run-middleware.js';

const MOST_BYTES = 16_384;
const readBytes = express.raw({ limit: MOST_BYTES, type: () => true });

function answer(res: Response, status: number): void {
  res.status(status).set('Cache-Control', 'no-store').end();
}

/**
 * `GET` and `POST` `/<provider>/<token>`: 204, whatever the callback says and however often it comes. A wrong sender gets 404 before the
 * body is read, a body over 16 kB gets 413, and 503 asks the provider to send it again while the store fails.
 */
export function callWebhooks(calls: CallVerification): RequestHandler {
  const { emit } = internalsOf('callWebhooks', calls);
  const answerTooLarge = (res: Response, provider: string): void => {
    emit({ type: 'callback.rejected', provider, reason: 'too_large' });
    answer(res, 413);
  };
  const take = async (req: Request, res: Response): Promise<void> => {
    const { provider = '', token = '' } = req.params as Record<string, string | undefined>;
    const isCallback = req.method === 'GET' || req.method === 'POST';
    const address = believableAddress(req);
    if (!isCallback || !calls.acceptsCallback(provider, { token, headers: req.headers, address })) return answer(res, 404);
    if (Number(req.headers['content-length'] ?? 0) > MOST_BYTES) return answerTooLarge(res, provider);
    try {
      if (!isReadRequest(req)) await runMiddleware(readBytes, req, res);
    } catch (error) {
      const isTooLarge = error instanceof Error && 'status' in error && error.status === 413;
      return isTooLarge ? answerTooLarge(res, provider) : answer(res, 204);
    }
    const { method, headers, query } = req;
    const reported = await calls.report(provider, { method, headers, query, body: bodyOf(req), address });
    return answer(res, reported.ok ? 204 : reported.code === 'callback_rejected' ? 404 : 503);
  };
  const router = Router();
  router.all('/:provider/:token', (req, res, next) => {
    take(req, res).catch(next);
  });
  router.use((_req, res) => answer(res, 404));
  return router;
}

/** Text, if the body is still bytes; what the host's parser has read stays as it is. */
function bodyOf(req: Request): unknown {
  const body: unknown = req.body;
  return Buffer.isBuffer(body) ? body.toString('utf8') : body;
}
