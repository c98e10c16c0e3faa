/** The only file that turns a problem into an answer (RFC 9457). */
import type { Response } from 'express';
import { PROBLEMS, type Problem, type ProblemCode } from '../contract/problems.js';

/** What the person who reads an answer is told, where the problem itself has nothing more exact to say. */
const DETAILS: Readonly<Record<ProblemCode, string>> = {
  invalid_request: 'The request cannot be read.',
  token_invalid: 'A token of a verified phone number is needed.',
  challenge_required: 'Show first that you are a person, as the member "challenge" says.',
  verification_not_found: 'There is no verification with this id, or it is not yours.',
  call_failed: 'No call that could bring the code reached the phone. Ask for another one.',
  no_method_left: 'No further call or message is possible in this verification. Begin a new one.',
  method_not_available: 'This kind of call or message is not possible for this number now.',
  verification_closed: 'This verification is over. Begin a new one.',
  payload_too_large: 'The request is larger than 8 kB.',
  unsupported_media_type: 'Send JSON, with the header "Content-Type: application/json".',
  code_incorrect: 'This is not the code that was sent.',
  idempotency_key_reused: 'This Idempotency-Key came with another request before. Send each new request with a key of its own.',
  phone_not_supported: 'This is no phone number that can be called here.',
  too_many_requests: 'Wait before you try again.',
  temporarily_unavailable: 'Calls cannot be placed or checked at the moment. Try again later.',
};

/** Every answer: never stored by anybody on the way. */
export function sendJson(res: Response, status: number, document: object, type = 'application/json'): void {
  res.status(status).set('Cache-Control', 'no-store').type(type).send(JSON.stringify(document));
}

/** Answers with the problem; its members other than `ok` and `code` are told as they are. */
export function sendProblem(res: Response, problem: Problem): void {
  const { ok: _, code, ...members } = problem;
  const { status, title } = PROBLEMS[code];
  if ('retryAfterSeconds' in members) res.set('Retry-After', String(members.retryAfterSeconds));
  const document = { type: `urn:express-call-verification:${code}`, title, status, detail: DETAILS[code], code, ...members };
  sendJson(res, status, document, 'application/problem+json');
}
