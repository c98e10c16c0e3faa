/** What went wrong, as a value: the server's problem documents (RFC 9457) and the client's own troubles in one shape. */
import type { ClosedReason, MethodKind } from './verification-answers.js';

const SERVER_CODES = [
  'invalid_request',
  'token_invalid',
  'challenge_required',
  'verification_not_found',
  'call_failed',
  'no_method_left',
  'method_not_available',
  'verification_closed',
  'payload_too_large',
  'unsupported_media_type',
  'code_incorrect',
  'phone_not_supported',
  'idempotency_key_reused',
  'too_many_requests',
  'temporarily_unavailable',
] as const;

/** The codes of the server's problems. */
export type ServerProblemCode = (typeof SERVER_CODES)[number];

/** `offline`: no answer came; `aborted`: by the caller's signal; `unexpected_answer`: from something that is no verification server. */
export type ClientProblemCode = ServerProblemCode | 'offline' | 'aborted' | 'unexpected_answer';

export interface ClientProblem {
  readonly ok: false;
  readonly code: ClientProblemCode;
  /** HTTP status; absent where no answer came. */
  readonly status?: number;
  /** For developers, in English. */
  readonly detail?: string;
  readonly retryAfterSeconds?: number;
  /** Of `code_incorrect`. */
  readonly checksLeft?: number;
  /** Of `verification_closed`. */
  readonly reason?: ClosedReason;
  /** Of `call_failed`, as are the next two. */
  readonly nextMethods?: readonly MethodKind[];
  /** ISO 8601, UTC; null when nothing more can be tried in this verification. */
  readonly retryAt?: string | null;
  readonly verificationId?: string;
  /** Of `challenge_required`: what the host wants the page to do first, in the host's own JSON. */
  readonly challenge?: unknown;
}

export const ABORTED: ClientProblem = { ok: false, code: 'aborted' };
export const OFFLINE: ClientProblem = { ok: false, code: 'offline' };
/** A success that makes no sense here. */
export const UNEXPECTED: ClientProblem = { ok: false, code: 'unexpected_answer' };

/** For statuses whose meaning is plain even if a proxy answered instead of the server. */
const PLAIN: Readonly<Record<number, ServerProblemCode>> = { 429: 'too_many_requests', 503: 'temporarily_unavailable' };

/** Members as the server sends them. */
const MEMBERS: Readonly<Record<string, (value: unknown) => boolean>> = {
  detail: isText,
  retryAfterSeconds: isNumber,
  checksLeft: isNumber,
  reason: isText,
  nextMethods: Array.isArray,
  retryAt: (value) => value === null || isText(value),
  verificationId: isText,
  challenge: () => true,
};

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number';
}

/** The problem that an answer tells. @param document its JSON object, if it is one */
export function problemOf(response: Response, document: Readonly<Record<string, unknown>> | undefined): ClientProblem {
  const { status } = response;
  const code = SERVER_CODES.find((known) => known === document?.['code']);
  const members = code === undefined ? {} : membersOf(document ?? {});
  const wait = retryAfterOf(response);
  return {
    ok: false,
    code: code ?? PLAIN[status] ?? 'unexpected_answer',
    status,
    ...(wait === undefined ? {} : { retryAfterSeconds: wait }),
    ...members,
  };
}

function membersOf(document: Readonly<Record<string, unknown>>): Partial<ClientProblem> {
  return Object.fromEntries(
    Object.entries(MEMBERS).flatMap(([name, fits]) => (name in document && fits(document[name]) ? [[name, document[name]]] : [])),
  );
}

/** The header `Retry-After`, if it is given in seconds. */
function retryAfterOf(response: Response): number | undefined {
  const text = response.headers.get('retry-after') ?? '';
  return /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}
