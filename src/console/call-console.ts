/** The console: a router with one page about the calls of this process. */
import { hostname } from 'node:os';
import process from 'node:process';
import { type Request, type RequestHandler, type Response, Router } from 'express';
import type { CallVerification } from '../engine/service.js';
import { etagOf } from '../http/cached-answer.js';
import { internalsOf } from '../http/internals.js';
import { readJsonBody } from '../http/json-body.js';
import { connectionsEndWith } from '../http/leaving-connection.js';
import { sendJson, sendNothing, sendProblem } from '../http/problem-response.js';
import { createTextSender } from '../http/served-text.js';
import { parseOptions } from '../options/parse-options.js';
import { type Operator, operatorOf } from './authorization.js';
import { type CallConsoleOptions, consoleOptions, type WatchedCalls } from './console-options.js';
import { CONSOLE_SCRIPT, CONSOLE_SCRIPT_HASH, CONSOLE_STYLES, CONSOLE_STYLES_HASH } from './console-page.generated.js';
import { createHealthNow } from './health-now.js';
import { listenTo } from './listen.js';
import { makeSnapshot } from './make-snapshot.js';
import { CONTENT_SECURITY_POLICY, ICON, PAGE } from './page-document.js';
import { createRecorder } from './recorder.js';
import { isSameOrigin } from './same-origin.js';
import type { Snapshot } from './snapshot.js';

/** A browser asks each time whether it has the newest; nobody else may keep anything, because it is for some people only. */
const CACHE_CONTROL = 'private, no-cache';
const HEADERS = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};
/** A prefix as the console lists it: `+7915777****`. */
const SHOWN_PREFIX = /^\+\d{1,11}\*{4}$/;

/**
 * One page about the calls that this process has made since the console was made: figures of the last hour and day, breakers, budgets,
 * circuits, the newest verifications step by step, and the callbacks that were not understood. Mount it once for each service:
 * `app.use('/console', callConsole(calls, { authorize }))`. It stores nothing.
 *
 * @throws {ConfigurationError} without `authorize`, or when an option is wrong
 */
export function callConsole(watched: WatchedCalls, options: CallConsoleOptions): RequestHandler {
  // Only what createCallVerification made has internals.
  const calls = watched as CallVerification;
  const { clock, lifecycle } = internalsOf('callConsole', calls);
  const { authorize } = parseOptions('callConsole', consoleOptions, options ?? {});
  const recorder = createRecorder();
  const health = createHealthNow(() => calls.health());
  const about: Snapshot['process'] = {
    service: calls.service.name,
    host: hostname(),
    pid: process.pid,
    since: new Date(clock()).toISOString(),
  };
  const stop = listenTo(calls.service, clock, {
    event(event) {
      recorder.take(event);
      // What is closed publishes nothing any more, and the channels would keep the console for ever.
      if (event.type === 'service.closed') stop();
    },
    request: (request) => recorder.answered(request),
  });

  const sendSnapshot = async (req: Request, res: Response): Promise<void> => {
    const query = req.query as Readonly<Record<string, unknown>>;
    const wanted = (name: string): string | undefined => (typeof query[name] === 'string' ? query[name] : undefined);
    const now = await health();
    const needs = { recorder, process: about, health: now };
    const span = wanted('span') === 'day' ? 'day' : 'hour';
    const snapshot = makeSnapshot(needs, { span, provider: wanted('provider'), kind: wanted('kind'), country: wanted('country') }, clock());
    // What differs each time, although nothing has happened, does not count.
    const { at: _, health: __, ...lasting } = snapshot;
    const tag = `W/"${etagOf(JSON.stringify([lasting, now && { ...now, store: { ...now.store, roundTripMs: 0, clockSkewMs: 0 } }]))}"`;
    res.setHeader('ETag', tag);
    if (req.headers['if-none-match'] === tag) return sendNothing(res, 304);
    sendJson(res, 200, snapshot);
  };

  const release = async (req: Request, res: Response, { by }: Operator): Promise<void> => {
    if (!isSameOrigin(req)) return refuse(res);
    const body = await readJsonBody(req);
    if (!body.ok) return sendProblem(res, body);
    const { prefix, ...others } = body.value as { readonly prefix?: unknown };
    if (typeof prefix !== 'string' || !SHOWN_PREFIX.test(prefix) || Object.keys(others).length > 0)
      return sendProblem(res, {
        ok: false,
        code: 'invalid_request',
        detail: 'Send { "prefix": "+7915777****" }, as the console lists it.',
      });
    const released = await calls.release(prefix, by === undefined ? {} : { by });
    if (!released.ok) return sendProblem(res, released);
    sendNothing(res, 204);
  };

  const router = Router();
  router.use((req, res, next) => {
    operatorOf(authorize, req)
      .then((operator) => {
        // The host answers as it does for any address that it does not know.
        if (operator === undefined) return next('router');
        res.set(HEADERS);
        operators.set(req, operator);
        next();
      })
      .catch(next);
  });
  router.use(connectionsEndWith(lifecycle));
  router.get('/', (req, res, next) => {
    const [path = ''] = req.originalUrl.split('?');
    // The page's own addresses are relative to it, so that it may stand anywhere, also behind a proxy that takes a prefix away.
    if (!path.endsWith('/')) return res.redirect(302, `./${path.slice(path.lastIndexOf('/') + 1)}/`);
    pageHandler(req, res, next);
  });
  router.get('/console.js', scriptHandler);
  router.get('/console.css', stylesHandler);
  router.get('/icon.svg', iconHandler);
  router.get('/snapshot.json', (req, res, next) => {
    sendSnapshot(req, res).catch(next);
  });
  router.get('/verifications/:txn', (req, res) => {
    const story = recorder.stories.find(req.params.txn, clock());
    if (story === undefined) sendNothing(res, 404);
    else sendJson(res, 200, story);
  });
  router.post('/release', (req, res, next) => {
    release(req, res, operators.get(req) ?? {}).catch(next);
  });
  router.use((_req, res) => sendNothing(res, 404));
  return router;
}

/** Not on the request itself, where a host's own middleware could set it. */
const operators = new WeakMap<Request, Operator>();

const cached = (type: string, text: string, hash = etagOf(text)): RequestHandler => {
  const send = createTextSender(`${type}; charset=utf-8`, async () => ({ text, hash }), CACHE_CONTROL);
  return (req, res, next) => {
    send(req, res).catch(next);
  };
};
const pageHandler = cached('text/html', PAGE);
const iconHandler = cached('image/svg+xml', ICON);
const scriptHandler = cached('text/javascript', CONSOLE_SCRIPT, CONSOLE_SCRIPT_HASH);
const stylesHandler = cached('text/css', CONSOLE_STYLES, CONSOLE_STYLES_HASH);

function refuse(res: Response): void {
  const detail = 'This changes something, so it must come from the console itself: from a page of the same origin.';
  sendJson(res, 403, { type: 'about:blank', title: 'Forbidden', status: 403, detail }, 'application/problem+json');
}
