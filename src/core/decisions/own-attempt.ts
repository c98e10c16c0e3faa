/** Finds the attempt of one run by the mark that the run left on it. */
import { NOT_FOUND, type Problem } from '../../contract/problems.js';
import type { Attempt } from '../entry/attempt.js';
import { findById, findOpen, type NumberEntry, replaceVerification } from '../entry/number-entry.js';
import { isSameRun, type RequestMark } from '../entry/request-mark.js';
import type { OpenVerification } from '../entry/verification.js';

/** Which attempt is meant, and at what time. */
export interface AttemptRef {
  readonly now: number;
  readonly idHash: string;
  readonly mark: RequestMark;
}

/** The attempt and its verification, if the verification is open. */
export function findAttempt(
  entry: NumberEntry,
  { now, idHash, mark }: AttemptRef,
): { readonly verification: OpenVerification; readonly attempt: Attempt } | undefined {
  const verification = findOpen(entry, idHash, now);
  const attempt = verification?.attempts.find((each) => isSameRun(each.mark, mark));
  return verification === undefined || attempt === undefined ? undefined : { verification, attempt };
}

export function whyNotOpen(entry: NumberEntry, { idHash, now }: Pick<AttemptRef, 'idHash' | 'now'>): Problem {
  const found = findById(entry, idHash, now);
  return found?.state === 'closed' ? { ok: false, code: 'verification_closed', reason: found.reason } : NOT_FOUND;
}

/** The verification after this attempt has replaced the one with its ordinal. */
export function replaceAttempt(
  verification: OpenVerification,
  attempt: Attempt,
): { readonly verification: OpenVerification; in(entry: NumberEntry): NumberEntry } {
  const attempts = verification.attempts.map((each) => (each.ordinal === attempt.ordinal ? attempt : each));
  const next = { ...verification, attempts };
  return { verification: next, in: (entry) => replaceVerification(entry, verification.idHash, next) };
}
