/** Runs a recipe on this machine, with simulated telephones: `npm start sessions`, `npm start passport`, … */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { Express } from 'express';
import { type CallVerification, type CallVerificationOptions, createMcn } from 'express-call-verification';
import { createProviderSimulator } from 'express-call-verification/simulator';
import * as changeNumber from './change-number.js';
import { createIssuer } from './issuer.js';
import { createService } from './other-service.js';
import * as passport from './passport.js';
import * as payment from './payment.js';
import * as sessions from './sessions.js';

const port = Number(process.env['PORT'] ?? 3000);
const url = `http://127.0.0.1:${port}`;
const newSecret = (): string => randomBytes(32).toString('base64');
const simulator = await createProviderSimulator();
const options: CallVerificationOptions & { sessionSecret: string } = {
  secret: newSecret(),
  countries: ['RU'],
  methods: [createMcn(simulator.mcn).flashCall()],
  development: true, // call your own number as often as you like
  sessionSecret: newSecret(),
};

const RECIPES: Readonly<Record<string, () => { readonly app: Express; readonly calls: CallVerification }>> = {
  sessions: () => sessions.createApp(options),
  passport: () => passport.createApp(options),
  payment: () => payment.createApp(options),
  'change-number': () => changeNumber.createApp({ ...options, notify: (phone, what) => console.log(`NOTICE to ${phone}: ${what}`) }),
  'other-service': () => {
    const names = { issuer: url, audience: 'shop' };
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { sessionSecret: _, ...callOptions } = options;
    const tokenKey = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const issuing = createIssuer({ ...callOptions, ...names, tokenKey });
    // For trying, both in one process.
    issuing.app.use('/other', createService({ ...names, jwksUrl: `${url}/auth/call/jwks.json` }));
    return issuing;
  },
};

const [, , name = 'sessions'] = process.argv;
const create = RECIPES[name];
if (create === undefined) throw new RangeError(`npm start takes one of ${Object.keys(RECIPES).join(', ')}`);
const { app, calls } = create();
app.listen(port, '127.0.0.1', (error) => {
  if (error) throw error;
  console.log(`${name}: ${url}/auth/call`);
  simulator.connect(calls, `${url}/webhooks/calls`);
});
