/** Takes what a service publishes, and adds it up. Everything that it keeps is bounded. */
import type { CallVerificationEvent } from '../ports/events.js';
import { type CallFigures, createCallFigures } from './call-figures.js';
import { type Details, detailsOf } from './event-details.js';
import { createStories, type Stories, type StoryEvent } from './stories.js';
import { createTally, type Tally } from './tally.js';
import { createVerificationFigures, isEnd, type VerificationFigures } from './verification-figures.js';

export const MOST_CALLBACKS = 100;
const MOST_BREAKERS = 100;
const MOST_NOTICES = 100;

export interface HeardCallback {
  readonly what: 'unmatched' | 'rejected' | 'unmapped';
  readonly provider: string;
  readonly shape?: string | undefined;
  readonly reason?: string | undefined;
}

export type Tripping = Extract<CallVerificationEvent, { readonly type: 'breaker.tripped' }>;

export interface HeardNotice {
  readonly type: string;
  readonly details: Details;
}

/** One request to a provider that has ended. */
export interface EndedRequest {
  readonly txn: string;
  readonly provider: string;
  readonly methodId: string;
  readonly method: string;
  readonly country: string;
  readonly tookMs: number;
  readonly at: number;
}

export interface Recorder {
  take(event: CallVerificationEvent): void;
  answered(request: EndedRequest): void;
  readonly calls: CallFigures;
  readonly verifications: VerificationFigures;
  readonly stories: Stories;
  readonly callbacks: Tally<HeardCallback>;
  readonly breakers: Tally<Tripping>;
  readonly notices: Tally<HeardNotice>;
}

/** Events that are counted elsewhere, or say nothing to an operator. */
const NO_NOTICE: ReadonlySet<CallVerificationEvent['type']> = new Set([
  'callback.unmatched',
  'callback.rejected',
  'callback.unmapped',
  'breaker.tripped',
]);

/** Members that tell two notices of one type apart. */
const TELLING = ['provider', 'methodId', 'reason', 'limit', 'budget', 'share', 'purpose', 'action', 'by', 'prefix', 'verb'] as const;

export function createRecorder(): Recorder {
  const calls = createCallFigures();
  const verifications = createVerificationFigures();
  const stories = createStories();
  const callbacks = createTally<HeardCallback>(MOST_CALLBACKS);
  const breakers = createTally<Tripping>(MOST_BREAKERS);
  const notices = createTally<HeardNotice>(MOST_NOTICES);

  const hear = (heard: HeardCallback, at: number): void => {
    const { what, provider, shape, reason } = heard;
    callbacks.add([what, provider, shape, reason].join('\n'), heard, at);
  };
  const notice = (event: CallVerificationEvent): void => {
    const details = detailsOf(event);
    notices.add([event.type, ...TELLING.map((name) => details[name] ?? '')].join('\n'), { type: event.type, details }, event.at.getTime());
  };

  const takeStory = (event: StoryEvent): void => {
    const at = event.at.getTime();
    switch (event.type) {
      case 'verification.started':
        verifications.add(event.country, at, 'begun');
        break;
      case 'verification.verified': {
        // Not known after a failure of the store: then it counts for now.
        const { afterMs = 0 } = event;
        const beganAt = at - afterMs;
        verifications.add(event.country, beganAt, 'verified');
        verifications.add(event.country, beganAt, 'tokenMs', afterMs);
        if (event.provider !== undefined) calls.verified({ provider: event.provider, kind: event.method, country: event.country }, beganAt);
        break;
      }
      case 'verification.closed':
        if (isEnd(event.reason)) verifications.add(event.country, at, event.reason);
        break;
      case 'code.rejected':
        verifications.add(event.country, at, 'wrongCodes');
        break;
      case 'call.placed':
      case 'call.refused':
      case 'call.uncertain': {
        const how = event.type === 'call.placed' ? 'placed' : event.type === 'call.refused' ? 'refused' : 'uncertain';
        calls.asked(keyOf(event), at, how, event.type === 'call.refused' ? undefined : event.price);
        break;
      }
      case 'call.reported': {
        const { outcome, cause } = event;
        const known = stories.callOf(event.txn, event.methodId);
        calls.reported(keyOf(event), at, { outcome, cause }, known?.said);
        if (known !== undefined) known.said = { outcome, cause, at };
        break;
      }
    }
    stories.add(event);
  };

  return {
    ...{ calls, verifications, stories, callbacks, breakers, notices },
    take(event) {
      const at = event.at.getTime();
      if ('txn' in event) return takeStory(event);
      if (event.type === 'callback.unmatched') hear({ what: 'unmatched', provider: event.provider, shape: event.shape }, at);
      if (event.type === 'callback.rejected') hear({ what: 'rejected', provider: event.provider, reason: event.reason }, at);
      if (event.type === 'callback.unmapped') hear({ what: 'unmapped', provider: event.provider, shape: event.shape }, at);
      if (event.type === 'breaker.tripped') breakers.add(keyOfTripping(event.scope, nameOfTripping(event)), event, at);
      if (event.type === 'operator.acted' && event.action === 'release' && event.prefix !== undefined)
        breakers.remove(keyOfTripping('prefix', event.prefix));
      if (!NO_NOTICE.has(event.type)) notice(event);
    },
    answered({ txn, provider, methodId, method, country, tookMs, at }) {
      calls.answered({ provider, kind: method, country }, at, tookMs);
      stories.answered(txn, methodId, tookMs);
    },
  };
}

const keyOf = (event: Extract<StoryEvent, { readonly methodId: string; readonly method: string }> & { readonly provider: string }) => ({
  provider: event.provider,
  kind: event.method,
  country: event.country,
});

const keyOfTripping = (scope: Tripping['scope'], name: string): string => `${scope} ${name}`;

/** What it is that has tripped, among those of its scope. */
export function nameOfTripping(event: Tripping): string {
  if (event.scope === 'prefix') return event.prefix;
  return event.scope === 'country' ? event.country : event.scope;
}
