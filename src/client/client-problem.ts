/** What went wrong, as a value: the server's problem documents (RFC 9457) and the client's own troubles in one shape. */
import { PROBLEM_MEMBERS, type ProblemCode, type ProblemMembers } from '../contract/problems.js';

/** `offline`: no answer came; `aborted`: by the caller's signal; `unexpected_answer`: from something that is no verification server. */
export type ClientProblemCode = ProblemCode | 'offline' | 'aborted' | 'unexpected_answer';

/** A problem. Which members it has depends on its code. */
export interface ClientProblem extends Partial<ProblemMembers> {
  /** Told from an answer by this. */
  readonly ok: false;
  /** What went wrong. */
  readonly code: ClientProblemCode;
  /** HTTP status; absent where no answer came. */
  readonly status?: number;
}

export const ABORTED: ClientProblem = { ok: false, code: 'aborted' };
export const OFFLINE: ClientProblem = { ok: false, code: 'offline' };
/** A success that makes no sense here. */
export const UNEXPECTED: ClientProblem = { ok: false, code: 'unexpected_answer' };

/** For statuses whose meaning is plain even if a proxy answered instead of the server. */
const PLAIN: Readonly<Record<number, ProblemCode>> = { 429: 'too_many_requests', 503: 'temporarily_unavailable' };

/** Whether a member that came over the network is what the contract says. */
const FITS: { readonly [Name in keyof ProblemMembers]-?: (value: unknown) => boolean } = {
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
export function problemOf(response: Response, document: Readonly<Record<string, unknown>> = {}): ClientProblem {
  const { status } = response;
  const code = document['code'];
  const wait = retryAfterOf(response);
  return {
    ok: false,
    code: isCode(code) ? code : (PLAIN[status] ?? 'unexpected_answer'),
    status,
    ...(wait === undefined ? {} : { retryAfterSeconds: wait }),
    ...(isCode(code) ? membersOf(code, document) : {}),
  };
}

function isCode(code: unknown): code is ProblemCode {
  return typeof code === 'string' && Object.hasOwn(PROBLEM_MEMBERS, code);
}

function membersOf(code: ProblemCode, document: Readonly<Record<string, unknown>>): Partial<ProblemMembers> {
  const names: readonly (keyof ProblemMembers)[] = ['detail', ...PROBLEM_MEMBERS[code]];
  return Object.fromEntries(names.flatMap((name) => (name in document && FITS[name](document[name]) ? [[name, document[name]]] : [])));
}

/** The header `Retry-After`, if it is given in seconds. */
function retryAfterOf(response: Response): number | undefined {
  const text = response.headers.get('retry-after') ?? '';
  return /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}
