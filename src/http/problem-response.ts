/** Sends answers as JSON. The only file that turns a problem into one (RFC 9457). */
import type { Response } from 'express';
import { PROBLEMS, type Problem } from '../contract/problems.js';

/** What an endpoint answers when all is well. */
export interface Answer {
  readonly ok: true;
  readonly status: number;
  /** Without one the answer has no body. */
  readonly document?: object | undefined;
  /** When the client should ask again. */
  readonly retryAfterSeconds?: number | undefined;
}

export function sendAnswer(res: Response, { status, document, retryAfterSeconds }: Answer): void {
  if (retryAfterSeconds !== undefined) res.setHeader('Retry-After', retryAfterSeconds);
  if (document === undefined) sendNothing(res, status);
  else sendJson(res, status, document);
}

/** An answer without a body. */
export function sendNothing(res: Response, status: number): void {
  res.statusCode = status;
  res.setHeader('Cache-Control', 'no-store');
  res.end();
}

/**
 * Every answer; no cache may store it. So it has no ETag, which Express's `send` would compute, and it is never a 304: it is sent by Node's
 * own methods. Not by `writeHead`, which would be too early for middleware whose `end` changes what is sent.
 */
export function sendJson(res: Response, status: number, document: object, type = 'application/json'): void {
  const body = JSON.stringify(document);
  res.statusCode = status;
  res.setHeader('Cache-Control', 'no-store');
  res.setHeader('Content-Type', `${type}; charset=utf-8`);
  res.setHeader('Content-Length', Buffer.byteLength(body));
  // A response that a host's test made by itself may have no request.
  if (res.req?.method === 'HEAD') res.end();
  else res.end(body);
}

/** Answers with the problem and all its members, except `ok` and `code`. */
export function sendProblem(res: Response, problem: Problem): void {
  const { ok: _, code, ...members } = problem;
  const { status, title, detail } = PROBLEMS[code];
  if ('retryAfterSeconds' in members) res.setHeader('Retry-After', members.retryAfterSeconds);
  const document = { type: `urn:express-call-verification:${code}`, title, status, detail, code, ...members };
  sendJson(res, status, document, 'application/problem+json');
}
