/** Reads a client's JSON body, with or without a body parser before it. */
import express, { type Request, type Response } from 'express';
import type { Problem } from '../contract/problems.js';
import { runMiddleware } from './run-middleware.js';

const MOST_BYTES = 8192;
const readBytes = express.raw({ limit: MOST_BYTES, type: () => true });
/** RFC 8259, 8.1: JSON is UTF-8, and a parameter `charset` means nothing. */
const utf8 = new TextDecoder('utf-8', { fatal: true });

export type Body = { readonly ok: true; readonly value: object } | Problem;

const UNSUPPORTED: Problem = { ok: false, code: 'unsupported_media_type' };
const TOO_LARGE: Problem = { ok: false, code: 'payload_too_large' };
const UNREADABLE: Problem = { ok: false, code: 'invalid_request', detail: 'The body of the request is not a JSON object. Send one.' };
const NOT_UTF8: Problem = {
  ok: false,
  code: 'invalid_request',
  detail: 'The body of the request is not UTF-8, as JSON must be. Send it as UTF-8.',
};

/** Errors of Express's parsers as problems. All other errors in reading are the request's fault as well. */
function problemOf(error: unknown): Problem {
  const type = error instanceof Error && 'type' in error ? error.type : undefined;
  if (type === 'entity.too.large') return TOO_LARGE;
  return type === 'encoding.unsupported' ? UNSUPPORTED : UNREADABLE;
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

/** Whether it is an object without a `__proto__`, which `JSON.parse` makes an own member, but a later assignment would make a prototype. */
function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !Object.hasOwn(value, '__proto__');
}

/** The body as a parsed JSON object. Nothing else is accepted, because a page of another site can send JSON only after a preflight request. */
export async function readJsonBody(req: Request, res: Response): Promise<Body> {
  if (!/^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(req.headers['content-type'] ?? '')) return UNSUPPORTED;
  if (Number(req.headers['content-length'] ?? 0) > MOST_BYTES) return TOO_LARGE;
  const wasRead = isReadRequest(req);
  try {
    if (!wasRead) await runMiddleware(readBytes, announceBody(req), res);
    const body: unknown = req.body;
    const text = body instanceof Uint8Array ? decode(body) : body;
    if (text === NOT_UTF8) return NOT_UTF8;
    // An empty body has no members. Where nothing announces a body, Express 5 leaves none.
    const isEmpty = text === '' || (text === undefined && !wasRead);
    const value: unknown = isEmpty ? {} : typeof text === 'string' ? JSON.parse(text) : text;
    return isPlain(value) ? { ok: true, value } : UNREADABLE;
  } catch (error) {
    return problemOf(error);
  }
}

function decode(bytes: Uint8Array): string | typeof NOT_UTF8 {
  try {
    return utf8.decode(bytes);
  } catch {
    return NOT_UTF8;
  }
}
