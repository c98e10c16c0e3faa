/** Records what a provider said about a call that may be ringing, and the reports that came before it. */
import type { Problem } from '../../contract/problems.js';
import { type Attempt, type CarriedCode, type MergeableReport, mergeReport, otherCode } from '../entry/attempt.js';
import { type CodeBook, isSameText } from '../entry/code.js';
import type { NumberEntry } from '../entry/number-entry.js';
import type { OpenVerification } from '../entry/verification.js';
import type { Decision } from './decision.js';
import { type AttemptRef, findAttempt, replaceAttempt, whyNotOpen } from './own-attempt.js';
import { supersedeEarlier } from './superseding.js';

/** What a provider said about a call that may be ringing. */
export interface DialResult {
  /** The provider accepted it. If false, it is not known whether the call was placed. */
  readonly isCertain: boolean;
  readonly callId?: string | undefined;
  readonly code?: string | undefined;
  readonly isRedirected?: boolean | undefined;
}

export interface SettleCommand extends AttemptRef {
  readonly dialled: DialResult;
  readonly reports: readonly MergeableReport[];
  readonly book: (verification: OpenVerification) => CodeBook;
}

export type SettleResult =
  | { readonly kind: 'over'; readonly problem: Problem }
  | { readonly kind: 'settled'; readonly verification: OpenVerification; readonly attempt: Attempt };

/** Ends what the same client began before, too. It may be done twice: what is settled stays as it is. */
export function decideSettle(entry: NumberEntry, command: SettleCommand): Decision<SettleResult> {
  const found = findAttempt(entry, command);
  if (found === undefined) return { result: { kind: 'over', problem: whyNotOpen(entry, command) } };
  const { verification, attempt: before } = found;
  if (before.isDialling !== true) return { result: { kind: 'settled', verification, attempt: before }, entry };
  const attempt = settledAttempt(before, command, command.book(verification));
  // Another person's phone may have received our code, so no attempt may carry it any more.
  const isBurnt = attempt.outcome === 'redirected' && attempt.code?.from === 'us';
  const generation = verification.generation + (isBurnt ? 1 : 0);
  const settled = replaceAttempt({ ...verification, generation }, attempt);
  const next = settled.in(entry);
  // A client that is told nothing of this call, because its code cannot be known, keeps what it began before.
  const isLost = attempt.isVoid === true && !command.dialled.isCertain;
  const ended = isLost ? next : supersedeEarlier(next, settled.verification, command.now);
  return { result: { kind: 'settled', verification: settled.verification, attempt }, entry: ended };
}

function settledAttempt(before: Attempt, { dialled, reports }: SettleCommand, book: CodeBook): Attempt {
  const { isCertain, callId, code: told, isRedirected } = dialled;
  const known = before.code;
  const isContradicted = known !== undefined && told !== undefined && !fits(known, told, book);
  // A call that is uncertain counts only if its code was known before it was dialled.
  const isVoid = isContradicted || (!isCertain && known === undefined);
  const settled: Attempt = {
    ...before,
    isDialling: undefined,
    code: known ?? (told === undefined || before.reach === 'key_press' ? undefined : otherCode(book, told)),
    callId: callId ?? before.callId,
    isVoid: isVoid || before.isVoid,
    outcome: isRedirected === true ? 'redirected' : before.outcome,
  };
  return reports.reduce(mergeReport, settled);
}

function fits(known: CarriedCode, told: string, book: CodeBook): boolean {
  return known.from === 'us' ? isSameText(book.ourCode(known), told) : isSameText(known.digest, book.digest(told));
}
