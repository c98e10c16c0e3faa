/** Serves the ready-made script for pages: the client and the element in one file. */
import type { RequestHandler } from 'express';
import { CLIENT_SCRIPT, CLIENT_SCRIPT_HASH } from './client-script.generated.js';
import { createTextSender } from './served-text.js';

/** An older script, which a browser may still have, works with newer endpoints, because those are a contract. */
const send = createTextSender('text/javascript; charset=utf-8', async () => ({ text: CLIENT_SCRIPT, hash: CLIENT_SCRIPT_HASH }));

/** `GET /client.js`. Made for a `Content-Security-Policy` of `default-src 'self'`. */
export function createClientScriptHandler(): RequestHandler {
  return function clientScriptMiddleware(req, res, next) {
    send(req, res).catch(next);
  };
}
