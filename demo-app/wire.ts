/** Turns what the simulator and the package report into rows of the page's timeline. */
import type { SimulatorEvent } from 'express-call-verification/simulator';
import { withoutCodes, withoutSecrets } from './wire-secrets.js';

export type Station = 'browser' | 'app' | 'provider' | 'telephone';

/** One row, as it happened. `from` and `to` are the same for what happens in one place. */
export interface WireRow {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly from: Station;
  readonly to: Station;
  readonly title: string;
  readonly outcome?: string | undefined;
  readonly tone: 'plain' | 'good' | 'bad' | 'event';
  /** Which of several providers, where one is meant. */
  readonly provider?: string | undefined;
  readonly detail: unknown;
}

export type WireEntry = Omit<WireRow, 'id'>;

const PROVIDER_NAMES = { mcn: 'MCN', mobilgroup: 'MobilGroup', sms: 'SMS company' } as const;
/** What keeps the person from the code; a call that is declined or missed has shown its number. */
const BAD_CALL_STATES: ReadonlySet<string> = new Set(['busy', 'unavailable']);

/** What the words of a call's kind are on the wire. */
const ORDERS: Readonly<Record<string, string>> = {
  flash_call: 'a flash call, please',
  call_for_2fa: 'a call from our own number, please',
  passwordcall: 'a call that says the code, please',
  confirmationCall: 'a call that asks for 9, please',
  send: 'a call or message, please',
  messages: 'this text as a message, please',
};

/** The row for a simulator's event. */
export function wireEntryOf(event: SimulatorEvent): WireEntry {
  const { type, at, ...rest } = event;
  const detail = withoutSecrets(rest);
  const provider = 'provider' in event ? PROVIDER_NAMES[event.provider] : undefined;
  switch (event.type) {
    case 'request':
      return { at, from: 'app', to: 'provider', title: orderOf(event.path, event.body), tone: 'plain', provider, detail };
    case 'answer': {
      const isGood = event.status < 400 && !hasError(event.body);
      return { at, from: 'provider', to: 'app', title: isGood ? 'accepted' : 'refused', tone: isGood ? 'plain' : 'bad', provider, detail };
    }
    case 'dropped':
      return { at, from: 'provider', to: 'app', title: 'no answer', outcome: event.reason, tone: 'bad', provider, detail };
    case 'call': {
      const isStart = event.state === 'ringing';
      return {
        at,
        ...(isStart ? ({ from: 'provider', to: 'telephone' } as const) : ({ from: 'telephone', to: 'provider' } as const)),
        title: isStart ? 'rings' : 'the call is',
        outcome: isStart ? undefined : event.state.replaceAll('_', ' '),
        tone: BAD_CALL_STATES.has(event.state) ? 'bad' : 'plain',
        provider,
        detail,
      };
    }
    case 'spoken':
      return { at, from: 'provider', to: 'telephone', title: `says “${withoutCodes(event.text)}”`, tone: 'plain', detail };
    case 'pressed':
      return { at, from: 'telephone', to: 'provider', title: `key ${event.key}`, tone: 'plain', detail };
    case 'sms':
      return { at, from: 'provider', to: 'telephone', title: `SMS “${withoutCodes(event.text)}”`, tone: 'plain', provider, detail };
    case 'callback':
      return {
        at,
        from: 'provider',
        to: 'app',
        title: 'callback',
        outcome: event.status === undefined ? 'no answer' : String(event.status),
        tone: event.status === 204 ? 'good' : 'bad',
        provider,
        detail: withoutSecrets({ ...rest, body: parsed(event.body) }),
      };
  }
}

/** The row for one of the package's own events (`onEvent`). */
export function wireEntryOfAppEvent(event: { readonly type: string }): WireEntry {
  return { at: Date.now(), from: 'app', to: 'app', title: event.type, tone: 'event', detail: event };
}

function orderOf(path: string, body: unknown): string {
  const word = path.split('/').findLast((step) => step !== '') ?? '';
  if (word !== 'send' || typeof body !== 'object' || body === null) return ORDERS[word] ?? word;
  if ('sms' in body) return 'that code as a message, please';
  return ('voice' in body ? ORDERS['passwordcall'] : ORDERS['flash_call']) ?? word;
}

function hasError(body: unknown): boolean {
  if (typeof body !== 'object' || body === null || 'error' in body) return true;
  return (
    ('result' in body && body.result !== 'ok') || ('ok' in body && body.ok !== true) || ('status' in body && body.status !== 'success')
  );
}

function parsed(body: string | undefined): unknown {
  try {
    return body === undefined ? undefined : JSON.parse(body);
  } catch {
    return body;
  }
}
