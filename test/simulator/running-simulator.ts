/** A simulator for one test file, a host that takes its reports, and the requests of the providers' documents. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from 'vitest';
import { createProviderSimulator, type ProviderSimulator, type ProviderSimulatorOptions } from '../../src/simulator/index.js';

const open: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

/** Closed after the test. Its telephones hurry. */
export async function startSimulator(options: ProviderSimulatorOptions = {}): Promise<ProviderSimulator> {
  const simulator = await createProviderSimulator({ afterAnswerMs: 1, ...options });
  open.push(simulator.close);
  return simulator;
}

export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface CallbackHost {
  readonly url: string;
  readonly received: readonly Received[];
  /** What to answer, in turn; 204 after that. */
  readonly answers: number[];
  /** The nth report (1 for the first), also when it is still to come. */
  nth(count: number): Promise<Received>;
}

/** Closed after the test. */
export async function startCallbackHost(): Promise<CallbackHost> {
  const received: Received[] = [];
  const answers: number[] = [];
  const waiting = new Map<number, (report: Received) => void>();
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const report = { method: req.method ?? '', url: req.url ?? '', headers: req.headers, body: Buffer.concat(chunks).toString() };
      received.push(report);
      waiting.get(received.length)?.(report);
      res.writeHead(answers.shift() ?? 204, { location: '/elsewhere' }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(() => resolve()));
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/reports`,
    received,
    answers,
    nth(count) {
      const report = received[count - 1];
      return report === undefined ? new Promise((resolve) => waiting.set(count, resolve)) : Promise.resolve(report);
    },
  };
}

export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

async function readAnswer(response: Response): Promise<Answer> {
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

type Change = Partial<Record<string, string>>;

/** POST /v2/rest/account/{id}/{method} with query parameters and no body. */
export async function callMcnAccount(simulator: ProviderSimulator, method: string, query: Change, headers: Change = {}): Promise<Answer> {
  const url = new URL(`/v2/rest/account/${simulator.mcn.accountId}/${method}`, simulator.mcn.apiUrl);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value ?? '');
  return readAnswer(
    await fetch(url, {
      method: 'POST',
      headers: { accept: 'application/json', authorization: `Bearer ${simulator.mcn.token}`, ...headers },
    }),
  );
}

export const flashCall = (simulator: ProviderSimulator, query: Change, headers?: Change): Promise<Answer> =>
  callMcnAccount(simulator, 'flash_call', query, headers);

/** POST /api/protected/api/auth/{method} in JSON. */
export async function callMcnPaid(simulator: ProviderSimulator, method: string, body: unknown, headers: Change = {}): Promise<Answer> {
  return readAnswer(
    await fetch(`${simulator.mcn.paidMethodsUrl}/api/protected/api/auth/${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${simulator.mcn.token}`, ...headers },
      body: JSON.stringify(body),
    }),
  );
}

/** The JSON of a MobilGroup request, with the key in the header unless `headers` says otherwise. */
export async function sendMobilGroup(simulator: ProviderSimulator, body: unknown, headers?: Change): Promise<Answer> {
  return readAnswer(
    await fetch(`${simulator.mobilgroup.apiUrl}/api/voice-password/send/`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(headers ?? { authorization: simulator.mobilgroup.apiKey }) },
      body: JSON.stringify(body),
    }),
  );
}

/** POST /sms/messages in JSON. */
export async function sendSms(simulator: ProviderSimulator, body: unknown, headers?: Change): Promise<Answer> {
  return readAnswer(
    await fetch(`${simulator.sms.apiUrl}/sms/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${simulator.sms.apiKey}`, ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }),
  );
}

/** The `object` of MCN's envelope. */
export function envelopeOf(answer: Answer): Record<string, unknown> {
  return answer.body['object'] as Record<string, unknown>;
}
