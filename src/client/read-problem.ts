/** Reads what went wrong from an answer: a problem document, or only its status. */
import { PROBLEM_MEMBERS, type ProblemCode, type ProblemMembers } from '../contract/problems.js';
import type { ClientProblem } from './client-problem.js';

/** For statuses that are clear even if a proxy answered instead of the server. */
const PLAIN: Readonly<Record<number, ProblemCode>> = { 429: 'too_many_requests', 503: 'temporarily_unavailable' };

/** Whether a member from the network has the type that the contract says. */
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

/** The problem in an answer. @param document its JSON object, if it is one */
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

/** The header `Retry-After`, if it is in seconds. */
function retryAfterOf(response: Response): number | undefined {
  const text = response.headers.get('retry-after') ?? '';
  return /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}
