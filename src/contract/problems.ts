/** The catalogue of problems, for server and client: every code with its members, its HTTP status and its texts. */
import type { ClosedReason, NextSteps } from './answers.js';

/** What problems have beside their code. */
export interface ProblemMembers extends NextSteps {
  /** What happened and what to do next, for the person who reads the answer: in English, and without secrets. */
  readonly detail: string;
  /** Wait this many seconds before you try again. */
  readonly retryAfterSeconds: number;
  /** How many codes may still be tried. */
  readonly checksLeft: number;
  /** Why the verification is over. */
  readonly reason: ClosedReason;
  /** The verification that is still open. */
  readonly verificationId: string;
  /** What the client must pass first, in the host's own JSON. */
  readonly challenge?: unknown;
}

/**
 * Code → its members. Every answer has a `detail`; if it is listed here, the problem itself must have one. Codes are a contract and are
 * never renamed. Browsers load this table, but none of the texts below.
 */
export const PROBLEM_MEMBERS = {
  invalid_request: ['detail'],
  token_invalid: [],
  challenge_required: ['challenge'],
  verification_not_found: [],
  call_failed: ['verificationId', 'nextMethods', 'retryAt'],
  no_method_left: [],
  method_not_available: [],
  verification_closed: ['reason'],
  payload_too_large: [],
  unsupported_media_type: [],
  code_incorrect: ['checksLeft'],
  idempotency_key_reused: [],
  phone_not_supported: [],
  too_many_requests: ['retryAfterSeconds'],
  temporarily_unavailable: ['retryAfterSeconds'],
} as const satisfies Record<string, readonly (keyof ProblemMembers)[]>;

/** A problem's stable name. */
export type ProblemCode = keyof typeof PROBLEM_MEMBERS;

/** The problem of one code, with its members. */
export type ProblemOf<Code extends ProblemCode> = {
  /** Distinguishes it from an answer. */
  readonly ok: false;
  /** The problem's stable name. */
  readonly code: Code;
  /** What happened and what to do next, where it is more than the text of the code. */
  readonly detail?: string;
} & Pick<ProblemMembers, (typeof PROBLEM_MEMBERS)[Code][number]>;

/** An expected failure, with the members of its code. */
export type Problem = { [Code in ProblemCode]: ProblemOf<Code> }[ProblemCode];

/** Code → HTTP status, title (RFC 9457), and the detail for problems that have none of their own. */
export const PROBLEMS: Readonly<Record<ProblemCode, { readonly status: number; readonly title: string; readonly detail: string }>> = {
  invalid_request: {
    status: 400,
    title: 'The request is not valid',
    detail: 'The request is not valid. Correct it and send it again.',
  },
  token_invalid: {
    status: 401,
    title: 'No valid token',
    detail: 'This needs the token of a verified phone number. Verify the number first, then send its token.',
  },
  challenge_required: {
    status: 403,
    title: 'A challenge must be passed first',
    detail: 'You must pass a challenge before a call is placed. Pass the one in the member "challenge", then send the request again.',
  },
  verification_not_found: {
    status: 404,
    title: 'No such verification',
    detail: 'There is no verification with this id, or it belongs to another client. Start a new one.',
  },
  call_failed: {
    status: 409,
    title: 'The call did not reach the phone',
    detail: 'No call reached the phone, so there is nothing to check. Ask for another call.',
  },
  no_method_left: {
    status: 409,
    title: 'No method is left to try',
    detail: 'No further call or message is possible in this verification. Start a new one.',
  },
  method_not_available: {
    status: 409,
    title: 'This method is not available now',
    detail: 'This kind of call or message is not possible for this number now. Ask for another kind.',
  },
  verification_closed: {
    status: 410,
    title: 'The verification is over',
    detail: 'This verification is over. Start a new one.',
  },
  payload_too_large: {
    status: 413,
    title: 'The request is too large',
    detail: 'The body of the request is larger than 8 kB. Send a smaller one.',
  },
  unsupported_media_type: {
    status: 415,
    title: 'The request must be JSON',
    detail: 'The body of the request is not JSON, or its encoding is not supported. Send JSON, with "Content-Type: application/json".',
  },
  code_incorrect: {
    status: 422,
    title: 'The code is not correct',
    detail: 'The code is not correct. The member "checksLeft" says how many more can be tried.',
  },
  idempotency_key_reused: {
    status: 422,
    title: 'The key was used for another request',
    detail: 'This Idempotency-Key was already used for another request. Send each new request with a new key.',
  },
  phone_not_supported: {
    status: 422,
    title: 'This phone number cannot be verified',
    detail: 'We cannot call this phone number. Check it for mistakes, or use another one.',
  },
  too_many_requests: {
    status: 429,
    title: 'Too many requests',
    detail: 'There were too many requests. Try again after the time that "Retry-After" says.',
  },
  temporarily_unavailable: {
    status: 503,
    title: 'Temporarily unavailable',
    detail: 'No call can be placed or checked at the moment. Try again after the time that "Retry-After" says.',
  },
};

/**
 * A time to wait, rounded up: not everybody who asks may learn exactly when a number was dialled or failed. To the second within a minute,
 * to half a minute within ten, to a minute within an hour, else to ten minutes.
 */
export function roundedUpSeconds(waitMs: number): number {
  const seconds = Math.ceil(waitMs / 1000);
  const step = seconds <= 60 ? 1 : seconds <= 600 ? 30 : seconds <= 3600 ? 60 : 600;
  return Math.ceil(seconds / step) * step;
}

/** `too_many_requests` until a time. */
export function tooManyUntil(at: number, now: number): Problem {
  return { ok: false, code: 'too_many_requests', retryAfterSeconds: Math.max(1, roundedUpSeconds(at - now)) };
}

/** One answer for every trouble that the person did not cause: provider, account, store, budget. */
export const UNAVAILABLE: ProblemOf<'temporarily_unavailable'> = { ok: false, code: 'temporarily_unavailable', retryAfterSeconds: 30 };

/** The answer of a service that leaves. Soon enough for a client to ask again by itself: another process may answer then. */
export const LEAVING: ProblemOf<'temporarily_unavailable'> = { ok: false, code: 'temporarily_unavailable', retryAfterSeconds: 2 };

/** This Idempotency-Key was used with another request before. */
export const KEY_REUSED: Problem = { ok: false, code: 'idempotency_key_reused' };

export const NOT_FOUND: Problem = { ok: false, code: 'verification_not_found' };
