/** The input and the output of a simulated endpoint, without HTTP. */
import type { SimulatorFault } from './fault.js';
import type { ProviderName } from './provider-name.js';
import type { PlacedCall } from './simulated-call.js';

export interface ProviderRequest {
  /** The parts of the path that vary. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** The JSON object in the body, else undefined. */
  readonly json: Readonly<Record<string, unknown>> | undefined;
  readonly authorization: string | undefined;
  readonly fault: SimulatorFault | undefined;
}

/** What became of an SMS. */
export interface Delivery {
  readonly id: string;
  readonly status: 'delivered' | 'undelivered';
}

/** The members of an answer that a fault may remove. */
export interface AnswerParts {
  readonly id: string | undefined;
  readonly code: string | undefined;
}

export interface RefusedAnswer {
  readonly type: 'refused';
  readonly status: number;
  readonly body: unknown;
}

export interface AcceptedAnswer {
  readonly type: 'accepted';
  readonly parts: AnswerParts;
  body(parts: AnswerParts): object;
  /** Undefined for an SMS. */
  readonly placed: PlacedCall | undefined;
  /** What a report says of an SMS, if one comes. */
  readonly delivery?: Delivery | undefined;
  /** Whether a report comes about the end of the call. */
  readonly isReported: boolean;
  /** Whether the number is one whose answers get lost. */
  readonly isLost: boolean;
}

export type ProviderAnswer = RefusedAnswer | AcceptedAnswer;

/** How a provider's API refuses. */
export interface Refusals {
  noMoney(): ProviderAnswer;
  accountDisabled(): ProviderAnswer;
  /** A refusal with a 2xx status and this code. */
  withCode(errorCode: string): ProviderAnswer;
}

export interface ProviderEndpoint {
  readonly provider: ProviderName;
  /** As Express reads it. */
  readonly path: string;
  readonly refusals: Refusals;
  answer(request: ProviderRequest): ProviderAnswer;
}
