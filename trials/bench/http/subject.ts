/** What a server under measurement is made of. */
import type { RequestListener } from 'node:http';
import type { Expected, RequestKind, ServerOrder, WireRequest } from './messages.js';

export interface Subject {
  readonly handler: RequestListener;
  readonly expected: Expected;
  /** Makes what is asked for, such as verifications to be checked; this is not measured. */
  prepare(count: number): Promise<readonly WireRequest[]>;
}

export type OpenSubject = (order: ServerOrder) => Promise<Subject>;

/** Where every server has its endpoints. */
export const PATHS = { start: '/auth/call', check: '/auth/call/check', status: '/auth/call/status', webhooks: '/webhooks/calls' } as const;

export const MCN = { token: 'token-of-the-bench', accountId: '1' } as const;

/** What the package answers, and those that do the same. */
export const EXPECTED: Readonly<Record<RequestKind, Expected>> = {
  start: { status: 202, holds: '"verificationId":"' },
  'check-right': { status: 200, holds: '"token":"ey' },
  'check-wrong': { status: 422, holds: '"code_incorrect"' },
  status: { status: 200, holds: '"pending"' },
  callback: { status: 204, holds: '' },
};
