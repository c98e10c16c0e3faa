/** Serves the ready-made script for pages: the client and the element in one file. */
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { RequestHandler } from 'express';
import { sendCached } from './cached-answer.js';
import { CLIENT_SCRIPT, CLIENT_SCRIPT_HASH } from './client-script.generated.js';

/**
 * The address has no version, so a browser must notice a new script: it does not ask for a day; for a further week it asks in the
 * background and uses what it has. To ask costs a 304. An older script still works, because the endpoints are a contract.
 */
const CACHE_CONTROL = 'public, max-age=86400, stale-while-revalidate=604800';
const TYPE = 'text/javascript; charset=utf-8';

let zipping: Promise<Buffer> | undefined;

/** Once in a process, at the first request: a third of the size. */
function zipOnce(): Promise<Buffer> {
  zipping ??= promisify(gzip)(CLIENT_SCRIPT, { level: 9 });
  return zipping;
}

/** `GET /client.js`. Made for a `Content-Security-Policy` of `default-src 'self'`. */
export function createClientScriptHandler(): RequestHandler {
  return function clientScriptMiddleware(req, res, next) {
    res.vary('Accept-Encoding');
    if (req.acceptsEncodings(['gzip', 'identity']) !== 'gzip') {
      sendCached(res, { type: TYPE, body: CLIENT_SCRIPT, cacheControl: CACHE_CONTROL, etag: CLIENT_SCRIPT_HASH });
      return;
    }
    zipOnce()
      .then((body) => {
        res.set('Content-Encoding', 'gzip');
        // The compressed bytes need another tag, because the tag is a strong one.
        sendCached(res, { type: TYPE, body, cacheControl: CACHE_CONTROL, etag: `${CLIENT_SCRIPT_HASH}-gzip` });
      })
      .catch(next);
  };
}
