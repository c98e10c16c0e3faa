/** The catalogue of problems: every code, its HTTP status and title, and the results that carry them. */
import type { MethodKind } from './method-kind.js';

/** Code → HTTP status and title (RFC 9457). The codes are a contract. */
export const PROBLEMS = {
  invalid_request: { status: 400, title: 'The request is not valid' },
  token_invalid: { status: 401, title: 'No valid token' },
  challenge_required: { status: 403, title: 'A challenge must be passed first' },
  verification_not_found: { status: 404, title: 'No such verification' },
  call_failed: { status: 409, title: 'The call did not reach the phone' },
  no_method_left: { status: 409, title: 'No method is left to try' },
  method_not_available: { status: 409, title: 'This method is not available now' },
  verification_closed: { status: 410, title: 'The verification is over' },
  payload_too_large: { status: 413, title: 'The request is too large' },
  unsupported_media_type: { status: 415, title: 'The request must be JSON' },
  code_incorrect: { status: 422, title: 'The code is not correct' },
  idempotency_key_reused: { status: 422, title: 'The key came with another request' },
  phone_not_supported: { status: 422, title: 'This phone number cannot be verified' },
  too_many_requests: { status: 429, title: 'Too many requests' },
  temporarily_unavailable: { status: 503, title: 'Temporarily unavailable' },
} as const satisfies Record<string, { status: number; title: string }>;

/** A problem's stable name. */
export type ProblemCode = keyof typeof PROBLEMS;

/** Why a verification is over. */
export type ClosedReason = 'expired' | 'too_many_checks' | 'superseded' | 'verified' | 'canceled';

/** What may be tried next: kinds possible from `retryAt` on; null when that lies past the verification's end. */
export interface NextSteps {
  readonly nextMethods: readonly MethodKind[];
  /** ISO 8601, UTC. */
  readonly retryAt: string | null;
}

/** An expected failure, with the members its answer names. `detail` is for the person who reads the answer and quotes nothing secret. */
export type Problem =
  | { readonly ok: false; readonly code: 'invalid_request'; readonly detail: string }
  | { readonly ok: false; readonly code: 'token_invalid'; readonly detail: string }
  | { readonly ok: false; readonly code: 'challenge_required'; readonly challenge?: unknown }
  | { readonly ok: false; readonly code: 'verification_not_found' }
  | ({ readonly ok: false; readonly code: 'call_failed'; readonly verificationId: string } & NextSteps)
  | { readonly ok: false; readonly code: 'no_method_left' | 'method_not_available' }
  | { readonly ok: false; readonly code: 'verification_closed'; readonly reason: ClosedReason }
  | { readonly ok: false; readonly code: 'payload_too_large' | 'unsupported_media_type' }
  | { readonly ok: false; readonly code: 'code_incorrect'; readonly checksLeft: number }
  | { readonly ok: false; readonly code: 'idempotency_key_reused' | 'phone_not_supported' }
  | { readonly ok: false; readonly code: 'too_many_requests' | 'temporarily_unavailable'; readonly retryAfterSeconds: number };

/**
 * `too_many_requests` until a time, rounded up from a minute on: when exactly a number was dialled, and failed, is not for
 * everybody who asks to know.
 */
export function tooManyUntil(at: number, now: number): Problem {
  const seconds = Math.max(1, Math.ceil((at - now) / 1000));
  const step = seconds <= 60 ? 1 : seconds <= 3600 ? 60 : 600;
  return { ok: false, code: 'too_many_requests', retryAfterSeconds: Math.ceil(seconds / step) * step };
}

/** One face for every trouble that is not the person's: provider, account, store, budget. */
export const UNAVAILABLE: Problem = { ok: false, code: 'temporarily_unavailable', retryAfterSeconds: 30 };

export const NOT_FOUND: Problem = { ok: false, code: 'verification_not_found' };
