/** Serves a recipe over HTTP with simulated telephones, and has browsers that prove numbers there. */
import type { Express } from 'express';
import type { CallVerification, CallVerificationEvent, CallVerificationOptions } from 'express-call-verification';
import type { ProviderSimulator } from 'express-call-verification/simulator';
import supertest, { type Agent } from 'supertest';
import { onTestFinished } from 'vitest';
import { memberOf } from '../support/member-of.js';
import { registerSecret } from '../support/secrets.js';
import { newNumber, newSecret, openAccounts, openSimulator, serve } from '../support/shop.js';

export interface RecipeOptions extends CallVerificationOptions {
  readonly sessionSecret: string;
}

export interface Started {
  readonly verificationId: string;
  readonly code: string;
}

export interface Recipe<Parts> {
  readonly url: string;
  readonly parts: Parts;
  readonly phone: string;
  readonly simulator: ProviderSimulator;
  readonly events: readonly CallVerificationEvent[];
  now(): number;
  advance(seconds: number): void;
  /** With cookies of its own. */
  openBrowser(): Agent;
  /** Begins a verification, and reads the code off the telephone that rings. @param rings whose telephone rings, if the route decides that */
  start(browser: Agent, path: string, phone: string, rings?: string): Promise<Started>;
  /** The token, or the body if there is none. */
  prove(browser: Agent, path: string, phone: string, rings?: string): Promise<string>;
}

export async function openRecipe<Parts extends { readonly app: Express; readonly calls: CallVerification }>(
  create: (options: RecipeOptions) => Parts,
  more: Partial<CallVerificationOptions> = {},
): Promise<Recipe<Parts>> {
  const simulator = await openSimulator();
  const { mcn } = openAccounts(simulator);
  const events: CallVerificationEvent[] = [];
  let now = Date.now();
  const parts = create({
    secret: newSecret('the secret'),
    sessionSecret: newSecret('the secret of sessions'),
    countries: ['RU'],
    methods: [mcn.flashCall()],
    clock: () => now,
    onEvent: (event) => events.push(event),
    ...more,
  });
  onTestFinished(() => parts.calls.close());
  const url = await serve(parts.app);

  const start: Recipe<Parts>['start'] = async (browser, path, phone, rings = phone) => {
    // The delay between two calls to one number.
    if (simulator.telephone(rings).calls.length > 0) now += 120_000;
    const started = await browser.post(path).send({ phone }).expect(202);
    const telephone = simulator.telephone(rings);
    const { caller } = await telephone.rings();
    telephone.hangUp();
    return { verificationId: registerSecret(memberOf(started, 'verificationId'), 'a verification id'), code: caller.slice(-4) };
  };
  return {
    url,
    parts,
    phone: newNumber(),
    simulator,
    events,
    now: () => now,
    advance(seconds) {
      now += seconds * 1000;
    },
    openBrowser: () => supertest.agent(url),
    start,
    async prove(browser, path, phone, rings) {
      // The request takes the browser's cookies when it is made.
      const started = await start(browser, path, phone, rings);
      const checked = await browser.post(`${path}/check`).send(started).expect(200);
      const token: unknown = checked.body['token'];
      return typeof token === 'string' ? registerSecret(token, 'a token') : '';
    },
  };
}

export const bearer = (token: string): [string, string] => ['Authorization', `Bearer ${token}`];
