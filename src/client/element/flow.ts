/** The states of one confirmation of a number, and how each answer changes them: no DOM, no requests, no clock of its own. */

import type { AwaitingCall, CallOutcome, ClosedReason, Started, VerificationStatus, Verified } from '../../contract/answers.js';
import type { MethodKind } from '../../contract/method-kind.js';
import type { ClientProblem, ClientProblemCode } from '../client-problem.js';
import type { HostAnswered } from '../host-answered.js';
import { mayBringCode } from './call-kinds.js';

/** `number`: asks for it; `code`: a call is under way; then one of the two ends. */
export type Step = 'number' | 'code' | 'verified' | 'ended';

/** The request to the server that is under way. */
export type Ask = 'start' | 'again' | 'check';

/** `lost`: the server does not know the verification any more; `stale`: the token expired before its form was sent. */
export type EndReason = ClosedReason | 'lost' | 'stale';

/** The last problem, and where it is shown on the screen. */
export interface FlowProblem {
  readonly code: ClientProblemCode;
  readonly at: Ask;
  /** Milliseconds since the epoch: before this time it is useless to ask again. */
  readonly waitUntil?: number;
}

export interface FlowState {
  readonly step: Step;
  readonly busy?: Ask | undefined;
  readonly problem?: FlowProblem | undefined;
  readonly verificationId?: string | undefined;
  /** Raised with each call, so that the focus can be moved. */
  readonly attempt: number;
  /** Raised with each wrong code. */
  readonly wrongCodes: number;
  readonly method: MethodKind;
  readonly codeLength: number;
  /** Other lengths that a code may have, because an earlier call of this verification may have brought one. */
  readonly earlierLengths: readonly number[];
  /** Masked until it is verified. */
  readonly phone: string;
  /** The same number as the person typed it on this page. It is not kept for a reload. */
  readonly typedPhone?: string | undefined;
  /** The newest call brought another code than the one before it. */
  readonly isOtherCode?: boolean | undefined;
  readonly outcome: CallOutcome;
  /** A right code was given, but a report about the call has not come yet. */
  readonly isAwaiting: boolean;
  readonly checksLeft?: number | undefined;
  /** ISO 8601, like `retryAt`; null when nothing more can be tried. */
  readonly expiresAt?: string | undefined;
  readonly retryAt: string | null;
  readonly nextMethods: readonly MethodKind[];
  readonly reason?: EndReason | undefined;
  /** Absent if the host answered with a document of its own. */
  readonly verified?: Verified | undefined;
}

export type CheckAnswer = Verified | AwaitingCall | HostAnswered | ClientProblem;

export type FlowEvent =
  | { readonly type: 'asked'; readonly ask: Ask }
  /** `phone`: as it was typed, for answers without it. */
  | { readonly type: 'called'; readonly answer: Started | ClientProblem; readonly phone: string }
  /** `isAsked`: a person pressed a button for it. If the element asked by itself, a failure is not shown. */
  | { readonly type: 'checked'; readonly answer: CheckAnswer; readonly isAsked: boolean }
  | { readonly type: 'reported'; readonly status: VerificationStatus }
  | { readonly type: 'resumed'; readonly kept: KeptVerification }
  | { readonly type: 'ended'; readonly reason: EndReason }
  | { readonly type: 'edited' }
  /** The request that was under way is given up. */
  | { readonly type: 'stopped' }
  | { readonly type: 'reset' };

/** What is needed to draw the screen again after a reload: no code, no token. */
export type KeptVerification = Pick<
  FlowState,
  'attempt' | 'method' | 'codeLength' | 'earlierLengths' | 'phone' | 'retryAt' | 'nextMethods'
> & {
  readonly verificationId: string;
  readonly expiresAt: string;
};

export const BEGINNING: FlowState = {
  step: 'number',
  attempt: 0,
  wrongCodes: 0,
  method: 'flash_call',
  codeLength: 4,
  earlierLengths: [],
  phone: '',
  outcome: 'pending',
  isAwaiting: false,
  retryAt: null,
  nextMethods: [],
};

/** @param now milliseconds since the epoch */
export function transition(state: FlowState, event: FlowEvent, now: number): FlowState {
  switch (event.type) {
    case 'asked':
      return { ...state, busy: event.ask, problem: undefined };
    case 'called':
      return takeCall(state, event.answer, event.phone, now);
    case 'checked':
      return takeCheck(state, event.answer, event.isAsked, now);
    case 'reported':
      return takeStatus(state, event.status);
    case 'resumed':
      return { ...BEGINNING, ...event.kept, step: 'code' };
    case 'ended':
      return end(state, event.reason);
    case 'edited':
      return forgetProblem(state);
    case 'stopped':
      return state.busy === undefined ? state : { ...state, busy: undefined };
    case 'reset':
      return BEGINNING;
  }
}

/** Another number may not have reached the limit that this one has; another code does not help. */
function forgetProblem(state: FlowState): FlowState {
  const { problem } = state;
  const stays = problem === undefined || (problem.at === 'check' && problem.waitUntil !== undefined);
  return stays ? state : { ...state, problem: undefined };
}

