/** How many calls may be dialled in a day, over all numbers and processes. */
import { DAY } from '../core/limits.js';
import type { Clock } from '../ports/clock.js';
import type { CallVerificationStore } from '../ports/store.js';

export interface CallBudget {
  /** Takes one call of today's; false, and nothing taken, if none is left. */
  take(): Promise<boolean>;
  /** Gives back a call that was never placed. */
  giveBack(): Promise<void>;
}

/** @param callsPerDay undefined: no limit, and no store operation */
export function createCallBudget(store: CallVerificationStore, callsPerDay: number | undefined, clock: Clock): CallBudget {
  if (callsPerDay === undefined) return { take: async () => true, giveBack: async () => undefined };
  const add = (amount: number): Promise<number> => {
    // The window is part of the key: the store's expiry only cleans up.
    const day = Math.floor(clock() / DAY);
    return store.count(`b:calls:${day}`, amount, { expiresAt: (day + 2) * DAY });
  };
  return {
    async take() {
      if ((await add(1)) <= callsPerDay) return true;
      await add(-1);
      return false;
    },
    async giveBack() {
      await add(-1);
    },
  };
}
