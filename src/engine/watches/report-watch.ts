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
}

const WINDOW_MS = 15 * 60_000;
/** Of so many calls at least one should have been reported. */
const ENOUGH_CALLS = 20;
/** A call that rings is reported when it ends. */
const SETTLED_AFTER_MS = 60_000;

/** Each process counts its calls. A report to any process is seen by all through the store, with one operation a window. */
export function createReportWatch(store: CallVerificationStore, clock: Clock, emit: Emit, lifecycle: Background): ReportWatch {
  const calls = new Map<string, number[]>();
  /** The last window in which this process told the store of a report. */
  const noted = new Map<string, number>();
  const reports = createExactCounter(store, { name: 'w:reported', windowMs: WINDOW_MS, keptMs: 2 * WINDOW_MS });

  const judge = async (provider: string, now: number): Promise<void> => {
    const recent = (calls.get(provider) ?? []).filter((at) => at > now - WINDOW_MS);
    const settled = recent.filter((at) => at <= now - SETTLED_AFTER_MS).length;
    calls.set(provider, recent.slice(-1000));
    if (settled < ENOUGH_CALLS) return;
    // Reported once, and again only if as many calls follow.
    calls.set(provider, []);
    const window = reports.windowAt(now);
    const totals = await Promise.all([window, window - 1].map((each) => reports.count(each, 0, provider)));
    if (totals.every((total) => total === 0)) emit({ type: 'callback.missing', provider, calls: settled });
  };

  return {
    placed(method) {
      // It is not known whether assumed reports ever come.
      if (method.reports !== 'documented') return;
      const now = clock();
      const provider = method.provider.name;
      calls.set(provider, [...(calls.get(provider) ?? []), now]);
      lifecycle.inBackground(judge(provider, now));
    },
    reported(provider) {
      const window = reports.windowAt(clock());
      if (noted.get(provider) === window) return;
      noted.set(provider, window);
      lifecycle.inBackground(reports.count(window, 1, provider).catch(() => noted.delete(provider)));
    },
  };
}
