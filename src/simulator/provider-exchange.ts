/** One request to a simulated provider and its answer, with everything that may go wrong in between. */
import type { Request, RequestHandler, Response } from 'express';
import type { EventFeed } from './event-feed.js';
import type { FaultBoard, SimulatorFault } from './fault.js';
import { maskAuthorization, maskBody } from './mask.js';
import type { AcceptedAnswer, ProviderAnswer, ProviderEndpoint } from './provider-endpoint.js';
import type { ProviderName } from './provider-name.js';
import type { ReportSender } from './report-sender.js';
import type { Timers } from './timers.js';

export interface ExchangeContext {
  readonly feed: EventFeed;
  readonly faults: FaultBoard;
  readonly reports: ReportSender;
  readonly timers: Timers;
}

/** Over 64 kB, more than any client has a reason to read. */
const HUGE = 'x'.repeat(100_000);

const HTML = '<!doctype html><title>Simulated gateway</title>';

/** How an exchange can end. */
interface Line {
  send(status: number, content: unknown, headers?: Readonly<Record<string, string>>): void;
  /** No answer: the connection is cut, or stays open and silent. */
  drop(reason: 'cut' | 'hung'): void;
  /** Sends the first half of the answer, then cuts the connection. */
  sendHalf(content: unknown): void;
  /** Resolves when the exchange is over. */
  readonly over: Promise<void>;
}

export function createExchange({ feed, faults, reports, timers }: ExchangeContext): (endpoint: ProviderEndpoint) => RequestHandler {
  let requests = 0;

  function openLine(provider: ProviderName, requestId: number, res: Response): Line {
    let finish: () => void = () => undefined;
    const over = new Promise<void>((resolve) => {
      finish = resolve;
    });
    res.once('close', finish);
    const drop = (reason: 'cut' | 'hung'): void => {
      feed.emit({ type: 'dropped', requestId, provider, reason });
      if (reason === 'cut') res.destroy();
      finish();
    };
    return {
      over,
      drop,
      send(status, content, extraHeaders = {}) {
        res.set(extraHeaders);
        feed.emit({ type: 'answer', requestId, provider, status, body: content });
        if (typeof content === 'string') res.status(status).type('html').send(content);
        else res.status(status).json(content);
      },
      sendHalf(content) {
        const text = JSON.stringify(content);
        res.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
        // It is cut only after the first half was sent; otherwise the client would see no answer at all.
        res.write(text.slice(0, text.length / 2), () => drop('cut'));
      },
    };
  }

  async function serve(endpoint: ProviderEndpoint, req: Request, res: Response): Promise<void> {
    const { provider } = endpoint;
    requests += 1;
    const requestId = requests;
    const { path, query, body, headers } = read(req);
    const { authorization } = req.headers;
    feed.emit({ type: 'request', requestId, provider, method: req.method, path, query, headers, body: maskBody(body) });

    const line = openLine(provider, requestId, res);
    const fault = faults.take(provider);
    if (isMetBeforeCall(fault, line)) return;

    const parameters = Object.fromEntries(Object.entries(req.params).map(([name, value]) => [name, String(value)]));
    const json = isRecord(body) && req.is('json') !== false ? body : undefined;
    const answer = refusalOf(endpoint, fault) ?? endpoint.answer({ parameters, query, json, authorization, fault });
    if (answer.type === 'refused') {
      line.send(answer.status, answer.body);
      return;
    }
    if (answer.placed !== undefined && answer.isReported) await reports.follow(answer.placed, line.over);
    if (answer.delivery !== undefined) await reports.followMessage(provider, answer.delivery, line.over);
    if (isObject(fault) && 'slowMs' in fault) await timers.pause(fault.slowMs);
    if (res.destroyed) line.drop('cut');
    else sendAccepted(answer, fault, line);
  }

  return (endpoint) => (req, res, next) => {
    serve(endpoint, req, res).catch(next);
  };
}

/** Faults that keep the provider from placing the call. True if the exchange is over. */
function isMetBeforeCall(fault: SimulatorFault | undefined, line: Line): boolean {
  if (fault === 'down' || fault === 'cuts_connection') line.drop('cut');
  else if (fault === 'hangs') line.drop('hung');
  else if (fault === 'redirects') line.send(307, HTML, { location: '/elsewhere' });
  else if (typeof fault === 'number') line.send(fault, HTML);
  else return false;
  return true;
}

/** The answer to an accepted request, changed by a fault if there is one. */
function sendAccepted(answer: AcceptedAnswer, fault: SimulatorFault | undefined, line: Line): void {
  const id = fault === 'no_id' ? undefined : answer.parts.id;
  const code = fault === 'no_code' ? undefined : answer.parts.code;
  const content = answer.body({ id, code });
  if (fault === 'hangs_after_call') line.drop('hung');
  else if (fault === 'cuts_after_call' || answer.isLost) line.drop('cut');
  else if (fault === 'cuts_during_answer') line.sendHalf(content);
  else if (fault === 'garbage') line.send(200, HTML);
  else if (fault === 'huge_answer') line.send(200, { ...content, padding: HUGE });
  else if (isObject(fault) && 'statusAfterCall' in fault) line.send(fault.statusAfterCall, HTML);
  else line.send(200, content);
}

function refusalOf({ refusals }: ProviderEndpoint, fault: SimulatorFault | undefined): ProviderAnswer | undefined {
  if (fault === 'no_money') return refusals.noMoney();
  if (fault === 'account_disabled') return refusals.accountDisabled();
  if (isObject(fault) && 'errorCode' in fault) return refusals.withCode(fault.errorCode);
  return undefined;
}

interface ReadRequest {
  readonly path: string;
  readonly query: Record<string, string>;
  readonly body: unknown;
  /** For display: the key is masked. */
  readonly headers: Record<string, string>;
}

function read(req: Request): ReadRequest {
  const url = new URL(req.originalUrl, 'http://simulator');
  const text: unknown = req.body;
  const body = typeof text === 'string' && text !== '' ? parseJson(text) : undefined;
  const headers = Object.fromEntries(
    Object.entries(req.headers).map(([name, value]) => [name, name === 'authorization' ? maskAuthorization(String(value)) : String(value)]),
  );
  return { path: url.pathname, query: Object.fromEntries(url.searchParams), body, headers };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function isObject<Value>(value: Value): value is Value & object {
  return typeof value === 'object' && value !== null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return isObject(value) && !Array.isArray(value);
}
