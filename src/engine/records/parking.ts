/** How many reports about unknown calls are kept: whoever has learned the callbacks' path must not fill the store with them. */
import { MINUTE } from '../../core/fraud/breaker.js';
import type { Clock } from '../../ports/clock.js';
import type { Emit } from '../../ports/events.js';
import { createCountedOnceAMinute } from './counted-once-a-minute.js';

export interface Parking {
  /** Whether one more report may be kept. If not, it is reported, with the others at most once a minute. */
  take(provider: string): boolean;
  /** Reports what is counted. */
  close(): void;
}

/** Of each provider and process, in any minute. Many times what a busy account sends before its calls are linked. */
const MOST_A_MINUTE = 600;

export function createParking(emit: Emit, clock: Clock): Parking {
  /** When the newest reports of each provider were kept, oldest first. */
  const keptAt = new Map<string, number[]>();
  const notKept = createCountedOnceAMinute(emit);
  return {
    take(provider) {
      const now = clock();
      const times = keptAt.get(provider) ?? [];
      keptAt.set(provider, times);
      const [oldest] = times;
      // A clock that was set back must not close it.
      if (oldest !== undefined && times.length >= MOST_A_MINUTE && Math.abs(now - oldest) < MINUTE) {
        notKept.tell(provider, (reports) => ({ type: 'callback.overflow', provider, reports }));
        return false;
      }
      times.push(now);
      if (times.length > MOST_A_MINUTE) times.shift();
      return true;
    },
    close: () => notKept.close(),
  };
}
