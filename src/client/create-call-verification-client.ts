/** The client of a verification server for browsers: one method per endpoint, results as values. */

import {
  type AwaitingCall,
  CANCELED,
  type Canceled,
  type Countries,
  type Started,
  type VerificationStatus,
  type Verified,
} from '../contract/answers.js';
import type { MethodKind } from '../contract/method-kind.js';
import type { CallVerificationClientOptions } from './client-options.js';
import { type ClientProblem, UNEXPECTED } from './client-problem.js';
import { createConnection, type Sending } from './connection.js';
import type { HostAnswered } from './host-answered.js';
import { isAwaitingCall, isCountries, isStarted, isVerificationStatus, isVerified } from './known-documents.js';
import type { Signal } from './platform.js';
import { sendRequest } from './send-request.js';
import { watchVerification } from './watch-verification.js';

/** What every method takes. */
export interface RequestOptions {
  /** Ends the request: the result is the problem `aborted`. */
  readonly signal?: Signal | undefined;
}

/** Identifies a verification. */
export interface Reference {
  /** From the answer to the start. */
  readonly verificationId: string;
}

/** Further members are for the host's own `input`, such as the answer to a challenge. */
export interface StartRequest {
  /** The number as the person wrote it. */
  readonly phone: string;
  /** The kind of call or message that the person wants. @default the server's first choice */
  readonly method?: MethodKind | undefined;
  /** The language of a message: a tag of BCP 47, such as `sk`. @default what the browser sends as `Accept-Language` */
  readonly language?: string | undefined;
  /** For the host's own `input`. */
  readonly [member: string]: unknown;
}

/** Further members are for the host's own `input`. */
export interface AgainRequest extends Reference {
  /** The kind of call or message that the person wants. @default the server's next choice */
  readonly method?: MethodKind | undefined;
  /** The language of a message, as at the start. @default what the browser sends as `Accept-Language` */
  readonly language?: string | undefined;
  /** For the host's own `input`. */
  readonly [member: string]: unknown;
}

/** A check. */
export interface CheckRequest extends Reference {
  /** Absent: asks whether a confirmation call was confirmed, or an awaited report has come. */
  readonly code?: string | undefined;
}

/** Methods reject only if the page's code is wrong. Results differ in `ok`, then in `code` (problems) or `status`. */
export interface CallVerificationClient {
  /** Which numbers may be verified. */
  countries(options?: RequestOptions): Promise<Countries | ClientProblem>;
  /** Begins a verification: a telephone rings. */
  start(request: StartRequest, options?: RequestOptions): Promise<Started | ClientProblem>;
  /** Calls again for an open verification. */
  again(request: AgainRequest, options?: RequestOptions): Promise<Started | ClientProblem>;
  /** Checks a code, or asks whether a code is still needed. */
  check(request: CheckRequest, options?: RequestOptions): Promise<Verified | AwaitingCall | HostAnswered | ClientProblem>;
  /** Returns how the verification stands. */
  status(reference: Reference, options?: RequestOptions): Promise<VerificationStatus | ClientProblem>;
  /** Ends a verification. To cancel it a second time is not a problem. */
  cancel(reference: Reference, options?: RequestOptions): Promise<Canceled | ClientProblem>;
  /**
   * Calls the listener with the status now and at every change, even after lost connections, until the verification is `over`. It
   * streams, and polls where a stream does not get through.
   *
   * @returns a problem if the server refuses, or `offline` if no answer came for ten minutes
   */
  watch(
    reference: Reference,
    onStatus: (status: VerificationStatus) => void,
    options?: RequestOptions,
  ): Promise<'over' | 'aborted' | ClientProblem>;
}

/** Makes a client. Nothing is sent before a method is called, so a server may make it while it renders a page. */
export function createCallVerificationClient(options: CallVerificationClientOptions = {}): CallVerificationClient {
  const connection = createConnection(options);
  const post = (path: string, body: object, signal: AbortSignal | undefined) =>
    sendRequest(connection, { method: 'POST', path, body, headers: { 'Idempotency-Key': newKey() } }, signal);
  const about = (method: 'GET' | 'DELETE', path: string, { verificationId }: Reference): Sending => ({
    method,
    path,
    headers: { 'Verification-Id': verificationId },
  });
  const start = async (request: StartRequest | AgainRequest, { signal }: RequestOptions = {}): Promise<Started | ClientProblem> => {
    const answer = await post('', request, signal);
    return answer.ok ? (isStarted(answer.document) ? { ...answer.document, ok: true } : UNEXPECTED) : answer;
  };
  return {
    async countries({ signal } = {}) {
      const answer = await sendRequest(connection, { method: 'GET', path: '/countries.json' }, signal);
      return answer.ok ? (isCountries(answer.document) ? { ...answer.document, ok: true } : UNEXPECTED) : answer;
    },
    start,
    again: start,
    async check(request, { signal } = {}) {
      const answer = await post('/check', request, signal);
      if (!answer.ok) return answer;
      const { document } = answer;
      if (isVerified(document) || isAwaitingCall(document)) return { ...document, ok: true };
      return { ok: true, status: 'host_answered', answer: document };
    },
    async status(reference, { signal } = {}) {
      const answer = await sendRequest(connection, about('GET', '/status', reference), signal);
      return answer.ok ? (isVerificationStatus(answer.document) ? { ...answer.document, ok: true } : UNEXPECTED) : answer;
    },
    async cancel(reference, { signal } = {}) {
      const answer = await sendRequest(connection, about('DELETE', '', reference), signal);
      const isDone = answer.ok || (answer.code === 'verification_closed' && answer.reason === 'canceled');
      return isDone ? CANCELED : answer;
    },
    watch: (reference, onStatus, { signal } = {}) => watchVerification(connection, about('GET', '/status', reference), onStatus, signal),
  };
}

/**
 * One for each call of a method, by which the server recognises a repeated request. `randomUUID` needs a secure context, which a page in
 * development may not have.
 */
function newKey(): string {
  return (
    crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
  );
}
