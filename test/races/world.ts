/** One store, several processes of a service on it, two simulated providers, and a clock: what a race needs. */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, onTestFinished } from 'vitest';
import {
  type CallMethod,
  type CallVerification,
  type CallVerificationEvent,
  type CallVerificationOptions,
  type CallVerificationStore,
  createCallVerification,
  createMcn,
  createMemoryStore,
  createMobilGroup,
  type Problem,
  type Started,
  type ToldToHost,
} from '../../src/index.js';
import { createProviderSimulator, type ProviderSimulator } from '../../src/simulator/index.js';
import { registerSecret } from '../support/secrets.js';
import { createSlowStore } from '../support/slow-store.js';
import { createTestClock, type TestClock } from '../support/test-clock.js';

/** Methods of the simulated providers. */
export interface Methods {
  readonly flashCall: CallMethod;
  readonly voiceCall: CallMethod;
  /** Its code is the provider's choice. */
  readonly providerCode: CallMethod;
}

export interface WorldOptions {
  /** @default flash call by MCN, then voice call by MobilGroup */
  readonly methods?: (methods: Methods) => readonly CallMethod[];
  readonly options?: Partial<CallVerificationOptions>;
  /** What lies between the store under test and the service. */
  readonly wrap?: (store: CallVerificationStore) => CallVerificationStore;
  readonly providerTimeoutMs?: number;
}

export interface World {
  /** One service of each process; all share the store and the secret. */
  readonly processes: readonly [CallVerification, CallVerification, CallVerification];
  readonly calls: CallVerification;
  readonly simulator: ProviderSimulator;
  readonly clock: TestClock;
  readonly events: readonly CallVerificationEvent[];
  readonly phone: string;
  /** Starts, and expects a call. */
  started(input?: { readonly ip?: string; readonly method?: 'flash_call' | 'voice_call' }): Promise<Started>;
  /** The code that the phone's newest flash call shows. */
  shownCode(): string;
  /** The provider's id of the phone's newest call. */
  callId(): string;
  /** How many requests reached the provider. */
  requests(provider: 'mcn' | 'mobilgroup'): number;
  /** Sends a callback of MCN's to one of the processes. */
  report(callId: string, cause: number, word: string, process?: CallVerification): ReturnType<CallVerification['report']>;
}

export type MakeWorld = (options?: WorldOptions) => Promise<World>;

let lastPhone = Number.parseInt(randomBytes(2).toString('hex'), 16);

/** A number that no other test of this process uses. */
export function newPhone(): string {
  lastPhone += 1;
  return registerSecret(`+7916${String(2_000_000 + lastPhone)}`, 'a phone number');
}

/** A suite that runs on a store that answers at once, and on one whose verbs take a few milliseconds before and after they work. */
export function describeOnBothStores(name: string, suite: (makeWorld: MakeWorld) => void): void {
  describe(`${name}, on a store that answers at once`, () => suite((options) => makeWorld((store) => store, options)));
  describe(`${name}, on a store that takes its time`, () => suite((options) => makeWorld((store) => createSlowStore(store), options)));
}

/** @param slow what lies next to the memory store */
export async function makeWorld(
  slow: (store: CallVerificationStore) => CallVerificationStore,
  { methods, options, wrap = (store) => store, providerTimeoutMs = 4000 }: WorldOptions = {},
): Promise<World> {
  const clock = createTestClock();
  const simulator = await createProviderSimulator({ ringMs: 60_000 });
  onTestFinished(() => simulator.close());
  const mcn = createMcn({ ...simulator.mcn, timeoutMs: providerTimeoutMs });
  const { apiUrl, apiKey } = simulator.mobilgroup;
  const mobilGroup = createMobilGroup({ apiUrl, apiKey, timeoutMs: providerTimeoutMs });
  const all: Methods = { flashCall: mcn.flashCall(), voiceCall: mobilGroup.voiceCall(), providerCode: mobilGroup.flashCall() };
  const events: CallVerificationEvent[] = [];
  const requests: string[] = [];
  simulator.subscribe((event) => {
    if (event.type === 'request') requests.push(event.provider);
  });
  const secret = registerSecret(randomBytes(32).toString('base64'), 'the secret');
  const store = wrap(slow(createMemoryStore({ clock })));
  const createProcess = (): CallVerification =>
    createCallVerification({
      secret,
      countries: ['RU'],
      methods: methods?.(all) ?? [all.flashCall, all.voiceCall],
      store,
      clock,
      onEvent: (event) => events.push(event),
      ...options,
    });
  const processes = [createProcess(), createProcess(), createProcess()] as const;
  const [calls] = processes;
  const phone = newPhone();
  const telephone = simulator.telephone(phone);
  return {
    processes,
    calls,
    simulator,
    clock,
    events,
    phone,
    started: async (input) => expectStarted(await calls.start({ phone, ...input })),
    shownCode: () => telephone.shown?.slice(-4) ?? '',
    callId: () => registerSecret(telephone.calls.at(-1)?.id ?? 'no call', "a provider's id"),
    requests: (provider) => requests.filter((each) => each === provider).length,
    report: (callId, cause, word, process = calls) => process.report('mcn', mcnCallback(callId, cause, word)),
  };
}

export function expectStarted(result: (Started & ToldToHost) | Problem): Started & ToldToHost {
  if (!result.ok) throw new Error(`no call was placed: ${result.code}`);
  registerSecret(result.verificationId, 'a verification id');
  return result;
}

/** A callback as MCN's documents show it. */
function mcnCallback(callId: string, cause: number, word: string): Parameters<CallVerification['report']>[1] {
  const body = { verification_call_uuid: callId, q931_status: cause, final_status: word };
  return { method: 'POST', headers: { 'content-type': 'application/json' }, query: {}, body };
}

/** Another code of four digits than the right one. */
export function wrongCode(right: string, step = 1): string {
  return String((Number(right) + step) % 10_000).padStart(4, '0');
}

/** How a result is told from others: its status, its problem, or why the verification is over. */
export function nameOf(result: object): string {
  if ('reason' in result) return String(result.reason);
  if ('code' in result) return String(result.code);
  return 'status' in result ? String(result.status) : 'ok';
}

/** How often each occurs. */
export function tally(results: readonly object[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const result of results) counts[nameOf(result)] = (counts[nameOf(result)] ?? 0) + 1;
  return counts;
}

/** A host that takes MCN's callbacks over HTTP. Closed after the test. */
export async function startWebhook(calls: CallVerification): Promise<string> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const taken = calls.report('mcn', { method: request.method ?? '', headers: request.headers, query: {}, body });
      void taken.then((result) => response.writeHead(result.ok ? 204 : 503).end());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(() => resolve()));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** `count` pieces of work, spread over the processes, all begun before any can end. */
export function allAtOnce<T>(world: World, count: number, work: (process: CallVerification, index: number) => Promise<T>): Promise<T[]> {
  const { processes } = world;
  return Promise.all(Array.from({ length: count }, (_, index) => work(processes[index % processes.length] ?? world.calls, index)));
}
