/** Puts together what the page shows, from what was recorded. */
import type { CallKey } from './call-figures.js';
import { adviseMapping, adviseRejected, adviseUnmatched } from './mapping-advice.js';
import { type HeardCallback, nameOfTripping, type Recorder, type Tripping } from './recorder.js';
import { SPANS, type SpanName, slotsOf } from './slot-ring.js';
import type { Callback, HealthNow, OpenBreaker, Repeated, Snapshot } from './snapshot.js';
import type { Counted } from './tally.js';

/** What somebody wants to see. */
export interface Wanted {
  readonly span: SpanName;
  readonly provider?: string | undefined;
  readonly kind?: string | undefined;
  readonly country?: string | undefined;
}

export interface SnapshotNeeds {
  readonly recorder: Recorder;
  readonly process: Snapshot['process'];
  readonly health: HealthNow | undefined;
}

const MOST_SHOWN_STORIES = 100;
/** A breaker tells about itself once a minute while somebody dials. After an hour without that, it counts as shut. */
const BREAKER_MS = 60 * 60_000;
const NOTICE_MS = 24 * 60 * 60_000;

const iso = (ms: number): string => new Date(ms).toISOString();
const repeated = ({ count, firstAt, lastAt }: Counted<unknown>): Repeated => ({ count, firstAt: iso(firstAt), lastAt: iso(lastAt) });
const sorted = (names: readonly string[]): readonly string[] => [...new Set(names)].sort();

export function makeSnapshot({ recorder, process, health }: SnapshotNeeds, wanted: Wanted, now: number): Snapshot {
  const { calls, verifications, stories } = recorder;
  const keys = calls.keys();
  const choices = {
    providers: sorted(keys.map(({ provider }) => provider)),
    kinds: sorted(keys.map(({ kind }) => kind)),
    countries: sorted(keys.map(({ country }) => country)),
  };
  // What is not among the choices is not repeated to anybody.
  const { span } = wanted;
  const provider = choices.providers.find((name) => name === wanted.provider);
  const kind = choices.kinds.find((name) => name === wanted.kind);
  const country = choices.countries.find((name) => name === wanted.country);
  const isCountry = (name: string): boolean => country === undefined || name === country;
  const isCall = (call: Pick<CallKey, 'provider' | 'kind'>): boolean =>
    (provider === undefined || call.provider === provider) && (kind === undefined || call.kind === kind);
  const isKey = (key: CallKey): boolean => isCountry(key.country) && isCall(key);
  const isAnyCall = provider === undefined && kind === undefined;
  const { slotMs } = SPANS[span];
  const count = slotsOf(SPANS[span]);
  return {
    at: iso(now),
    process,
    span,
    choices,
    chosen: { ...(provider !== undefined && { provider }), ...(kind !== undefined && { kind }), ...(country !== undefined && { country }) },
    verifications: verifications.numbers(span, now, isCountry),
    calls: calls.numbers(span, now, isKey),
    slots: { first: ((Math.floor(now / slotMs) - count + 1) * slotMs) / 1000, seconds: slotMs / 1000, count },
    series: { verifications: verifications.series(span, now, isCountry), calls: calls.series(span, now, isKey) },
    rows: keys
      .filter(isKey)
      .map((key) => ({ ...key, ...calls.numbers(span, now, (each) => each === key) }))
      .filter(({ placed, refused, uncertain }) => placed + refused + uncertain > 0)
      .sort((a, b) => b.placed - a.placed),
    breakers: recorder.breakers
      .list()
      .filter(({ lastAt }) => now - lastAt <= BREAKER_MS)
      .map(breakerOf),
    notices: recorder.notices
      .list()
      .filter(({ lastAt }) => now - lastAt <= NOTICE_MS)
      .map(({ item, ...counted }) => ({ ...item, ...repeated({ item, ...counted }) })),
    callbacks: recorder.callbacks.list().map(callbackOf),
    stories: stories.newest(MOST_SHOWN_STORIES, now, (story, called) => isCountry(story.country) && (isAnyCall || called.some(isCall))),
    remembered: stories.size,
    ...(health && { health }),
  };
}

function breakerOf(counted: Counted<Tripping>): OpenBreaker {
  const { item } = counted;
  const { scope, mode, reason } = item;
  const figures = Object.fromEntries(Object.entries(item).filter((entry): entry is [string, number] => typeof entry[1] === 'number'));
  const name = nameOfTripping(item);
  // In audit nothing is closed.
  const canRelease = item.scope === 'prefix' && mode === 'enforce';
  return { ...{ scope, mode, reason, name, figures }, ...repeated(counted), ...(canRelease && { prefix: item.prefix }) };
}

function callbackOf(counted: Counted<HeardCallback>): Callback {
  const { what, provider, shape, reason } = counted.item;
  const advice = {
    unmapped: () => adviseMapping(provider, shape ?? ''),
    unmatched: () => adviseUnmatched(provider, shape),
    rejected: () => adviseRejected(provider, reason ?? ''),
  }[what]();
  return {
    what,
    provider,
    ...(shape !== undefined && { shape }),
    ...(reason !== undefined && { reason }),
    ...advice,
    ...repeated(counted),
  };
}
