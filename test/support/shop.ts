/** A shop that uses the package as a host would: an Express app over HTTP, with both providers simulated and a clock to be set. */
import { randomBytes, randomInt } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import {
  type CallMethod,
  type CallVerification,
  type CallVerificationEvent,
  type CallVerificationOptions,
  type CallVerificationStore,
  callStatus,
  callWebhooks,
  cancelCallVerification,
  checkCallCode,
  createCallVerification,
  createMcn,
  createMobilGroup,
  startCallVerification,
} from 'express-call-verification';
import {
  createProviderSimulator,
  type ProviderSimulator,
  type ProviderSimulatorOptions,
  type SimulatorEventOf,
  type VirtualTelephone,
} from 'express-call-verification/simulator';
import supertest, { type Agent, type Response, type Test } from 'supertest';
import { onTestFinished } from 'vitest';
import { leaveOutHostsBodies } from './described-answers.js';
import { memberOf } from './member-of.js';
import { registerSecret } from './secrets.js';

export interface Accounts {
  readonly mcn: ReturnType<typeof createMcn>;
  readonly mobilGroup: ReturnType<typeof createMobilGroup>;
}

export interface ShopOptions {
  /** @default MCN's flash call, MobilGroup's voice call and SMS */
  readonly methods?: (accounts: Accounts) => readonly CallMethod[];
  readonly calls?: Partial<CallVerificationOptions>;
  readonly mcn?: Partial<Parameters<typeof createMcn>[0]>;
  readonly mobilGroup?: Partial<Parameters<typeof createMobilGroup>[0]>;
  readonly simulator?: ProviderSimulatorOptions;
  /** Where the shop's routes stand. @default '/' */
  readonly prefix?: string;
  /** What stands in front of the endpoints, such as body parsers. */
  readonly before?: readonly RequestHandler[];
  readonly start?: Parameters<typeof startCallVerification>[1];
  readonly check?: Parameters<typeof checkCallCode>[1];
  /** Adds routes of the test's own, below the prefix. */
  readonly routes?: (app: Express, calls: CallVerification) => void;
}

/** What a callback says, in the fields of the providers' documents. */
export interface CallbackReport {
  readonly cause?: number | string | undefined;
  readonly word?: string | undefined;
  readonly [field: string]: string | number | undefined;
}

export interface Shop {
  readonly url: string;
  readonly app: Express;
  readonly calls: CallVerification;
  readonly simulator: ProviderSimulator;
  /** A Russian mobile number of this shop's own. */
  readonly phone: string;
  /** The telephone of `phone`. */
  readonly telephone: VirtualTelephone;
  readonly events: readonly CallVerificationEvent[];
  /** What the providers were asked, oldest first. */
  readonly requests: readonly SimulatorEventOf<'request'>[];
  /** Every answer's text, oldest first. */
  readonly answers: readonly string[];
  /** What reached the host's own error handler. */
  readonly errors: readonly unknown[];
  now(): number;
  advance(seconds: number): void;
  /** A new client each time, which has no cookies of another. Its requests, as those given below, are sent once they are awaited. */
  readonly client: Agent;
  start(body?: Readonly<Record<string, unknown>>): Test;
  /** Starts for the shop's number, and gives the id. */
  begin(body?: Readonly<Record<string, unknown>>): Promise<string>;
  again(verificationId: string, method?: string): Test;
  check(verificationId: string, code?: string): Test;
  status(verificationId: string): Test;
  cancel(verificationId: string): Test;
  /** Reports on the newest call of the shop's number, as its provider would. */
  report(report: CallbackReport): Test;
  /** A request to a provider's webhook, to be given its body. */
  callback(provider: 'mcn' | 'mobilgroup'): Test;
  /** The code of the newest request to a provider, as that provider knows it. */
  code(): string;
  eventsOf<Type extends CallVerificationEvent['type']>(type: Type): readonly Extract<CallVerificationEvent, { type: Type }>[];
}

/** A secret that no output may show. */
export function newSecret(label: string): string {
  return registerSecret(randomBytes(24).toString('base64url'), label);
}

/** A number that no output may show. */
export function newNumber(): string {
  return registerSecret(`+7915${randomInt(1_000_000, 10_000_000)}`, 'a phone number');
}

/** A code that is not this one. */
export function otherThan(code: string, step = 1): string {
  return String((Number(code) + step) % 10 ** code.length).padStart(code.length, '0');
}

/** A code or a number with the digits of another script. @param zero the code point of its zero */
export function spell(text: string, zero: number): string {
  return text.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));
}

const fail = (): Promise<never> => Promise.reject(new Error('the store is down'));

export const storeThatIsDown: CallVerificationStore = { get: fail, put: fail, delete: fail, count: fail };

/** Serves `app` on an ephemeral port of 127.0.0.1 until the test is over, and gives its address. */
export async function serve(app: Express): Promise<string> {
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(() => resolve()));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Until the test is over. */
export async function openSimulator(options: ProviderSimulatorOptions = {}): Promise<ProviderSimulator> {
  const simulator = await createProviderSimulator({
    afterAnswerMs: 1,
    ...options,
    mcn: { token: newSecret('the MCN token'), ...options.mcn },
    mobilgroup: { apiKey: newSecret('the MobilGroup key'), ...options.mobilgroup },
  });
  onTestFinished(() => simulator.close());
  return simulator;
}

