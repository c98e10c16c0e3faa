/** How far a service has gone on its way to its end, what it still does there, and what is under way. */
import type { Background } from '../../ports/background.js';
import type { Emit } from '../../ports/events.js';
import { keepTrying } from './keep-trying.js';
import { createRunningWork, type RunningWork } from './running-work.js';

/**
 * - `open`: everything is done.
 * - `draining`: starts that were taken go on. No new one is taken; everything else is done.
 * - `drained`: nothing is dialled any more. Everything else is done.
 * - `closed`: nothing that needs the store is taken any more.
 */
export type Stage = 'open' | 'draining' | 'drained' | 'closed';

/** How long a shutdown may wait, in milliseconds. */
export interface ShutdownTimes {
  /** For starts, until their calls are placed. */
  readonly startsMs: number;
  /** For all that is under way then: what was dialled in time is written now. */
  readonly restMs: number;
  /** For what is still under way in a closed service. */
  readonly closeMs: number;
  /** For all of `drain`, the counts that are sent at its end included. */
  readonly drainMs: number;
}

export interface Lifecycle extends Background {
  readonly stage: Stage;
  readonly times: ShutdownTimes;
  /** Starts that may dial. */
  readonly starts: RunningWork;
  /** All other requests, and what is done in the background. */
  readonly others: RunningWork;
  /**
   * Whether a call may be dialled now that takes up to `placeMs` to be placed. During a drain it may only if the drain waits so long: the
   * telephone rings, and what the provider says must be written.
   */
  mayDial(placeMs: number): boolean;
  /** Whether the service is closed. A request asks this, so the first one after the end is reported to the host. */
  refusesAll(): boolean;
  /** Does in the background what a failing store has prevented. */
  keepTrying(work: () => Promise<unknown>, isTooLate: () => boolean): void;
  /**
   * Calls the listener when the service leaves, or at once if it does already.
   *
   * @returns what takes the listener away
   */
  onLeaving(listener: () => void): () => void;
  /** Takes the next step, never one back. */
  advance(stage: Exclude<Stage, 'open'>): void;
  /** The service is over: nothing is tried again. */
  end(): void;
}

const ORDER: readonly Stage[] = ['open', 'draining', 'drained', 'closed'];

export function createLifecycle(times: ShutdownTimes, emit: Emit): Lifecycle {
  const starts = createRunningWork();
  const others = createRunningWork();
  const listeners = new Set<() => void>();
  let stage: Stage = 'open';
  let drainingSince = Number.POSITIVE_INFINITY;
  let hasEnded = false;
  let hasWarned = false;

  const inBackground = (work: Promise<unknown>): void => {
    others.run(() => work).catch(() => undefined);
  };

  return {
    get stage() {
      return stage;
    },
    ...{ times, starts, others, inBackground },
    mayDial: (placeMs) => stage === 'open' || (stage === 'draining' && performance.now() + placeMs <= drainingSince + times.startsMs),
    refusesAll() {
      if (stage === 'closed' && !hasWarned) {
        hasWarned = true;
        process.emitWarning(
          'A request came after close(), and was answered with 503. Stop the server first: await calls.drain(), server.close(), await calls.close().',
          'CallVerificationWarning',
        );
      }
      return stage === 'closed';
    },
    keepTrying(work, isTooLate) {
      inBackground(keepTrying(work, () => hasEnded || isTooLate()));
    },
    onLeaving(listener) {
      if (stage !== 'open') listener();
      else listeners.add(listener);
      return () => listeners.delete(listener);
    },
    advance(next) {
      if (ORDER.indexOf(next) <= ORDER.indexOf(stage)) return;
      const wasOpen = stage === 'open';
      stage = next;
      if (!wasOpen) return;
      drainingSince = performance.now();
      emit({ type: 'service.draining', running: starts.size + others.size, withinMs: times.drainMs });
      for (const listener of listeners) listener();
      listeners.clear();
    },
    end() {
      hasEnded = true;
    },
  };
}
