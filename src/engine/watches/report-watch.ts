/** Notices that an account's callbacks never come, mostly because a webhook is not set up, or was disabled by the provider. */

import { DAY } from '../../core/limits/number-limits.js';
import type { Background } from '../../ports/background.js';
import type { Clock } from '../../ports/clock.js';
import type { Emit } from '../../ports/events.js';
import type { CallMethod } from '../../ports/method.js';
import type { CallVerificationStore } from '../../ports/store.js';
import { createExactCounter } from '../defences/exact-counter.js';
import { countUnreportedCalls } from './unreported-calls.js';

/** `all`: what any process has seen, by the store; `here`: only what this one has seen, without asking. */
export type ReportSource = 'all' | 'here';

export interface ReportWatch {
  /** A call was placed. Statistics: no answer waits for it, and its failure stops nothing. */
  placed(method: CallMethod): void;
  /** A callback of the provider was understood. */
  reported(provider: string): void;
  /** Something in this process takes callbacks. */
  mounted(): void;
  /**
   * When the provider's last callback came. Of other processes only the window is known, so it is the beginning of that. If the store fails,
   * it is the last one of this process. Writes nothing. Never rejects.
   */
  lastAt(provider: string, from: ReportSource): Promise<number | undefined>;
}

const WINDOW_MS = 15 * 60_000;

/**
 * Each process counts its calls: those of a quarter of an hour, and, for a host that places few, those of a day. A report to any process
 * is seen by all through the store, with one operation a window.
 *
 * @param isRequired whether no code is good without a report
 */
export function createReportWatch(
  store: CallVerificationStore,
  clock: Clock,
  emit: Emit,
  lifecycle: Background,
  isRequired: boolean,
): ReportWatch {
  /** Callbacks have no way into this process, and this was not reported yet. */
  let isUnmounted = isRequired;
  const lastHere = new Map<string, number>();
  const open = (name: string, windowMs: number) => {
    /** The last window in which this process told the store of a report. */
    const noted = new Map<string, number>();
    const reports = createExactCounter(store, { name, windowMs, keptMs: 2 * windowMs });
    const judge = async (provider: string, settled: number, now: number): Promise<void> => {
      const window = reports.windowAt(now);
      const totals = await Promise.all([window, window - 1].map((each) => reports.count(each, 0, provider)));
      if (totals.every((total) => total === 0)) emit({ type: 'callback.missing', provider, calls: settled });
    };
    return {
      calls: countUnreportedCalls(windowMs),
      judge: (provider: string, settled: number, now: number) => lifecycle.inBackground(judge(provider, settled, now)),
      /** The beginning of the newest window that has a report and begins after `since`. */
      async newestAfter(since: number, provider: string): Promise<number | undefined> {
        const present = reports.windowAt(clock());
        // As many as the store has kept.
        const windows = [present, present - 1, present - 2].filter((window) => window * windowMs > since);
        const totals = await Promise.all(windows.map((window) => reports.count(window, 0, provider)));
        const newest = windows.find((_, index) => totals[index] !== 0);
        return newest === undefined ? undefined : newest * windowMs;
      },
      note(provider: string): void {
        const window = reports.windowAt(clock());
        if (noted.get(provider) === window) return;
        noted.set(provider, window);
        lifecycle.inBackground(reports.count(window, 1, provider).catch(() => noted.delete(provider)));
      },
    };
  };
  const recent = open('w:reported', WINDOW_MS);
  const ofDay = open('w:reported-day', DAY);

  return {
    placed(method) {
      // A message needs no report.
      if (isUnmounted && method.codeReach !== 'text') {
        isUnmounted = false;
        emit({ type: 'callback.unmounted', provider: method.provider.name });
      }
      // It is not known whether assumed reports ever come.
      if (method.reports !== 'documented') return;
      const now = clock();
      const provider = method.provider.name;
      const [many, few] = [recent.calls.add(provider, now), ofDay.calls.add(provider, now)];
      // Reported once, and again only if as many calls follow.
      if (many !== undefined) {
        ofDay.calls.forget(provider);
        recent.judge(provider, many, now);
      } else if (few !== undefined) ofDay.judge(provider, few, now);
    },
    mounted() {
      isUnmounted = false;
    },
    reported(provider) {
      isUnmounted = false;
      lastHere.set(provider, clock());
      recent.note(provider);
      ofDay.note(provider);
    },
    async lastAt(provider, from) {
      const here = lastHere.get(provider);
      if (from === 'here') return here;
      const since = here ?? Number.NEGATIVE_INFINITY;
      const asked = await Promise.allSettled([recent, ofDay].map((each) => each.newestAfter(since, provider)));
      const newest = Math.max(since, ...asked.map((each) => (each.status === 'fulfilled' ? (each.value ?? since) : since)));
      return Number.isFinite(newest) ? newest : undefined;
    },
  };
}