/** Accounts with both simulated providers. */
export function openAccounts(simulator: ProviderSimulator, { mcn, mobilGroup }: Pick<ShopOptions, 'mcn' | 'mobilGroup'> = {}): Accounts {
  return { mcn: createMcn({ ...simulator.mcn, ...mcn }), mobilGroup: createMobilGroup({ ...simulator.mobilgroup, ...mobilGroup }) };
}

/** Opens a shop until the test is over. */
export async function openShop(options: ShopOptions = {}): Promise<Shop> {
  if (options.start?.input !== undefined || options.check?.input !== undefined) leaveOutHostsBodies();
  const simulator = await openSimulator(options.simulator);
  const requests: SimulatorEventOf<'request'>[] = [];
  const providerAnswers: unknown[] = [];
  simulator.subscribe((event) => {
    if (event.type === 'request') requests.push(event);
    if (event.type === 'answer') providerAnswers.push(event.body);
    if (event.type === 'call' && event.provider === 'mcn') registerSecret(event.callId, 'a call id');
  });
  const accounts = openAccounts(simulator, options);
  const events: CallVerificationEvent[] = [];
  let now = Date.parse('2026-03-01T10:05:00Z');
  const calls = createCallVerification({
    secret: newSecret('the secret'),
    countries: ['RU', 'SK'],
    methods: (options.methods ?? (({ mcn, mobilGroup }) => [mcn.flashCall(), mobilGroup.voiceCall(), mobilGroup.sms()]))(accounts),
    clock: () => now,
    onEvent: (event) => events.push(event),
    ...options.calls,
  });
  onTestFinished(() => calls.close());

  const errors: unknown[] = [];
  const collectError: ErrorRequestHandler = (error: unknown, _req, res, _next) => {
    errors.push(error);
    res.status(500).end();
  };
  const routes = express();
  for (const handler of options.before ?? []) routes.use(handler);
  options.routes?.(routes, calls);
  routes.post('/auth/call', startCallVerification(calls, options.start));
  routes.post('/auth/call/check', checkCallCode(calls, options.check));
  routes.get('/auth/call/status', callStatus(calls));
  routes.delete('/auth/call', cancelCallVerification(calls));
  routes.use('/webhooks/calls', callWebhooks(calls));
  routes.use(collectError);
  const app = express();
  app.use(options.prefix ?? '/', routes);
  const url = `${await serve(app)}${options.prefix ?? ''}`;

  const phone = newNumber();
  const telephone = simulator.telephone(phone);
  const answers: string[] = [];
  const openClient = (): Agent =>
    supertest.agent(url).on('response', ({ text }: Response) => {
      // The answer to a HEAD has no text.
      answers.push(text ?? '');
    });
  const post = (path: string, body: object): Test => openClient().post(path).send(body);
  const start = (body: Readonly<Record<string, unknown>> = {}): Test => post('/auth/call', { phone, ...body });
  const callback = (provider: 'mcn' | 'mobilgroup'): Test => openClient().post(`/webhooks/calls${calls.webhookPath(provider)}`);

  return {
    url,
    app: routes,
    calls,
    simulator,
    phone,
    telephone,
    events,
    requests,
    answers,
    errors,
    now: () => now,
    advance(seconds) {
      now += seconds * 1000;
    },
    get client() {
      return openClient();
    },
    start,
    async begin(body) {
      const answer = await start(body);
      if (answer.status !== 202)
        throw new Error(`the start was answered with ${answer.status} ${String(answer.body['code'])}`, { cause: errors[0] });
      return registerSecret(memberOf(answer, 'verificationId'), 'a verification id');
    },
    again: (verificationId, method) => post('/auth/call', { verificationId, ...(method === undefined ? {} : { method }) }),
    check: (verificationId, code) => post('/auth/call/check', { verificationId, ...(code === undefined ? {} : { code }) }),
    status: (verificationId) => openClient().get('/auth/call/status').set('Verification-Id', verificationId),
    cancel: (verificationId) => openClient().delete('/auth/call').set('Verification-Id', verificationId),
    callback,
    report({ cause, word, ...more }) {
      const call = telephone.calls.at(-1);
      if (call === undefined) throw new Error('no call was placed');
      const idName = call.provider === 'mcn' ? 'verification_call_uuid' : 'id';
      const json = { [idName]: call.id, q931_status: cause, final_status: word, ...more };
      return callback(call.provider === 'mcn' ? 'mcn' : 'mobilgroup').send(json);
    },
    code: () => findCode(requests.at(-1)?.query, requests.at(-1)?.body, providerAnswers.at(-1)),
    eventsOf: <Type extends CallVerificationEvent['type']>(type: Type) =>
      events.filter((event): event is Extract<CallVerificationEvent, { type: Type }> => event.type === type),
  };
}

/** Where the provider's documents put the code: into the request where it is ours, into the answer where it is theirs. */
function findCode(...places: readonly unknown[]): string {
  for (const place of places) {
    const json = JSON.stringify(place) ?? '';
    const [, code] = /"(?:verification_)?code":"(\d{4,})"/.exec(json) ?? /"caller_did":"\d+(\d{4})"/.exec(json) ?? [];
    if (code !== undefined) return code;
  }
  throw new Error('no code went over the wire');
}
