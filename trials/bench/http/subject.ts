/** What a server under measurement is made of. */
import type { RequestListener } from 'node:http';
import type { ServerOrder, WireRequest } from './messages.js';

export interface Subject {
  readonly handler: RequestListener;
  /** Makes what is asked for, such as verifications to be checked; this is not measured. */
  prepare(count: number): Promise<readonly WireRequest[]>;
}

export type OpenSubject = (order: ServerOrder) => Promise<Subject>;

/** Where every server has its endpoints. */
export const PATHS = { start: '/auth/call', check: '/auth/call/check', status: '/auth/call/status', webhooks: '/webhooks/calls' } as const;

export const MCN = { token: 'token-of-the-bench', accountId: '1' } as const;

/** Each client has a network of its own, as behind a proxy. */
export const addressOf = (index: number): string => `10.${(index >> 16) % 256}.${(index >> 8) % 256}.${index % 256}`;
