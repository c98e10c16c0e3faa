/** What every problem document looks like (RFC 9457), with the contract's statuses written out. */
import type { Response } from 'supertest';
import { expect } from 'vitest';

const STATUSES = {
  invalid_request: 400,
  token_invalid: 401,
  challenge_required: 403,
  verification_not_found: 404,
  call_failed: 409,
  no_method_left: 409,
  method_not_available: 409,
  verification_closed: 410,
  payload_too_large: 413,
  unsupported_media_type: 415,
  code_incorrect: 422,
  idempotency_key_reused: 422,
  phone_not_supported: 422,
  too_many_requests: 429,
  temporarily_unavailable: 503,
} as const;

/** Expects this problem, with these members and no others. */
export function expectProblem(answer: Response, code: keyof typeof STATUSES, members: Readonly<Record<string, unknown>> = {}): void {
  expect(answer.body).toEqual({
    type: `urn:express-call-verification:${code}`,
    title: expect.stringMatching(/\w/),
    status: STATUSES[code],
    detail: expect.stringMatching(/\w.*\.$/),
    code,
    ...members,
  });
  expect(answer.status).toBe(STATUSES[code]);
  expect(answer.get('content-type')).toMatch(/^application\/problem\+json\b/);
  expect(answer.get('cache-control')).toBe('no-store');
  const { retryAfterSeconds } = members;
  expect(answer.get('retry-after')).toBe(retryAfterSeconds === undefined ? undefined : String(answer.body['retryAfterSeconds']));
}
