/** The only file that turns a problem into an answer (RFC 9457). */
import type { Response } from 'express';
import { PROBLEMS, type Problem } from '../contract/problems.js';

/** Every answer; no cache may store it. */
export function sendJson(res: Response, status: number, document: object, type = 'application/json'): void {
  res.status(status).set('Cache-Control', 'no-store').type(type).send(JSON.stringify(document));
}

/** Answers with the problem and all its members, except `ok` and `code`. */
export function sendProblem(res: Response, problem: Problem): void {
  const { ok: _, code, ...members } = problem;
  const { status, title, detail } = PROBLEMS[code];
  if ('retryAfterSeconds' in members) res.set('Retry-After', String(members.retryAfterSeconds));
  const document = { type: `urn:express-call-verification:${code}`, title, status, detail, code, ...members };
  sendJson(res, status, document, 'application/problem+json');
}
