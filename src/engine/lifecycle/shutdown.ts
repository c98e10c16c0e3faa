/** The two ends of a service: it takes no starts any more, then it does nothing any more. */
import type { Emit } from '../../ports/events.js';
import type { Lifecycle, ShutdownTimes } from './lifecycle.js';

export interface Shutdown {
  drain(): Promise<void>;
  close(): Promise<void>;
}

export interface ShutdownNeeds {
  readonly lifecycle: Lifecycle;
  readonly emit: Emit;
  /** Sends what was counted to the store. Never rejects. */
  flush(): Promise<void>;
  /** Ends what is open for as long as the service is. */
  endStreams(): void;
  /** Closes what was opened for the service. */
  release(): Promise<void>;
}

/**
 * From the deadlines that everything has anyway. A store that hangs ends a request at the first operation, so a few of its deadlines are
 * enough for all operations of a request.
 *
 * @param placeMs how long each method may take to place a call
 */
export function shutdownTimes(placeMs: readonly number[], storeTimeoutMs: number): ShutdownTimes {
  // If all providers refuse, they are asked one after the other.
  const startsMs = placeMs.reduce((sum, each) => sum + each, 0) + 2 * storeTimeoutMs;
  const restMs = 2 * storeTimeoutMs;
  return { startsMs, restMs, drainMs: startsMs + restMs + storeTimeoutMs, closeMs: storeTimeoutMs };
}

/**
 * Reads: every request, the stage. Writes: only this, forward. If the process dies in between, it is as if it had died without a
 * shutdown: what a start has recorded stands in the store, and each use case says what that means.
 */
export function createShutdown({ lifecycle, emit, flush, endStreams, release }: ShutdownNeeds): Shutdown {
  const { starts, others, times } = lifecycle;
  let draining: Promise<void> | undefined;
  let closing: Promise<void> | undefined;

  const drain = async (): Promise<void> => {
    lifecycle.advance('draining');
    await starts.waitForAll(times.startsMs);
    lifecycle.advance('drained');
    // Other requests still come, so only those that are here now are waited for, and what the starts have left in the background. A start
    // that has not ended may write what its provider has just answered.
    const [startsLeft, othersLeft] = await Promise.all([starts.waitForAll(times.restMs), others.waitForPresent(times.restMs)]);
    await flush();
    emit({ type: 'service.drained', unfinished: startsLeft + othersLeft });
  };
  const drainOnce = (): Promise<void> => {
    draining ??= drain();
    return draining;
  };

  const close = async (): Promise<void> => {
    // A start under way ends first: its call may ring already, and its link must be written.
    await drainOnce();
    lifecycle.advance('closed');
    endStreams();
    await others.waitForAll(times.closeMs);
    await flush();
    lifecycle.end();
    await release();
    emit({ type: 'service.closed' });
  };

  return {
    drain: drainOnce,
    close() {
      closing ??= close();
      return closing;
    },
  };
}
