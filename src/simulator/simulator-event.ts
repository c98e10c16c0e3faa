/** Everything that happens in the simulator, as events. */
import type { ProviderName, SimulatedCallKind, SimulatedCallState } from './simulated-call.js';

/** A request that reached a provider. Keys are masked. */
export interface RequestEvent {
  readonly type: 'request';
  readonly requestId: number;
  readonly provider: ProviderName;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** The parsed JSON; else the text; undefined when there was none. */
  readonly body: unknown;
}

/** What the provider answered. */
export interface AnswerEvent {
  readonly type: 'answer';
  readonly requestId: number;
  readonly provider: ProviderName;
  readonly status: number;
  readonly body: unknown;
}

/** The provider gave no answer, or not a whole one. */
export interface DroppedEvent {
  readonly type: 'dropped';
  readonly requestId: number;
  readonly provider: ProviderName;
  /** `hung`: the connection stays open and silent. */
  readonly reason: 'cut' | 'hung';
}

/** A call took a step. Numbers carry a plus. */
export interface CallEvent {
  readonly type: 'call';
  readonly callId: string;
  readonly provider: ProviderName;
  readonly kind: SimulatedCallKind;
  readonly number: string;
  readonly caller: string;
  readonly state: SimulatedCallState;
  /** The Q.931 cause, once the call is over. */
  readonly cause: number | undefined;
}

/** Something was said in a call that was answered. */
export interface SpokenEvent {
  readonly type: 'spoken';
  readonly callId: string;
  readonly number: string;
  readonly text: string;
  /** The digits that were said, if it was a code. */
  readonly code: string | undefined;
}

/** The person pressed a key during a call. */
export interface PressedEvent {
  readonly type: 'pressed';
  readonly callId: string;
  readonly number: string;
  readonly key: string;
}

export interface SmsEvent {
  readonly type: 'sms';
  readonly provider: ProviderName;
  readonly number: string;
  readonly text: string;
}

/** A report was sent to the host: one event per attempt. What looks like a token is masked in the URL and the headers. */
export interface CallbackEvent {
  readonly type: 'callback';
  readonly provider: ProviderName;
  readonly callId: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** 1 for the first. */
  readonly attempt: number;
  /** The host's answer, or undefined when there was none. */
  readonly status: number | undefined;
  readonly error: string | undefined;
}

export type EventWithoutTime =
  | RequestEvent
  | AnswerEvent
  | DroppedEvent
  | CallEvent
  | SpokenEvent
  | PressedEvent
  | SmsEvent
  | CallbackEvent;

type WithTime<Event> = Event extends unknown
  ? Event & {
      /** Milliseconds since the epoch. */ readonly at: number;
    }
  : never;

export type SimulatorEvent = WithTime<EventWithoutTime>;

export type SimulatorEventOf<Type extends SimulatorEvent['type']> = Extract<SimulatorEvent, { type: Type }>;
