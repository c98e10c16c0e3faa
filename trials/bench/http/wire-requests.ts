/** Requests as they are sent: to the package, and the same with ids that mean nothing to its rivals. */
import { randomBytes } from 'node:crypto';
import { addressOf, phoneOf } from '../measuring.js';
import type { ServerOrder, WireRequest } from './messages.js';
import { PATHS } from './subject.js';

let last = 0;

export function requestsForRival({ request, withKey }: ServerOrder, count: number): readonly WireRequest[] {
  return Array.from({ length: count }, () => {
    last += 1;
    return requestFor(request, { index: last, withKey, verificationId: randomBytes(40).toString('base64url').slice(0, 54), code: '1234' });
  });
}

export interface Facts {
  readonly index: number;
  readonly withKey: boolean;
  readonly verificationId?: string;
  readonly code?: string;
  readonly callId?: string;
  readonly callbackPath?: string;
}

/** A request as it is sent. */
export function requestFor(request: ServerOrder['request'], facts: Facts): WireRequest {
  const { index, withKey, verificationId = '', code = '', callId = '000000000001_117793', callbackPath = '/mcn/a' } = facts;
  const from = { 'x-forwarded-for': addressOf(index) };
  const key = withKey ? { 'idempotency-key': randomBytes(16).toString('base64url') } : {};
  const post = (path: string, headers: Readonly<Record<string, string>>, body: object): WireRequest => ({
    method: 'POST',
    path,
    headers: { ...from, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  switch (request) {
    case 'start':
      return post(PATHS.start, key, { phone: phoneOf(index) });
    case 'check-right':
    case 'check-wrong':
      return post(PATHS.check, key, { verificationId, code });
    case 'status':
      return { method: 'GET', path: PATHS.status, headers: { ...from, 'verification-id': verificationId } };
    case 'callback':
      return post(PATHS.webhooks + callbackPath, {}, { verification_call_uuid: callId, q931_status: 16, final_status: 'ANSWER' });
  }
}
