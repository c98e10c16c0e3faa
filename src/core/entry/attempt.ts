/** One call or SMS placed for a verification: what it carries, what became of it, and whether it is alive. */

import type { CallOutcome } from '../../contract/answers.js';
import type { MethodKind } from '../../contract/method-kind.js';
import type { CodeBook } from './code.js';
import type { MethodTraits } from './method-traits.js';
import { isWeak } from './method-traits.js';
import { type CallFate, type CodeReach, mergeFates, type Vitality, vitalityOf } from './outcome.js';

/** The code an attempt carries: ours of a generation, or somebody else's by its digest. */
export type CarriedCode =
  | { readonly from: 'us'; readonly generation: number }
  | { readonly from: 'other'; readonly digest: string; readonly length: number };

/** A code that is not derived, as an attempt carries it. */
export function otherCode(book: CodeBook, code: string): CarriedCode {
  return { from: 'other', digest: book.digest(code), length: code.length };
}

/** One attempt. What decisions need of its method is copied: the methods may be other ones when a report comes. */
export interface Attempt {
  readonly number: number;
  readonly methodId: string;
  readonly kind: MethodKind;
  readonly reach: CodeReach;
  readonly codeLength: number;
  readonly dialledAt: number;
  /** Absent while the provider has not told its code yet, and for confirmation calls. */
  readonly code?: CarriedCode | undefined;
  /** The provider's id, for an SMS that repeats this call's code. */
  readonly callId?: string | undefined;
  readonly outcome: CallOutcome;
  readonly cause?: number | undefined;
  /** The field the host names said that the person pressed the key. Sticky. */
  readonly isConfirmed?: true | undefined;
  /** Dead whatever reports say: its code is not the one we know, or nobody can know it. */
  readonly isVoid?: true | undefined;
  /** A further attempt asked for under a client's key: keyed hash of that request, so that it is made once. */
  readonly askedBy?: string | undefined;
  /** Carries a code of a small pool. */
  readonly isWeak?: true | undefined;
  /** The host's policy wanted it to look like any other: nothing is dialled. */
  readonly isDecoy?: true | undefined;
}

/** What the host wants to hear about a call before a right code gives a token. */
export interface ReportRule {
  readonly isRequired: boolean;
  readonly timeoutMs: number;
  /** What an attempt counts as when its report has not come in time. */
  readonly onTimeout: 'accept' | 'reject';
}

/** The account an attempt was placed through: the first part of its method's id. */
export function providerOf(attempt: Pick<Attempt, 'methodId'>): string {
  return attempt.methodId.slice(0, attempt.methodId.indexOf('.'));
}

/** A new attempt, before its call is placed. */
export function newAttempt(method: MethodTraits, number: number, now: number, code: CarriedCode | undefined): Attempt {
  return {
    number,
    methodId: method.id,
    kind: method.kind,
    reach: method.codeReach,
    codeLength: method.codeLength,
    dialledAt: now,
    outcome: 'pending',
    ...(code === undefined ? {} : { code }),
    ...(isWeak(method) ? { isWeak: true } : {}),
  };
}

/** Whether the person may still come by the code of this attempt, or press its key. */
export function vitalityOfAttempt(attempt: Attempt, rule: ReportRule, now: number): Vitality {
  if (attempt.isVoid === true) return 'dead';
  const vitality = vitalityOf(attempt.reach, attempt, attempt.isConfirmed === true);
  if (vitality !== 'waiting' || attempt.reach === 'key_press') return vitality;
  if (!rule.isRequired) return 'alive';
  if (now < attempt.dialledAt + rule.timeoutMs) return 'waiting';
  return rule.onTimeout === 'accept' ? 'alive' : 'dead';
}

/** The attempt after a report; the same object if the report says nothing new. */
export function mergeReport(attempt: Attempt, report: CallFate & { readonly isConfirmed?: boolean | undefined }): Attempt {
  const fate = mergeFates(attempt, report);
  const confirms = report.isConfirmed === true && attempt.kind === 'confirmation_call' && attempt.isConfirmed !== true;
  if (fate.outcome === attempt.outcome && fate.cause === attempt.cause && !confirms) return attempt;
  const { cause: _before, ...rest } = attempt;
  return {
    ...rest,
    outcome: fate.outcome,
    ...(fate.cause === undefined ? {} : { cause: fate.cause }),
    ...(confirms ? { isConfirmed: true } : {}),
  };
}
