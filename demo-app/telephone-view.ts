/** What the page shows of one virtual telephone. */
import type { SimulatedCall, SimulatorEvent, VirtualTelephone } from 'express-call-verification/simulator';

export interface CallView {
  readonly id: string;
  readonly kind: SimulatedCall['kind'];
  readonly caller: string;
  readonly state: string;
  readonly at: number;
  /** What was said in it so far. */
  readonly heard?: string;
}

interface Note {
  readonly at: number;
  readonly text: string;
}

export interface TelephoneView {
  readonly number: string;
  readonly mood: string;
  /** The call that rings or goes on now. */
  readonly call?: CallView;
  /** Calls that are over. */
  readonly calls: readonly CallView[];
  readonly messages: readonly Note[];
  readonly heard: readonly Note[];
}

export interface TelephoneViews {
  /** Keeps what a telephone does not: when something was said or written. */
  hear(event: SimulatorEvent): void;
  viewOf(telephone: VirtualTelephone): TelephoneView;
}

const LIST_LENGTH = 20;

export function createTelephoneViews(): TelephoneViews {
  const spoken = new Map<string, Note>();
  const messages = new Map<string, Note[]>();

  return {
    hear(event) {
      if (event.type === 'spoken') spoken.set(event.callId, { at: event.at, text: event.text });
      if (event.type === 'sms')
        messages.set(event.number, [...(messages.get(event.number) ?? []), { at: event.at, text: event.text }].slice(-LIST_LENGTH));
    },
    viewOf(telephone) {
      const calls = telephone.calls.slice(-LIST_LENGTH).filter((call) => !call.isForwarded);
      const live = calls.findLast((call) => call.state === 'ringing' || call.state === 'answered');
      return {
        number: telephone.number,
        mood: telephone.mood,
        ...(live === undefined ? {} : { call: callViewOf(live, spoken.get(live.id)) }),
        calls: calls.filter((call) => call !== live).map((call) => callViewOf(call, undefined)),
        messages: messages.get(telephone.number) ?? [],
        heard: calls.flatMap((call) => (call === live ? [] : (spoken.get(call.id) ?? []))),
      };
    },
  };
}

function callViewOf(call: SimulatedCall, said: Note | undefined): CallView {
  const { id, kind, caller, since, state } = call;
  return { id, kind, caller, state, at: since, ...(said === undefined ? {} : { heard: said.text }) };
}
