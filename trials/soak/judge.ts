/** Says of figures whether they stay level. Pure, so that made-up series can hold it. */
import type { Counts } from './messages.js';

export interface Point {
  readonly minute: number;
  readonly bytes: number;
}

export interface Line {
  /** Bytes a minute. */
  readonly slope: number;
  /** Two standard errors: the true slope is within `slope ± uncertainty` nineteen times out of twenty. */
  readonly uncertainty: number;
  /** How far the points are from the line, as a standard deviation, in bytes. */
  readonly scatter: number;
}

/** The line of least squares. Points that follow one another are alike, so they count as fewer than they are. */
export function fitLine(points: readonly Point[]): Line {
  const count = points.length;
  if (count < 4) return { slope: Number.NaN, uncertainty: Number.POSITIVE_INFINITY, scatter: Number.NaN };
  const meanOf = (figures: readonly number[]): number => figures.reduce((sum, figure) => sum + figure, 0) / count;
  const minute = meanOf(points.map((point) => point.minute));
  const bytes = meanOf(points.map((point) => point.bytes));
  const spread = points.reduce((sum, point) => sum + (point.minute - minute) ** 2, 0);
  const slope = points.reduce((sum, point) => sum + (point.minute - minute) * (point.bytes - bytes), 0) / spread;
  const rests = points.map((point) => point.bytes - bytes - slope * (point.minute - minute));
  const squares = rests.reduce((sum, rest) => sum + rest ** 2, 0);
  const neighbours = rests.slice(1).reduce((sum, rest, index) => sum + rest * (rests[index] ?? 0), 0);
  const likeness = squares === 0 ? 0 : Math.min(0.9, Math.max(0, neighbours / squares));
  const error = Math.sqrt((squares / (count - 2) / spread) * ((1 + likeness) / (1 - likeness)));
  return { slope, uncertainty: 2 * error, scatter: Math.sqrt(squares / (count - 2)) };
}

export type HeapVerdict = 'flat' | 'growing' | 'too short to tell';

/** An entry of a map with its key takes more, and nothing smaller is likely to be forgotten. */
const LEAST_LEAK_BYTES = 50;

/**
 * Growing is what cannot be noise, and would be a leak of something for each verification. Where noise would hide ten times as much, the
 * run was too short.
 */
export function judgeHeap({ slope, uncertainty }: Pick<Line, 'slope' | 'uncertainty'>, verificationsAMinute: number): HeapVerdict {
  const leak = LEAST_LEAK_BYTES * verificationsAMinute;
  if (slope - uncertainty > leak) return 'growing';
  return Math.max(0, slope) + uncertainty <= 10 * leak ? 'flat' : 'too short to tell';
}

/** What compiled code and caches of the platform may still take after the ramp. */
const LEAST_NOISE_BYTES = 2_000_000;
const NOISE_SHARE = 0.03;

/** Whether the heap of an app that nobody uses is what it was before, within noise. */
export function isHeapBack(before: number, after: number): boolean {
  return after - before <= Math.max(LEAST_NOISE_BYTES, NOISE_SHARE * before);
}

/** `socket: 1 more`, … for each kind of which there are more than before. */
export function leftOpen(before: Counts, after: Counts): readonly string[] {
  return Object.entries(after).flatMap(([kind, count]) => {
    const more = count - (before[kind] ?? 0);
    return more > 0 ? [`${kind}: ${more} more`] : [];
  });
}

/** The figure that this share of all does not exceed; NaN of none. */
export function quantile(figures: readonly number[], share: number): number {
  const sorted = [...figures].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export interface RampStep {
  readonly perSecond: number;
  /** What the starts of the step took. */
  readonly startsMs: readonly number[];
  /** How many requests have no answer when the step ends. */
  readonly waiting: number;
}

/** Three of four starts take this long at most. */
export const typicalMs = (startsMs: readonly number[]): number => quantile(startsMs, 0.75);

const QUICK_MS = 100;
const GROWTH = 2;

/** A rate holds while people wait no longer than when few came, and answers keep up with requests. @param idleMs what was typical then */
export function holdsRate({ perSecond, startsMs, waiting }: RampStep, idleMs: number): boolean {
  return typicalMs(startsMs) <= Math.max(QUICK_MS, GROWTH * idleMs) && waiting <= Math.max(5, perSecond / 2);
}
