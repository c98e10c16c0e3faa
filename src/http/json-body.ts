/** Reads a client's JSON body, with or without a body parser before it. */
import express, { type Request, type Response } from 'express';
import type { Problem } from '../contract/problems.js';
import { runMiddleware } from './run-middleware.js';

const MOST_BYTES = 8192;
const parseJson = express.json({ limit: MOST_BYTES, type: () => true });

export type Body = { readonly ok: true; readonly value: unknown } | Problem;

const UNSUPPORTED: Problem = { ok: false, code: 'unsupported_media_type' };
const TOO_LARGE: Problem = { ok: false, code: 'payload_too_large' };
const UNREADABLE: Problem = { ok: false, code: 'invalid_request', detail: 'The body of the request is not a JSON object. Send one.' };

/** Errors of Express's parsers as problems. All other errors in reading are the request's fault as well. */
function problemOf(error: unknown): Problem {
  const type = error instanceof Error && 'type' in error ? error.type : undefined;
  if (type === 'entity.too.large') return TOO_LARGE;
  return type === 'charset.unsupported' || type === 'encoding.unsupported' ? UNSUPPORTED : UNREADABLE;
}

/** Whether the body was read before, or is gone: to read it again would wait for ever. */
export function isReadRequest(req: Request): boolean {
  return req.readableEnded || ('_body' in req && req._body === true);
}

/** Express's parsers skip a request that announces no body, as one of HTTP/1 would. With HTTP/2 a body needs no announcement. */
function announceBody(req: Request): Request {
  if (req.httpVersionMajor >= 2 && req.headers['content-length'] === undefined) req.headers['transfer-encoding'] ??= 'chunked';
  return req;
}

/** The body as parsed JSON. Nothing else is accepted, because a page of another site can send JSON only after a preflight request. */
export async function readJsonBody(req: Request, res: Response): Promise<Body> {
  if (!/^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(req.headers['content-type'] ?? '')) return UNSUPPORTED;
  if (Number(req.headers['content-length'] ?? 0) > MOST_BYTES) return TOO_LARGE;
  try {
    if (!isReadRequest(req)) await runMiddleware(parseJson, announceBody(req), res);
    const body: unknown = req.body;
    const text = typeof body === 'string' || Buffer.isBuffer(body) ? body.toString() : undefined;
    const value: unknown = text === undefined ? body : JSON.parse(text);
    // `JSON.parse` makes it an own member, but a later assignment would make it a prototype.
    return typeof value === 'object' && value !== null && Object.hasOwn(value, '__proto__') ? UNREADABLE : { ok: true, value };
  } catch (error) {
    return problemOf(error);
  }
}
