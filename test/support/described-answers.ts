/**
 * Holds every answer of the package's own routes, in whichever test it is sent, against `docs/openapi.json`, and so every body that is
 * accepted. An answer that the document does not name, or names otherwise, fails the test.
 *
 * It sees what Node's HTTP servers of this process send. Other processes, HTTP/2 and hosts without a server are left out.
 */
import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';
import type { Answer, Judge } from './api-document.js';

/** Names of the handlers → the operations that they serve. */
const OPERATIONS: Readonly<Record<string, string>> = {
  startCallVerificationMiddleware: 'startCallVerification',
  checkCallCodeMiddleware: 'checkCallCode',
  callStatusMiddleware: 'callStatus',
  cancelCallVerificationMiddleware: 'cancelCallVerification',
  publicKeysMiddleware: 'getPublicKeys',
  clientScriptMiddleware: 'getClientScript',
  servedCountriesMiddleware: 'getCountries',
  openApiMiddleware: 'getDescription',
};

/** What Express notes on a request. */
interface RoutedRequest extends IncomingMessage {
  readonly route?: { readonly stack: readonly { readonly handle: { readonly name: string } }[] };
  /** Set when a success is passed on to the host. */
  readonly callVerification?: unknown;
}

/** What went over the wire for one operation. */
interface Exchange {
  readonly operation: string;
  /** Of a request that was accepted: its body, unless the host's `input` has replaced it. */
  readonly accepted?: Buffer;
  /** Unless the host has answered. */
  readonly answer?: Answer;
  readonly hasBody: boolean;
}

interface Watch {
  readonly exchanges: Exchange[];
  judge?: Judge;
  hasHostsAnswers: boolean;
  hasHostsBodies: boolean;
}

/** One for a process, whose servers serve the tests of many files. */
const KEY = Symbol.for('express-call-verification.described-answers');
const shared = globalThis as { [KEY]?: Watch };

/** Only the first time in a process. */
export function startWatching(): void {
  watchAnswers();
}

function watchAnswers(): Watch {
  if (shared[KEY] !== undefined) return shared[KEY];
  const watch: Watch = { exchanges: [], hasHostsAnswers: false, hasHostsBodies: false };
  shared[KEY] = watch;
  subscribe('http.server.request.start', (message) => {
    const { request, response } = message as { request: RoutedRequest; response: ServerResponse };
    follow(watch, request, response);
  });
  return watch;
}

/** What was otherwise than described since the last time. Never a value that was sent, since that may be a secret. */
export async function takeFaults(): Promise<readonly string[]> {
  const watch = watchAnswers();
  const exchanges = watch.exchanges.splice(0);
  if (exchanges.length === 0) return [];
  if (watch.judge === undefined) {
    const { createJudge } = await import('./api-document.js');
    watch.judge = createJudge();
  }
  const { judge } = watch;
  return exchanges.flatMap(({ operation, accepted, answer, hasBody }) => [
    ...(accepted === undefined ? [] : judge.faultsOfBody(operation, accepted).map((fault) => `${operation} accepted a body: ${fault}`)),
    ...(answer === undefined
      ? []
      : judge.faultsOfAnswer(operation, answer, hasBody).map((fault) => `${operation} ${answer.status}: ${fault}`)),
  ]);
}

/** Until the test is over: a host answers on our routes itself, so its answers are none of the document. */
export function leaveOutHostsAnswers(): void {
  watchAnswers().hasHostsAnswers = true;
  onTestFinished(() => {
    watchAnswers().hasHostsAnswers = false;
  });
}

/** Until the test is over: the host's `input` replaces what clients send, so their bodies are none of the document. */
export function leaveOutHostsBodies(): void {
  watchAnswers().hasHostsBodies = true;
  onTestFinished(() => {
    watchAnswers().hasHostsBodies = false;
  });
}

function follow(watch: Watch, request: RoutedRequest, response: ServerResponse): void {
  const given = record(request, ['push']);
  const sent = record(response, ['write', 'end']);
  let isOver = false;
  const end = (): void => {
    if (isOver) return;
    isOver = true;
    const exchange = exchangeOf(watch, request, response, given, sent);
    if (exchange !== undefined) watch.exchanges.push(exchange);
  };
  response.once('finish', end).once('close', end);
}

/** Copies the bytes that go through these methods. */
function record(stream: object, methods: readonly string[]): Buffer[] {
  const chunks: Buffer[] = [];
  for (const name of methods) {
    const original = (stream as Record<string, (...parameters: unknown[]) => unknown>)[name];
    const recording = function (this: unknown, ...parameters: unknown[]): unknown {
      const [chunk] = parameters;
      if (typeof chunk === 'string') chunks.push(Buffer.from(chunk));
      else if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
      return original?.apply(this, parameters);
    };
    Object.defineProperty(stream, name, { value: recording, writable: true, configurable: true });
  }
  return chunks;
}

function exchangeOf(
  watch: Watch,
  request: RoutedRequest,
  response: ServerResponse,
  given: readonly Buffer[],
  sent: readonly Buffer[],
): Exchange | undefined {
  const { statusCode: status, headersSent } = response;
  const operation = operationOf(request, status);
  // What fails unexpectedly is answered by the host, and with 500 by none of ours.
  if (operation === undefined || !headersSent || status === 500 || watch.hasHostsAnswers) return undefined;
  const isPassedOn = request.callVerification !== undefined;
  const isRead = (isPassedOn || status < 300) && !watch.hasHostsBodies && request.headers['content-encoding'] === undefined;
  const headers = Object.fromEntries(Object.entries(response.getHeaders()).map(([name, value]) => [name, value?.toString()]));
  return {
    operation,
    hasBody: request.method !== 'HEAD',
    ...(isRead ? { accepted: Buffer.concat(given) } : {}),
    ...(isPassedOn ? {} : { answer: { status, headers, body: Buffer.concat(sent) } }),
  };
}

function operationOf({ route, method }: RoutedRequest, status: number): string | undefined {
  const names = (route?.stack ?? []).map(({ handle }) => handle.name);
  if (names.includes('callWebhooksMiddleware')) return method === 'GET' ? 'reportByQuery' : method === 'POST' ? 'reportByBody' : undefined;
  // The answer of the guard is a part of the document that stands by itself. Whatever comes behind it on the same route answers otherwise.
  if (status === 401 && names.includes('requireVerifiedPhoneMiddleware')) return 'TokenInvalid';
  return names.map((name) => OPERATIONS[name]).find((each) => each !== undefined);
}