function takeCall(state: FlowState, answer: Started | ClientProblem, phone: string, now: number): FlowState {
  const idle = { ...state, busy: undefined };
  if (answer.ok) {
    const { ok: _, status: __, isOtherCode, ...call } = answer;
    return {
      ...idle,
      ...call,
      typedPhone: asTyped(state, phone, call.phone),
      earlierLengths: lengthsBefore(state, call.codeLength),
      isOtherCode,
      step: 'code',
      attempt: state.attempt + 1,
      outcome: 'pending',
      isAwaiting: false,
      problem: undefined,
    };
  }
  if (answer.code === 'call_failed' && answer.verificationId !== undefined) {
    // The number is forwarded, so that call is dead, but other ways may be tried in the same verification.
    const { verificationId, nextMethods = [], retryAt = null } = answer;
    return {
      ...idle,
      verificationId,
      nextMethods,
      retryAt,
      typedPhone: asTyped(state, phone, state.phone),
      isOtherCode: undefined,
      step: 'code',
      attempt: state.attempt + 1,
      outcome: 'redirected',
      problem: undefined,
    };
  }
  return takeProblem(idle, answer, state.step === 'code' ? 'again' : 'start', now);
}

/** The lengths that a code may have beside that of the newest call. */
function lengthsBefore(state: FlowState, newest: number): readonly number[] {
  const { step, codeLength, earlierLengths } = state;
  const all = step === 'code' && mayBringCode(state) ? [codeLength, ...earlierLengths] : earlierLengths;
  return [...new Set(all)].filter((length) => length !== newest);
}

/** The number as it was typed, unless the server called another one: the host may choose it, and the page should not say otherwise. */
function asTyped({ step, typedPhone }: FlowState, phone: string, masked: string): string | undefined {
  if (step !== 'number') return typedPhone;
  const [head = '', tail = ''] = masked.match(/\d+/g) ?? [];
  const digits = phone.replace(/\D/g, '');
  return digits.endsWith(tail) && (!phone.startsWith('+') || digits.startsWith(head)) ? phone : undefined;
}

/** Whether what was typed of an earlier code is of no use. Usually a further call brings the same code, so the person can go on. */
export function isOtherCode(state: FlowState, before: FlowState): boolean {
  if (state.codeLength !== before.codeLength) return true;
  return state.attempt !== before.attempt && (state.isOtherCode === true || state.outcome === 'redirected');
}

function takeCheck(state: FlowState, answer: CheckAnswer, isAsked: boolean, now: number): FlowState {
  const idle = isAsked ? { ...state, busy: undefined } : state;
  if (!answer.ok) {
    if (!isAsked && (PASSING.includes(answer.code) || !isFinal(state, answer.code))) return state;
    return takeProblem({ ...idle, isAwaiting: false }, answer, 'check', now);
  }
  if (answer.status === 'awaiting_call') return { ...idle, isAwaiting: state.method !== 'confirmation_call' };
  const verified = answer.status === 'verified' ? answer : undefined;
  return { ...idle, step: 'verified', verified, phone: verified?.phone ?? state.phone, problem: undefined, busy: undefined };
}

/** Problems after which the element simply asks again. */
const PASSING: readonly ClientProblemCode[] = ['offline', 'aborted', 'unexpected_answer', 'too_many_requests', 'temporarily_unavailable'];

/** Whether a problem of a request that no person made changes what the person should do. */
function isFinal({ isAwaiting }: FlowState, code: ClientProblemCode): boolean {
  return isAwaiting || code === 'verification_closed' || code === 'verification_not_found';
}

function takeProblem(state: FlowState, answer: ClientProblem, at: Ask, now: number): FlowState {
  const { code, retryAfterSeconds, checksLeft } = answer;
  if (code === 'aborted') return state;
  if (code === 'verification_closed') return end(state, answer.reason ?? 'lost');
  if (code === 'verification_not_found') return end(state, 'lost');
  if (code === 'code_incorrect' && checksLeft === 0) return end(state, 'too_many_checks');
  const problem = { code, at, ...(retryAfterSeconds === undefined ? {} : { waitUntil: now + retryAfterSeconds * 1000 }) };
  return {
    ...state,
    problem,
    wrongCodes: state.wrongCodes + (code === 'code_incorrect' ? 1 : 0),
    checksLeft: checksLeft ?? state.checksLeft,
    nextMethods: answer.nextMethods ?? state.nextMethods,
    retryAt: answer.retryAt === undefined ? state.retryAt : answer.retryAt,
  };
}

function takeStatus(state: FlowState, status: VerificationStatus): FlowState {
  if (state.step !== 'code') return state;
  if (status.status === 'closed') return end(state, status.reason ?? 'lost');
  // The token comes with the answer to a check. If another tab sent that check, the run says that this one ended.
  if (status.status === 'verified') return state;
  const { method, codeLength, checksLeft, expiresAt, retryAt, nextMethods } = status;
  // The call that is being asked for may still be refused. The answer says what has become of it.
  if (state.busy === 'again') return { ...state, checksLeft, expiresAt };
  const isAwaiting = status.status === 'awaiting_call' || (state.isAwaiting && method !== 'confirmation_call');
  const { outcome } = status.call;
  const earlierLengths = lengthsBefore(state, codeLength);
  return { ...state, method, codeLength, earlierLengths, checksLeft, expiresAt, retryAt, nextMethods, isAwaiting, outcome };
}

function end(state: FlowState, reason: EndReason): FlowState {
  return { ...state, step: 'ended', reason, busy: undefined, problem: undefined, isAwaiting: false };
}

/** What to keep for a reload, while there is something to continue. */
export function keepable({ step, verificationId, expiresAt, ...state }: FlowState): KeptVerification | undefined {
  if (step !== 'code' || verificationId === undefined || expiresAt === undefined) return undefined;
  const { attempt, method, codeLength, earlierLengths, phone, retryAt, nextMethods } = state;
  return { verificationId, expiresAt, attempt, method, codeLength, earlierLengths, phone, retryAt, nextMethods };
}
