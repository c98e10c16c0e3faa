/** Turns what the simulator and the package report into rows of the page's timeline. */
import type { SimulatorEvent } from 'express-call-verification/simulator';

export type Station = 'browser' | 'app' | 'provider' | 'telephone';

/** One row. `from` and `to` are the same for what happens in one place. */
export interface WireEntry {
  readonly at: number;
  readonly from: Station;
  readonly to: Station;
  readonly title: string;
  readonly outcome?: string;
  readonly tone: 'plain' | 'bad' | 'event';
  readonly detail: unknown;
}

const GOOD_CALL_STATES: ReadonlySet<string> = new Set(['ringing', 'answered', 'ended']);

/** The row for a simulator's event. */
export function wireEntryOf(event: SimulatorEvent): WireEntry {
  const { type, at, ...detail } = event;
  switch (event.type) {
    case 'request':
      return { at, from: 'app', to: 'provider', title: `${event.method} ${shortPath(event.path)}`, tone: 'plain', detail };
    case 'answer': {
      const isGood = event.status < 400 && !hasError(event.body);
      return { at, from: 'provider', to: 'app', title: 'answer', outcome: String(event.status), tone: isGood ? 'plain' : 'bad', detail };
    }
    case 'dropped':
      return { at, from: 'provider', to: 'app', title: 'no answer', outcome: event.reason, tone: 'bad', detail };
    case 'call': {
      const isStart = event.state === 'ringing';
      const title = isStart ? `call from ${event.caller}` : 'the call is';
      return {
        at,
        ...(isStart ? ({ from: 'provider', to: 'telephone' } as const) : ({ from: 'telephone', to: 'provider' } as const)),
        title,
        outcome: event.state.replaceAll('_', ' '),
        tone: GOOD_CALL_STATES.has(event.state) ? 'plain' : 'bad',
        detail,
      };
    }
    case 'spoken':
      return { at, from: 'provider', to: 'telephone', title: `says “${event.text}”`, tone: 'plain', detail };
    case 'pressed':
      return { at, from: 'telephone', to: 'provider', title: `key ${event.key} pressed`, tone: 'plain', detail };
    case 'sms':
      return { at, from: 'provider', to: 'telephone', title: `SMS “${event.text}”`, tone: 'plain', detail };
    case 'callback':
      return {
        at,
        from: 'provider',
        to: 'app',
        title: `callback ${event.method} ${shortPath(event.url)}`,
        outcome: event.status === undefined ? 'no answer' : String(event.status),
        tone: event.status === 204 ? 'plain' : 'bad',
        detail: { ...detail, body: parsed(event.body) },
      };
  }
}

/** The row for one of the package's own events (`onEvent`). */
export function wireEntryOfAppEvent(event: { readonly type: string }): WireEntry {
  return { at: Date.now(), from: 'app', to: 'app', title: `event ${event.type}`, tone: 'event', detail: event };
}

/** The path as a person scans it: the last two steps. */
function shortPath(url: string): string {
  const path = url.replace(/^https?:\/\/[^/]+/, '').replace(/\?.*$/, '');
  const steps = path.split('/').filter((step) => step !== '');
  return steps.length > 2 ? `…/${steps.slice(-2).join('/')}` : path;
}

function hasError(body: unknown): boolean {
  if (typeof body !== 'object' || body === null) return true;
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
