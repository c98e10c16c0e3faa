/** Everything that happens in the simulator, as events. */
import type { ProviderName } from './provider-name.js';
import type { SimulatedCallKind, SimulatedCallState } from './simulated-call.js';

/** A request that reached a provider. Keys are masked. */
export interface RequestEvent {
  /** Distinguishes the event from others. */
  readonly type: 'request';
  /** The same for a request and its answer. */
  readonly requestId: number;
  /** The provider. */
  readonly provider: ProviderName;
  /** The HTTP method. */
  readonly method: string;
  /** The path of the URL. */
  readonly path: string;
  /** The parameters of the URL. */
  readonly query: Readonly<Record<string, string>>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The parsed JSON; else the text; undefined when there was none. */
  readonly body: unknown;
}

/** The provider's answer. */
export interface AnswerEvent {
  /** Distinguishes the event from others. */
  readonly type: 'answer';
  /** The same for a request and its answer. */
  readonly requestId: number;
  /** The provider. */
  readonly provider: ProviderName;
  /** The HTTP status. */
  readonly status: number;
  /** As it was sent. */
  readonly body: unknown;
}

/** The provider gave no answer, or only a part. */
export interface DroppedEvent {
  /** Distinguishes the event from others. */
  readonly type: 'dropped';
  /** The same for a request and its answer. */
  readonly requestId: number;
  /** The provider. */
  readonly provider: ProviderName;
  /** `hung`: the connection stays open and silent. */
  readonly reason: 'cut' | 'hung';
}

/** A call took a step. Numbers carry a plus. */
export interface CallEvent {
  /** Distinguishes the event from others. */
  readonly type: 'call';
  /** The provider's id of the call. */
  readonly callId: string;
  /** The provider. */
  readonly provider: ProviderName;
  /** What kind of call it is. */
  readonly kind: SimulatedCallKind;
  /** The number called. */
  readonly number: string;
  /** The number that the telephone shows. */
  readonly caller: string;
  /** How many of its last digits are the code; 0 if the code is only spoken, or there is none. */
  readonly codeDigits: number;
  /** The step it took. */
  readonly state: SimulatedCallState;
  /** The Q.931 cause, once the call is over. */
  readonly cause: number | undefined;
}

/** Something was said in a call that was answered. */
export interface SpokenEvent {
  /** Distinguishes the event from others. */
  readonly type: 'spoken';
  /** The provider's id of the call. */
  readonly callId: string;
  /** The number called. */
  readonly number: string;
  /** What was said, or sent. */
  readonly text: string;
  /** The digits that were said, if it was a code. */
  readonly code: string | undefined;
}

/** The person pressed a key during a call. */
export interface PressedEvent {
  /** Distinguishes the event from others. */
  readonly type: 'pressed';
  /** The provider's id of the call. */
  readonly callId: string;
  /** The number called. */
  readonly number: string;
  /** The key. */
  readonly key: string;
}

/** An SMS was sent. */
export interface SmsEvent {
  /** Distinguishes the event from others. */
  readonly type: 'sms';
  /** The provider. */
  readonly provider: ProviderName;
  /** The number that got it. */
  readonly number: string;
  /** What was sent. */
  readonly text: string;
}

/** A report was sent to the host: one event per attempt. What looks like a token is masked in the URL and the headers. */
export interface CallbackEvent {
  /** Distinguishes the event from others. */
  readonly type: 'callback';
  /** The provider. */
  readonly provider: ProviderName;
  /** The provider's id of the call. */
  readonly callId: string;
  /** The HTTP method. */
  readonly method: string;
  /** Where it was sent. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** As it was sent. */
  readonly body: string | undefined;
  /** 1 for the first. */
  readonly attempt: number;
  /** The host's answer, or undefined if there was none. */
  readonly status: number | undefined;
  /** Why there was none. */
  readonly error: string | undefined;
}

/** What happened, without its time. */
export type EventWithoutTime =
  | RequestEvent
  | AnswerEvent
  | DroppedEvent
  | CallEvent
  | SpokenEvent
  | PressedEvent
  | SmsEvent
  | CallbackEvent;

/** Something that happened in the simulator. */
export type SimulatorEvent = EventWithoutTime & {
  /** Milliseconds since the epoch. */
  readonly at: number;
};

/** The events of one type. */
export type SimulatorEventOf<Type extends SimulatorEvent['type']> = Extract<SimulatorEvent, { type: Type }>;
