/** Serves the app: with MCN if its token is set, else with simulated telephones, whose calls are printed. */
import { randomBytes } from 'node:crypto';
import { type CallVerification, createMcn } from 'express-call-verification';
import { createProviderSimulator } from 'express-call-verification/simulator';
import { WEBHOOKS_PATH } from './call-verification/call-verification.module.js';
import { CALLS } from './call-verification/calls.js';
import { createApp } from './create-app.js';

async function main(): Promise<void> {
  const { MCN_TOKEN: token, MCN_ACCOUNT_ID: accountId, CALL_VERIFICATION_SECRET, PORT = '3000' } = process.env;
  const simulator = token === undefined ? await createProviderSimulator() : undefined;
  const app = await createApp({
    // Without a secret that stays, a restart forgets all verifications.
    secret: CALL_VERIFICATION_SECRET ?? (simulator && randomBytes(32).toString('base64')),
    countries: ['RU'],
    methods: [createMcn(simulator?.mcn ?? { token, accountId }).flashCall()],
  });
  await app.listen(PORT, '127.0.0.1');
  const url = await app.getUrl();
  simulator?.connect(app.get<CallVerification>(CALLS), `${url}${WEBHOOKS_PATH}`);
  console.log(`${url}/api/auth/call`);
}

void main();
