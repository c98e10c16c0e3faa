/** Reports trouble with the host's accounts: each cause once in five minutes, however many calls have it. */
import type { Clock } from '../../ports/clock.js';
import type { Emit } from '../../ports/events.js';

export interface TroubleWatch {
  /** @param reason a fixed word, for example `not_enough_money` */
  raise(provider: string, reason: string): void;
}

const QUIET_MS = 5 * 60_000;
/** Far more causes than two providers know. Beyond it the oldest is forgotten, and may be reported again too soon. */
const MOST_CAUSES = 1000;

/** The five minutes start at the last report, so trouble that lasts is reported every five minutes. */
export function createTroubleWatch(emit: Emit, clock: Clock): TroubleWatch {
  /** When each cause was reported, oldest first. */
  const toldAt = new Map<string, number>();

  return {
    raise(provider, reason) {
      const now = clock();
      const cause = `${provider} ${reason}`;
      const last = toldAt.get(cause);
      // A clock that was set back must not suppress it for longer.
      if (last !== undefined && last <= now && now - last < QUIET_MS) return;
      toldAt.delete(cause);
      toldAt.set(cause, now);
      for (const [oldest, at] of toldAt) {
        if (now - at < QUIET_MS && toldAt.size <= MOST_CAUSES) break;
        toldAt.delete(oldest);
      }
      emit({ type: 'account.trouble', provider, reason });
    },
  };
}
