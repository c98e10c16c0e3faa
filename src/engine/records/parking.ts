/** How many reports about unknown calls are kept: whoever has learned the callbacks' path must not fill the store with them. */
import { MINUTE } from '../../core/fraud/breaker.js';
import type { Clock } from '../../ports/clock.js';
import type { Emit } from '../../ports/events.js';

export interface Parking {
  /** Whether one more report may be kept. If not, it is counted for an event, which comes once a minute. */
  take(provider: string): boolean;
  /** Reports what is counted. */
  close(): void;
}

/** Of each provider and process, in any minute. Many times what a busy account sends before its calls are linked. */
const MOST_A_MINUTE = 600;

interface Place {
  /** When the newest reports were kept, oldest first. */
  readonly keptAt: number[];
  left: { since: number; reports: number; timer: NodeJS.Timeout } | undefined;
}

export function createParking(emit: Emit, clock: Clock): Parking {
  const places = new Map<string, Place>();
  const tell = (provider: string, place: Place): void => {
    if (place.left === undefined) return;
    const { reports, timer } = place.left;
    clearTimeout(timer);
    place.left = undefined;
    emit({ type: 'callback.overflow', provider, reports });
  };
  /** A clock that was set back must not close it. */
  const isOver = (at: number, now: number): boolean => Math.abs(now - at) >= MINUTE;
  return {
    take(provider) {
      const now = clock();
      const place = places.get(provider) ?? { keptAt: [], left: undefined };
      places.set(provider, place);
      if (place.left !== undefined && isOver(place.left.since, now)) tell(provider, place);
      const [oldest] = place.keptAt;
      if (oldest === undefined || place.keptAt.length < MOST_A_MINUTE || isOver(oldest, now)) {
        place.keptAt.push(now);
        if (place.keptAt.length > MOST_A_MINUTE) place.keptAt.shift();
        return true;
      }
      // The timer is for those after which none comes.
      place.left ??= { since: now, reports: 0, timer: setTimeout(() => tell(provider, place), MINUTE).unref() };
      place.left.reports += 1;
      return false;
    },
    close() {
      for (const [provider, place] of places) tell(provider, place);
    },
  };
}
