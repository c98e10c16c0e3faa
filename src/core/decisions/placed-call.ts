/** What becomes of an attempt once its call is dialled: refused and dialled by another method, given up, settled, reported. */
import { type Attempt, type CarriedCode, mergeReport, newAttempt, otherCode } from '../entry/attempt.js';
import { type CodeBook, isSameText } from '../entry/code.js';
import type { MethodTraits } from '../entry/method-traits.js';
import { findOpen, type NumberEntry, replaceVerification } from '../entry/number-entry.js';
import type { CallFate } from '../entry/outcome.js';
import type { OpenVerification } from '../entry/verification.js';

/** What a provider said of a call that may be ringing. */
export interface DialResult {
  /** The provider accepted it; else nobody knows. */
  readonly isCertain: boolean;
  readonly callId?: string | undefined;
  readonly code?: string | undefined;
  readonly isRedirected?: boolean | undefined;
}

/** A report, ready to be merged. */
export type MergeableReport = CallFate & { readonly isConfirmed?: boolean | undefined };

function replaceAttempt(entry: NumberEntry, verification: OpenVerification, attempt: Attempt): NumberEntry {
  const attempts = verification.attempts.map((each) => (each.number === attempt.number ? attempt : each));
  return replaceVerification(entry, verification.idHash, { ...verification, attempts });
}

/** The refused attempt becomes one by another method: a refusal is no call, so it takes no further place among the attempts. */
export function redial(
  entry: NumberEntry,
  verification: OpenVerification,
  attemptNumber: number,
  method: MethodTraits,
  code: CarriedCode | undefined,
  now: number,
): NumberEntry {
  const before = verification.attempts.find((attempt) => attempt.number === attemptNumber);
  if (before === undefined) return entry;
  const dial = entry.dials.findLast((each) => each.at === before.dialledAt);
  const redialled = { ...entry, dials: entry.dials.map((each) => (each === dial ? { ...each, at: now } : each)) };
  const asked = before.askedBy === undefined ? {} : { askedBy: before.askedBy };
  return replaceAttempt(redialled, verification, { ...newAttempt(method, attemptNumber, now, code), ...asked });
}

/** An attempt that nobody would place. */
export interface Abandoned {
  readonly idHash: string;
  readonly attemptNumber: number;
  readonly dialledAt: number;
  /** When the verification would have ended without it. */
  readonly expiresAt: number;
}

/**
 * The attempt goes, and so does its dial, even of a verification that is over by now; one without attempts goes too. The
 * same entry if the attempt is not there, so that it may be done again: a later one may have its number, and is dialled.
 */
export function abandon(entry: NumberEntry, { idHash, attemptNumber, dialledAt, expiresAt }: Abandoned, now: number): NumberEntry {
  if (!entry.verifications.some((each) => each.idHash === idHash)) return entry;
  const open = findOpen(entry, idHash, now);
  const attempts = open?.attempts.filter(({ number, dialledAt: at }) => number !== attemptNumber || at !== dialledAt);
  const dial = entry.dials.findLast((each) => each.at === dialledAt);
  const isGone = open === undefined ? dial === undefined : attempts?.length === open.attempts.length;
  if (isGone) return entry;
  const undone = { ...entry, dials: entry.dials.filter((each) => each !== dial) };
  if (open === undefined || attempts === undefined) return undone;
  const next = { ...open, attempts, expiresAt: Math.min(open.expiresAt, expiresAt) };
  return replaceVerification(undone, idHash, attempts.length === 0 ? undefined : next);
}

/** Writes down what the provider said, and the reports that were there before it said so. */
export function settle(
  entry: NumberEntry,
  verification: OpenVerification,
  attemptNumber: number,
  result: DialResult,
  reports: readonly MergeableReport[],
  book: CodeBook,
): NumberEntry {
  const before = verification.attempts.find((attempt) => attempt.number === attemptNumber);
  if (before === undefined) return entry;
  const known = before.code;
  const told = result.code;
  const isContradicted = known !== undefined && told !== undefined && !fits(known, told, book);
  const carried = known ?? (told === undefined || before.reach === 'key_press' ? undefined : otherCode(book, told));
  // A call that nobody is sure of counts only if its code was known before it was dialled.
  const isVoid = isContradicted || (!result.isCertain && known === undefined);
  const settled: Attempt = {
    ...before,
    ...(carried === undefined ? {} : { code: carried }),
    ...(result.callId === undefined ? {} : { callId: result.callId }),
    ...(isVoid ? { isVoid: true } : {}),
    ...(result.isRedirected === true ? { outcome: 'redirected' } : {}),
  };
  const reported = reports.reduce(mergeReport, settled);
  // Somebody else's phone may have rung with our code: no attempt may carry it any more.
  const isBurnt = result.isRedirected === true && carried?.from === 'us';
  const generation = isBurnt ? verification.generation + 1 : verification.generation;
  return replaceAttempt(entry, { ...verification, generation }, reported);
}

function fits(known: CarriedCode, told: string, book: CodeBook): boolean {
  return known.from === 'us' ? isSameText(book.ourCode(known.generation), told) : isSameText(known.digest, book.digest(told));
}

/** The entry after a report about one attempt; the same object if nothing is new, or what it is about is over. */
export function applyReport(entry: NumberEntry, idHash: string, attemptNumber: number, report: MergeableReport, now: number): NumberEntry {
  const verification = findOpen(entry, idHash, now);
  const before = verification?.attempts.find((attempt) => attempt.number === attemptNumber);
  if (verification === undefined || before === undefined) return entry;
  const after = mergeReport(before, report);
  return after === before ? entry : replaceAttempt(entry, verification, after);
}
