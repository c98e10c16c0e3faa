/** What the page shows of one virtual telephone. */
import type { SimulatedCall, SimulatorEvent, VirtualTelephone } from 'express-call-verification/simulator';

export interface CallView {
  readonly id: string;
  readonly kind: SimulatedCall['kind'];
  readonly caller: string;
  readonly state: string;
  readonly at: number;
  /** What was said in it so far. */
  readonly heard?: Heard | undefined;
}

interface Heard {
  readonly text: string;
  /** The digits, if it was a code. */
  readonly code?: string | undefined;
}

interface MessageView {
  readonly id: string;
  readonly at: number;
  readonly from: string;
  readonly text: string;
}

export interface TelephoneView {
  readonly number: string;
  readonly mood: string;
  /** The call that rings or goes on now. */
  readonly call?: CallView | undefined;
  /** Calls that are over. */
  readonly calls: readonly CallView[];
  readonly messages: readonly MessageView[];
}

export interface TelephoneViews {
  /** Keeps what a telephone does not: what was said in which call, and when a message came. */
  hear(event: SimulatorEvent): void;
  viewOf(telephone: VirtualTelephone, mood: string): TelephoneView;
}

const LIST_LENGTH = 20;
const SENDERS = { mcn: 'MCN', mobilgroup: 'MobilGroup', sms: 'Fern & Kettle' } as const;

export function createTelephoneViews(): TelephoneViews {
  const heard = new Map<string, Heard>();
  const messages = new Map<string, MessageView[]>();

  return {
    hear(event) {
      if (event.type === 'spoken') heard.set(event.callId, { text: event.text, code: event.code });
      if (event.type !== 'sms') return;
      const before = messages.get(event.number) ?? [];
      const message = { id: `${event.at}-${before.length}`, at: event.at, from: SENDERS[event.provider], text: event.text };
      messages.set(event.number, [...before, message].slice(-LIST_LENGTH));
    },
    viewOf(telephone, mood) {
      // A forwarded call was never here.
      const calls = telephone.calls.filter((call) => !call.isForwarded && call.cause !== UNREACHABLE).slice(-LIST_LENGTH);
      const live = calls.findLast((call) => call.state === 'ringing' || call.state === 'answered');
      const show = ({ id, kind, caller, since, state }: SimulatedCall): CallView => ({
        id,
        kind,
        caller,
        state,
        at: since,
        heard: heard.get(id),
      });
      return {
        number: telephone.number,
        mood,
        call: live === undefined ? undefined : show(live),
        calls: calls.filter((call) => call !== live).map(show),
        messages: messages.get(telephone.number) ?? [],
      };
    },
  };
}

/** Q.931: the telephone was switched off, so it knows nothing of the call. */
const UNREACHABLE = 20;
