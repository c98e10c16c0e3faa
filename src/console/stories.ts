/** The newest verifications with all that happened to each, by the id that is also in spans, events and tokens. */
import type { CallVerificationEvent } from '../ports/events.js';
import { detailsOf } from './event-details.js';
import type { Story, StoryHead, StoryStep } from './snapshot.js';

export const MOST_STORIES = 1000;
/** Four attempts with several reports each, and all checks. */
export const MOST_STEPS = 32;
/** The longest life of a verification is ten minutes. */
const LONGEST_LIFE_MS = 11 * 60_000;

/** Events about one verification. */
export type StoryEvent = Extract<CallVerificationEvent, { readonly txn: string }>;

/** A call of a verification that the console knows. */
export interface KnownCall {
  readonly provider: string;
  readonly kind: string;
  /** What its newest report said, and when. */
  said?: { readonly outcome: StoryOutcome; readonly cause?: number | undefined; readonly at: number };
}

type StoryOutcome = Extract<CallVerificationEvent, { readonly type: 'call.reported' }>['outcome'];

export interface Stories {
  add(event: StoryEvent): void;
  /** The provider's answer took so long. */
  answered(txn: string, methodId: string, tookMs: number): void;
  /** The newest call of this method. */
  callOf(txn: string, methodId: string): KnownCall | undefined;
  /** Newest first. */
  newest(
    most: number,
    now: number,
    isWanted: (story: Pick<StoryHead, 'country'>, calls: readonly KnownCall[]) => boolean,
  ): readonly StoryHead[];
  find(txn: string, now: number): Story | undefined;
  readonly size: number;
}

interface Kept {
  readonly txn: string;
  readonly phone: string;
  readonly purpose: string;
  readonly country: string;
  readonly beganAt: number;
  state: string;
  readonly methods: string[];
  readonly steps: StoryStep[];
  dropped: number;
  readonly calls: Map<string, KnownCall>;
  /** Of a request whose event has not come yet. */
  took?: { readonly methodId: string; readonly ms: number } | undefined;
}

const MOST_METHODS = 8;

export function createStories(): Stories {
  const all = new Map<string, Kept>();

  const open = (event: StoryEvent): Kept => {
    const { txn, phone, purpose } = event;
    const kept: Kept = {
      ...{ txn, phone, purpose, country: countryOf(event), beganAt: event.at.getTime() },
      ...{ state: 'open', methods: [], steps: [], dropped: 0, calls: new Map() },
    };
    all.set(txn, kept);
    const [oldest] = all.keys();
    if (all.size > MOST_STORIES && oldest !== undefined) all.delete(oldest);
    return kept;
  };

  const stateOf = ({ state, beganAt }: Kept, now: number): string =>
    state === 'open' && now - beganAt > LONGEST_LIFE_MS ? 'unheard_of' : state;

  const headOf = (kept: Kept, now: number): StoryHead => {
    const { txn, phone, purpose, country, beganAt, methods } = kept;
    return { txn, phone, purpose, country, beganAt: new Date(beganAt).toISOString(), state: stateOf(kept, now), methods: [...methods] };
  };

  return {
    add(event) {
      const kept = all.get(event.txn) ?? open(event);
      const details = detailsOf(event);
      if ('methodId' in event && typeof event.methodId === 'string') {
        if (kept.methods.at(-1) !== event.methodId && kept.methods.length < MOST_METHODS) kept.methods.push(event.methodId);
        const isNew = isAsked(event.type) || !kept.calls.has(event.methodId);
        if (isNew && event.provider !== undefined) kept.calls.set(event.methodId, { provider: event.provider, kind: event.method });
        if (kept.took?.methodId === event.methodId && isAsked(event.type)) {
          details['tookMs'] = kept.took.ms;
          kept.took = undefined;
        }
      }
      if (event.type === 'verification.verified') kept.state = 'verified';
      if (event.type === 'verification.closed') kept.state = event.reason;
      if (kept.steps.length >= MOST_STEPS) kept.dropped += 1;
      // How it ended is the last step in any case, also if reports still come.
      if (kept.steps.length < MOST_STEPS) kept.steps.push({ at: event.at.toISOString(), type: event.type, details });
      else if (isLast(event.type)) kept.steps[MOST_STEPS - 1] = { at: event.at.toISOString(), type: event.type, details };
    },
    answered(txn, methodId, tookMs) {
      const kept = all.get(txn);
      if (kept === undefined) return;
      const last = kept.steps.at(-1);
      // The event comes before or after the end of the request.
      if (last !== undefined && isAsked(last.type) && last.details['methodId'] === methodId && last.details['tookMs'] === undefined)
        kept.steps[kept.steps.length - 1] = { ...last, details: { ...last.details, tookMs } };
      else kept.took = { methodId, ms: tookMs };
    },
    callOf: (txn, methodId) => all.get(txn)?.calls.get(methodId),
    newest(most, now, isWanted) {
      const heads: StoryHead[] = [];
      for (const kept of [...all.values()].reverse()) {
        if (heads.length >= most) break;
        if (isWanted(kept, [...kept.calls.values()])) heads.push(headOf(kept, now));
      }
      return heads;
    },
    find(txn, now) {
      const kept = all.get(txn);
      return kept === undefined ? undefined : { ...headOf(kept, now), steps: [...kept.steps], dropped: kept.dropped };
    },
    get size() {
      return all.size;
    },
  };
}

const isLast = (type: string): boolean => type === 'verification.verified' || type === 'verification.closed';

const isAsked = (type: string): boolean => type === 'call.placed' || type === 'call.refused' || type === 'call.uncertain';

function countryOf(event: StoryEvent): string {
  return 'country' in event && typeof event.country === 'string' ? event.country : '';
}
