/** What went wrong, as a value: the server's problem documents (RFC 9457) and the client's own failures in one shape. */
import type { ProblemCode, ProblemMembers } from '../contract/problems.js';

/** `offline`: no answer came; `aborted`: by the caller's signal; `unexpected_answer`: not from a verification server. */
export type ClientProblemCode = ProblemCode | 'offline' | 'aborted' | 'unexpected_answer';

/** A problem. Its members depend on its code. */
export interface ClientProblem extends Partial<ProblemMembers> {
  /** Distinguishes it from an answer. */
  readonly ok: false;
  /** What went wrong. */
  readonly code: ClientProblemCode;
  /** HTTP status; absent if no answer came. */
  readonly status?: number;
}

export const ABORTED: ClientProblem = { ok: false, code: 'aborted' };
export const OFFLINE: ClientProblem = { ok: false, code: 'offline' };
/** A success that has no meaning here. */
export const UNEXPECTED: ClientProblem = { ok: false, code: 'unexpected_answer' };
