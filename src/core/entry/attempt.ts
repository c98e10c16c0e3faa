/** One call or SMS of a verification: the code it carries, what became of it, and whether it can still verify. */
import type { CallOutcome } from '../../contract/answers.js';
import type { MethodKind } from '../../contract/method-kind.js';
import type { CodeBook, OwnCode } from './code.js';
import type { MethodTraits } from './method-traits.js';
import { isWeak } from './method-traits.js';
import { type CallFate, type CodeReach, mergeFates, type Vitality, vitalityOf } from './outcome.js';
import type { RequestMark } from './request-mark.js';

/** The code of an attempt: one of our own, or the digest of a code that somebody else chose. */
export type CarriedCode =
  | ({ readonly from: 'us' } & OwnCode)
  | { readonly from: 'other'; readonly digest: string; readonly length: number };

/** A code that is not derived, in the form that an attempt stores. */
export function otherCode(book: CodeBook, code: string): CarriedCode {
  return { from: 'other', digest: book.digest(code), length: code.length };
}

/** One attempt. It copies what decisions need of its method, because the service may have other methods when a report comes. */
export interface Attempt {
  /** 1 for the first attempt of its verification. */
  readonly ordinal: number;
  readonly mark: RequestMark;
  readonly methodId: string;
  readonly kind: MethodKind;
  readonly reach: CodeReach;
  readonly codeLength: number;
  readonly dialledAt: number;
  /** No provider has answered yet: it is being dialled, or the process that dialled it has died. */
  readonly isDialling?: true | undefined;
  /** Absent until the provider returns its code, and for confirmation calls. */
  readonly code?: CarriedCode | undefined;
  /** The provider's id, which an SMS needs to repeat this call's code. */
  readonly callId?: string | undefined;
  readonly outcome: CallOutcome;
  readonly cause?: number | undefined;
  /** The field that the host named said that the person pressed the key. It never becomes false again. */
  readonly isConfirmed?: true | undefined;
  /** Cannot verify, whatever reports say: its code differs from the one we know, or cannot be known. */
  readonly isVoid?: true | undefined;
  /** Its code is of a small pool. */
  readonly isWeak?: true | undefined;
  /** Its method only pretended to dial. */
  readonly isDecoy?: true | undefined;
}

/** Which report the host wants before a right code gives a token. */
export interface ReportRule {
  readonly isRequired: boolean;
  readonly timeoutMs: number;
  /** What an attempt counts as when its report has not come in time. */
  readonly onTimeout: 'accept' | 'reject';
}

/** A run that has waited longer than this for its provider has died. It is longer than all methods of a start may take. */
const LONGEST_DIALLING_MS = 60_000;

/** The account an attempt was placed through: the first part of its method's id. */
export function providerOf(attempt: Pick<Attempt, 'methodId'>): string {
  return attempt.methodId.slice(0, attempt.methodId.indexOf('.'));
}

/** What a new attempt has of its own, beside its method. */
export type NewAttempt = Pick<Attempt, 'ordinal' | 'mark' | 'dialledAt' | 'code'>;

export function newAttempt(method: MethodTraits, { ordinal, mark, dialledAt, code }: NewAttempt): Attempt {
  return {
    ordinal,
    mark,
    methodId: method.id,
    kind: method.kind,
    reach: method.codeReach,
    codeLength: method.codeLength,
    dialledAt,
    isDialling: true,
    code,
    outcome: 'pending',
    isWeak: isWeak(method) || undefined,
    isDecoy: method.isDecoy,
  };
}

/** Whether its provider may still answer. */
export function isBeingDialled({ isDialling, dialledAt }: Attempt, now: number): boolean {
  return isDialling === true && now < dialledAt + LONGEST_DIALLING_MS;
}

/** Whether the person may still learn the code of this attempt, or press its key. */
export function vitalityOfAttempt(attempt: Attempt, rule: ReportRule, now: number): Vitality {
  if (attempt.isVoid === true) return 'dead';
  const vitality = vitalityOf(attempt.reach, attempt, attempt.isConfirmed === true);
  if (vitality !== 'waiting' || attempt.reach === 'key_press') return vitality;
  if (!rule.isRequired) return 'alive';
  if (now < attempt.dialledAt + rule.timeoutMs) return 'waiting';
  return rule.onTimeout === 'accept' ? 'alive' : 'dead';
}

export type MergeableReport = CallFate & { readonly isConfirmed?: boolean | undefined };

/** The attempt after a report; the same object if the report says nothing new. */
export function mergeReport(attempt: Attempt, report: MergeableReport): Attempt {
  const { outcome, cause } = mergeFates(attempt, report);
  const confirms = report.isConfirmed === true && attempt.kind === 'confirmation_call' && attempt.isConfirmed !== true;
  if (outcome === attempt.outcome && cause === attempt.cause && !confirms) return attempt;
  return { ...attempt, outcome, cause, isConfirmed: confirms || attempt.isConfirmed };
}
