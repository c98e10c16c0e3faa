/** A call of a simulated provider: how it is ordered, what its user sees, and what its record says at the end. */
import type { ProviderName } from './provider-name.js';

/** `call_for_2fa` is the flash call from one of the customer's own numbers. */
export type SimulatedCallKind = 'flash_call' | 'call_for_2fa' | 'password_call' | 'voice_call' | 'confirmation_call';

/** What became of a call. */
export type SimulatedCallOutcome = 'answered' | 'declined' | 'busy' | 'unavailable' | 'no_answer';

/** An answered call goes on to `ended`; every other outcome is a last state. */
export type SimulatedCallState = 'ringing' | SimulatedCallOutcome | 'ended';

/** What the simulator's user sees of a call. The object stays up to date. */
export interface SimulatedCall {
  /** The provider's id of the call; for `call_for_2fa` an id that its answer does not contain. */
  readonly id: string;
  /** The provider that placed it. */
  readonly provider: ProviderName;
  /** What kind of call it is. */
  readonly kind: SimulatedCallKind;
  /** The number called, with a plus. */
  readonly number: string;
  /** The calling number that the telephone shows, with a plus. */
  readonly caller: string;
  /** When it was placed, in milliseconds since the epoch. */
  readonly since: number;
  /** Its present state. */
  readonly state: SimulatedCallState;
  /** What became of it; undefined while it rings. */
  readonly outcome: SimulatedCallOutcome | undefined;
  /** Its Q.931 cause; undefined before it ended. */
  readonly cause: number | undefined;
  /** Whether another telephone than the called one was reached. */
  readonly isForwarded: boolean;
  /** The keys pressed during the call. */
  readonly pressed: string;
}

/** What is said after the call is answered. A call without speech hangs up at once. */
export type CallSpeech = { readonly type: 'code'; readonly code: string; readonly isRepeated: boolean } | { readonly type: 'press_9' };

export interface CallOrder {
  readonly id: string;
  readonly provider: ProviderName;
  readonly kind: SimulatedCallKind;
  readonly number: string;
  readonly caller: string;
  /** How many last digits of the caller are the code. */
  readonly codeDigits: number;
  readonly speech?: CallSpeech | undefined;
}

/** What the provider's record says about a call that is over. */
export interface CallRecord {
  readonly call: SimulatedCall;
  readonly cause: number;
  readonly isAnswered: boolean;
  readonly durationSeconds: number;
}

/** A call as the provider has it. */
export interface PlacedCall {
  readonly call: SimulatedCall;
  readonly over: Promise<CallRecord>;
}
