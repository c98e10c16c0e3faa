/** The server of the app that `init` writes. It has no types to be removed, so the same text is TypeScript and JavaScript. */

export const PROVIDERS = `/** Whom this app calls: the providers whose keys are in .env, or else simulated ones. */
import { createMcn, createMobilGroup } from 'express-call-verification';

const { MCN_TOKEN, MCN_ACCOUNT_ID, MOBILGROUP_KEY, NODE_ENV } = process.env;

/** Both providers and their telephones on this machine. No real telephone is dialled. */
export const simulator = MCN_TOKEN || MOBILGROUP_KEY ? undefined : await startSimulator();

async function startSimulator() {
  if (NODE_ENV === 'production') throw new Error('Set MCN_TOKEN and MCN_ACCOUNT_ID, or MOBILGROUP_KEY: real people need real calls.');
  const { createProviderSimulator } = await import('express-call-verification/simulator');
  // Its telephones answer by themselves, so that you can hear what a voice says.
  return createProviderSimulator({ mood: 'answers', reactMs: 5000 });
}

const mcn = simulator || MCN_TOKEN ? createMcn(simulator?.mcn ?? { token: MCN_TOKEN, accountId: MCN_ACCOUNT_ID }) : undefined;
const mobilGroup = simulator || MOBILGROUP_KEY ? createMobilGroup(simulator?.mobilgroup ?? { apiKey: MOBILGROUP_KEY }) : undefined;

/** In order of preference. */
export const methods = [
  ...(mcn ? [mcn.flashCall()] : []),
  ...(mobilGroup ? [mobilGroup.voiceCall({ repeat: true }), mobilGroup.sms()] : []),
  // A sender of your own, such as your SMS company, would stand here: createSender({ name: 'acme', kind: 'sms', send }).
];
`;

export const SERVER = `/** Signs people in by a telephone call, and shows their account. */
import { fileURLToPath } from 'node:url';
import express from 'express';
import { callVerificationRouter, callWebhooks, createCallVerification, requireVerifiedPhone } from 'express-call-verification';
import { methods, simulator } from './providers.js';

const port = Number(process.env.PORT ?? 3000);

// Everything is kept in memory. Before real people come, choose a store: Redis, PostgreSQL or SQLite.
const calls = createCallVerification({
  secret: process.env.CALL_VERIFICATION_SECRET,
  countries: ['RU', 'SK'], // only those where you have customers
  methods,
  limits: { callsPerDay: 1000 }, // what you are willing to pay for
  development: simulator !== undefined, // a simulated number may be called as often as you like
});

const app = express();
// If proxies stand in front of this app, say how many: app.set('trust proxy', 1);
app.use('/auth/call', callVerificationRouter(calls));
app.use('/webhooks/calls', callWebhooks(calls));
app.get('/account', requireVerifiedPhone(calls), (req, res) => {
  res.json({ phone: req.verifiedPhone?.phone_number });
});
app.use(express.static(fileURLToPath(new URL('./public', import.meta.url))));

const server = app.listen(port, (error) => {
  if (error) throw error; // such as a port that is taken
  console.log(\`Open http://localhost:\${port}\`);
  // The reports of the simulated providers come to this app, and what the telephones show is printed here.
  simulator?.connect(calls, \`http://127.0.0.1:\${port}/webhooks/calls\`);
});

async function stop() {
  await calls.drain(); // no new call is placed; those under way end
  server.close();
  await calls.close();
  await simulator?.close();
}
process.once('SIGTERM', () => void stop());
process.once('SIGINT', () => void stop());
`;
