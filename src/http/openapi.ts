/** Serves the OpenAPI document of the endpoints, which the build has made. */
import type { RequestHandler } from 'express';
import { createTextSender } from './served-text.js';

/** Loaded at the first request, because most processes are never asked for it. */
const send = createTextSender('application/json; charset=utf-8', async () => {
  const { OPENAPI, OPENAPI_HASH } = await import('./openapi.generated.js');
  return { text: OPENAPI, hash: OPENAPI_HASH };
});

/** `GET /openapi.json`. */
export function createOpenApiHandler(): RequestHandler {
  return function openApiMiddleware(req, res, next) {
    send(req, res).catch(next);
  };
}
