/** An HTTP server that answers as a test tells it, request by request: a broken connection is an answer, too. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Recorded {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Answers one request. */
export type Act = (res: ServerResponse, request: Recorded) => void;

export interface ScriptedServer {
  /** Without a path. */
  readonly url: string;
  /** Oldest first. */
  readonly requests: readonly Recorded[];
  /** Breaks all connections and takes no more. */
  stop(): Promise<void>;
  /** Listens again, at the same address. */
  resume(): Promise<void>;
}

/** Runs `acts` in order, the last one for all further requests, until the test is over. */
export async function openScriptedServer(...acts: readonly Act[]): Promise<ScriptedServer> {
  const requests: Recorded[] = [];
  const server = createServer((req, res) => {
    void record(req).then((request) => {
      requests.push(request);
      acts[Math.min(requests.length, acts.length) - 1]?.(res, request);
    });
  });
  const listen = (port: number): Promise<void> => new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  onTestFinished(() => stop());
  return { url: `http://127.0.0.1:${port}`, requests, stop, resume: () => listen(port) };
}

async function record(req: IncomingMessage): Promise<Recorded> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk);
  return { method: req.method, url: req.url, headers: req.headers, body: Buffer.concat(chunks).toString() };
}

/** Ends the connection without a word. */
export const cut: Act = (res) => res.destroy();

/** Says nothing, for ever. */
export const hang: Act = () => undefined;

export function json(status: number, document: object, headers: Readonly<Record<string, string>> = {}): Act {
  return (res) => res.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(document));
}

/** As a proxy answers, or a page that stands at that address. */
export function html(status: number, headers: Readonly<Record<string, string>> = {}): Act {
  return (res) => res.writeHead(status, { 'Content-Type': 'text/html', ...headers }).end('<h1>Something</h1>');
}

export function problem(status: number, code: string, members: object = {}): Act {
  return (res) =>
    res
      .writeHead(status, { 'Content-Type': 'application/problem+json' })
      .end(JSON.stringify({ title: 'A problem', status, code, ...members }));
}

/** Begins a stream, tells these documents as events, and leaves it to `then`. */
export function stream(documents: readonly object[], then: (res: ServerResponse) => void = () => undefined): Act {
  return (res) => {
    res.writeHead(200, { 'Content-Type': 'text/event-stream' });
    res.write(`:\n\n${documents.map((each) => `event: status\ndata: ${JSON.stringify(each)}\n\n`).join('')}`, () => then(res));
  };
}

/** How an open verification stands. */
export const PENDING = {
  status: 'pending',
  method: 'flash_call',
  codeLength: 4,
  call: { outcome: 'pending' },
  checksLeft: 3,
  expiresAt: '2026-03-01T10:10:00.000Z',
  retryAt: '2026-03-01T10:05:30.000Z',
  nextMethods: ['voice_call'],
};
export const ANSWERED = { ...PENDING, call: { outcome: 'answered' } };
export const OVER = { ...PENDING, status: 'verified', reason: 'verified' };
