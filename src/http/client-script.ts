/** Serves the ready-made script for pages: the client and the element in one file. */
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { RequestHandler } from 'express';
import { sendCached } from './cached-answer.js';
import { CLIENT_SCRIPT, CLIENT_SCRIPT_HASH } from './client-script.generated.js';

/**
 * The address names no version, so a browser must come to know of a new one: for a day it asks nobody, for a week more it
 * uses what it has and asks behind the page's back, and asking costs a 304. An older script is no harm: the endpoints are a contract.
 */
const CACHE_CONTROL = 'public, max-age=86400, stale-while-revalidate=604800';
const TYPE = 'text/javascript; charset=utf-8';

let zipping: Promise<Buffer> | undefined;

/** Once in a process, when somebody wants it: a third of the size. */
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
        // Other bytes, another tag: it is a strong one.
        sendCached(res, { type: TYPE, body, cacheControl: CACHE_CONTROL, etag: `${CLIENT_SCRIPT_HASH}-gzip` });
      })
      .catch(next);
  };
}
