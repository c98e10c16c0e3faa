/** Reads a client's JSON body, with or without a body parser before it. */
import type { Request } from 'express';
import type { Problem } from '../contract/problems.js';
import { canDecompress, decompress, isReadRequest, readBytes } from './body-bytes.js';

const MOST_BYTES = 8192;
const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i;
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

/** A request of HTTP/1 without a body says nothing of one. With HTTP/2 a body needs no announcement. */
function mayHaveBody(req: Request, headers: Request['headers']): boolean {
  return req.httpVersionMajor >= 2 || headers['transfer-encoding'] !== undefined || headers['content-length'] !== undefined;
}

/** Whether it is an object without a `__proto__`, which `JSON.parse` makes an own member, but a later assignment would make a prototype. */
function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !Object.hasOwn(value, '__proto__');
}

/** The body as a parsed JSON object. Nothing else is accepted, because a page of another site can send JSON only after a preflight request. */
export async function readJsonBody(req: Request): Promise<Body> {
  const { headers } = req;
  if (!JSON_TYPE.test(headers['content-type'] ?? '')) return UNSUPPORTED;
  if (Number(headers['content-length'] ?? 0) > MOST_BYTES) return TOO_LARGE;
  if (isReadRequest(req)) return parseBody(req.body);
  // Where no body is announced, a host's test may have set one.
  if (!mayHaveBody(req, headers)) return parseBody(req.body ?? {});
  const encoding = headers['content-encoding']?.toLowerCase() || 'identity';
  if (encoding !== 'identity' && !canDecompress(encoding)) return UNSUPPORTED;
  const sent = await readBytes(req, MOST_BYTES);
  const isPacked = encoding !== 'identity' && sent.length > 0;
  const bytes = typeof sent === 'string' || !isPacked ? sent : await decompress(encoding, sent, MOST_BYTES);
  if (typeof bytes === 'string') return bytes === 'too_large' ? TOO_LARGE : UNREADABLE;
  return parseBody(bytes);
}

/** @param body bytes, or what a parser before us made of them */
function parseBody(body: unknown): Body {
  try {
    const text = body instanceof Uint8Array ? utf8.decode(body) : body;
    // An empty body has no members.
    const value: unknown = text === '' ? {} : typeof text === 'string' ? JSON.parse(text) : text;
    return isPlain(value) ? { ok: true, value } : UNREADABLE;
  } catch (error) {
    return error instanceof SyntaxError ? UNREADABLE : NOT_UTF8;
  }
}
