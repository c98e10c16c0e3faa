/** One call or SMS placed for a verification: what it carries, what became of it, and whether it is alive. */
import type { CallOutcome } from '../../contract/answers.js';
import type { MethodKind } from '../../contract/method-kind.js';
import type { CodeBook } from './code.js';
import type { MethodTraits } from './method-traits.js';
import { isWeak } from './method-traits.js';
import { type CallFate, type CodeReach, mergeFates, type Vitality, vitalityOf } from './outcome.js';
import type { RequestMark } from './request-mark.js';

/** The code an attempt carries: ours of a generation, or somebody else's by its digest. */
export type CarriedCode =
  | { readonly from: 'us'; readonly generation: number }
  | { readonly from: 'other'; readonly digest: string; readonly length: number };

/** A code that is not derived, as an attempt carries it. */
export function otherCode(book: CodeBook, code: string): CarriedCode {
  return { from: 'other', digest: book.digest(code), length: code.length };
}

/** One attempt. What decisions need of its method is copied, because the service may have other methods when a report comes. */
export interface Attempt {
  /** 1 for the first attempt of its verification. */
  readonly ordinal: number;
  /** Of the request that asked for it. */
  readonly mark: RequestMark;
  readonly methodId: string;
  readonly kind: MethodKind;
  readonly reach: CodeReach;
  readonly codeLength: number;
  readonly dialledAt: number;
  /** No provider has answered yet: it is being dialled, or whoever dialled it has died. */
  readonly isDialling?: true | undefined;
  /** Absent while the provider has not told its code yet, and for confirmation calls. */
  readonly code?: CarriedCode | undefined;
  /** The provider's id, for an SMS that repeats this call's code. */
  readonly callId?: string | undefined;
  readonly outcome: CallOutcome;
  readonly cause?: number | undefined;
  /** The field that the host named said that the person pressed the key. Sticky. */
  readonly isConfirmed?: true | undefined;
  /** Dead whatever reports say: its code is not the one we know, or nobody can know it. */
  readonly isVoid?: true | undefined;
  /** Carries a code of a small pool. */
  readonly isWeak?: true | undefined;
  /** Its method only pretended to dial. */
  readonly isDecoy?: true | undefined;
}

/** What the host wants to hear about a call before a right code gives a token. */
export interface ReportRule {
  readonly isRequired: boolean;
  readonly timeoutMs: number;
  /** What an attempt counts as when its report has not come in time. */
  readonly onTimeout: 'accept' | 'reject';
}

/** A run that has not heard from its provider for so long has died. Longer than all methods of a start may take. */
const LONGEST_DIALLING_MS = 60_000;

/** The account an attempt was placed through: the first part of its method's id. */
export function providerOf(attempt: Pick<Attempt, 'methodId'>): string {
  return attempt.methodId.slice(0, attempt.methodId.indexOf('.'));
}

/** What sets a new attempt apart, beside its method. */
export type NewAttempt = Pick<Attempt, 'ordinal' | 'mark' | 'dialledAt' | 'code'>;

/** A new attempt, before its call is placed. */
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

/** Whether the person may still come by the code of this attempt, or press its key. */
export function vitalityOfAttempt(attempt: Attempt, rule: ReportRule, now: number): Vitality {
  if (attempt.isVoid === true) return 'dead';
  const vitality = vitalityOf(attempt.reach, attempt, attempt.isConfirmed === true);
  if (vitality !== 'waiting' || attempt.reach === 'key_press') return vitality;
  if (!rule.isRequired) return 'alive';
  if (now < attempt.dialledAt + rule.timeoutMs) return 'waiting';
  return rule.onTimeout === 'accept' ? 'alive' : 'dead';
}

/** A report, ready to be merged. */
export type MergeableReport = CallFate & { readonly isConfirmed?: boolean | undefined };

/** The attempt after a report; the same object if the report says nothing new. */
export function mergeReport(attempt: Attempt, report: MergeableReport): Attempt {
  const { outcome, cause } = mergeFates(attempt, report);
  const confirms = report.isConfirmed === true && attempt.kind === 'confirmation_call' && attempt.isConfirmed !== true;
  if (outcome === attempt.outcome && cause === attempt.cause && !confirms) return attempt;
  return { ...attempt, outcome, cause, isConfirmed: confirms || attempt.isConfirmed };
}
