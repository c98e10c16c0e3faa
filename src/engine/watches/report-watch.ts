/** Notices that an account's callbacks never come, mostly because a webhook is not set up, or was disabled by the provider. */

import type { Background } from '../../ports/background.js';
import type { Clock } from '../../ports/clock.js';
import type { Emit } from '../../ports/events.js';
import type { CallMethod } from '../../ports/method.js';
import type { CallVerificationStore } from '../../ports/store.js';
import { createExactCounter } from '../defences/exact-counter.js';

export interface ReportWatch {
  /** A call was placed. Statistics: no answer waits for it, and its failure stops nothing. */
  placed(method: CallMethod): void;
  /** A callback of the provider was understood. */
  reported(provider: string): void;
  /** Something in this process takes callbacks. */
  mounted(): void;
}

const WINDOW_MS = 15 * 60_000;
/** Of so many calls at least one should have been reported. */
const ENOUGH_CALLS = 20;
/** So many are remembered, for some more than a minute. Of more than sixteen a second the first ones say as much as all. */
const MOST_CALLS = 1000;
/** A call that rings is reported when it ends. */
const SETTLED_AFTER_MS = 60_000;

/**
 * Each process counts its calls. A report to any process is seen by all through the store, with one operation a window.
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
  /** When each provider's calls were placed, oldest first. */
  const calls = new Map<string, number[]>();
  /** The last window in which this process told the store of a report. */
  const noted = new Map<string, number>();
  const reports = createExactCounter(store, { name: 'w:reported', windowMs: WINDOW_MS, keptMs: 2 * WINDOW_MS });

  const judge = async (provider: string, settled: number, now: number): Promise<void> => {
    const window = reports.windowAt(now);
    const totals = await Promise.all([window, window - 1].map((each) => reports.count(each, 0, provider)));
    if (totals.every((total) => total === 0)) emit({ type: 'callback.missing', provider, calls: settled });
  };

  /** The calls in the window before `now`. What a clock that was set back has left ahead is forgotten. */
  const recentCalls = (provider: string, now: number): number[] => {
    const times = calls.get(provider) ?? [];
    const isRecent = (at: number): boolean => at > now - WINDOW_MS && at <= now;
    // In their order the ends stand for all.
    const recent = isRecent(times[0] ?? now) && isRecent(times.at(-1) ?? now) ? times : times.filter(isRecent);
    calls.set(provider, recent);
    return recent;
  };

  return {
    placed(method) {
      // A message needs no report.
      if (isUnmounted && method.kind !== 'sms') {
        isUnmounted = false;
        emit({ type: 'callback.unmounted', provider: method.provider.name });
      }
      // It is not known whether assumed reports ever come.
      if (method.reports !== 'documented') return;
      const now = clock();
      const provider = method.provider.name;
      const times = recentCalls(provider, now);
      if (times.length < MOST_CALLS) times.push(now);
      if ((times[ENOUGH_CALLS - 1] ?? now) > now - SETTLED_AFTER_MS) return;
      const settled = times.filter((at) => at <= now - SETTLED_AFTER_MS).length;
      // Reported once, and again only if as many calls follow.
      calls.delete(provider);
      lifecycle.inBackground(judge(provider, settled, now));
    },
    mounted() {
      isUnmounted = false;
    },
    reported(provider) {
      isUnmounted = false;
      const window = reports.windowAt(clock());
      if (noted.get(provider) === window) return;
      noted.set(provider, window);
      lifecycle.inBackground(reports.count(window, 1, provider).catch(() => noted.delete(provider)));
    },
  };
}
