/** The package as it is measured: one method, a budget, defaults otherwise; and a provider that costs nothing. */
import { randomBytes } from 'node:crypto';
import { type CallVerification, type CallVerificationStore, createCallVerification, createMcn } from '../../src/index.js';
import { createProviderInMemory } from './measuring.js';

export const provider = createProviderInMemory();

export function createBenchCalls(store: CallVerificationStore): CallVerification {
  const mcn = createMcn({ token: 'token-of-the-bench', accountId: '1' });
  return createCallVerification({
    secret: randomBytes(32).toString('base64'),
    countries: ['RU'],
    methods: [mcn.flashCall()],
    limits: { callsPerDay: 1_000_000_000 },
    store,
    fetch: provider.fetch,
  });
}

/** What a provider reports of a call that was answered. */
export const reportOf = (callId: string) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  query: {},
  body: { verification_call_uuid: callId, q931_status: 16, final_status: 'ANSWER' },
});
