/** Counts calls whose reports should have come by now. */

export interface UnreportedCalls {
  /**
   * A call was placed.
   *
   * @returns how many calls of the window should have been reported by now, if they are enough to judge by; the count then begins anew
   */
  add(provider: string, now: number): number | undefined;
  /** The count begins anew. */
  forget(provider: string): void;
}

/** Of so many calls at least one should have been reported. */
const ENOUGH_CALLS = 20;
/** So many are remembered, for some more than a minute. Of more than sixteen a second the first ones say as much as all. */
const MOST_CALLS = 1000;
/** A call that rings is reported when it ends. */
const SETTLED_AFTER_MS = 60_000;

export function countUnreportedCalls(windowMs: number): UnreportedCalls {
  /** When each provider's calls were placed, oldest first. */
  const calls = new Map<string, number[]>();

  /** The calls in the window before `now`. What a clock that was set back has left ahead is forgotten. */
  const recentCalls = (provider: string, now: number): number[] => {
    const times = calls.get(provider) ?? [];
    const isRecent = (at: number): boolean => at > now - windowMs && at <= now;
    // In their order the ends stand for all.
    const recent = isRecent(times[0] ?? now) && isRecent(times.at(-1) ?? now) ? times : times.filter(isRecent);
    calls.set(provider, recent);
    return recent;
  };

  return {
    add(provider, now) {
      const times = recentCalls(provider, now);
      if (times.length < MOST_CALLS) times.push(now);
      if ((times[ENOUGH_CALLS - 1] ?? now) > now - SETTLED_AFTER_MS) return undefined;
      calls.delete(provider);
      return times.filter((at) => at <= now - SETTLED_AFTER_MS).length;
    },
    forget(provider) {
      calls.delete(provider);
    },
  };
}
