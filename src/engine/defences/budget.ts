/** One budget: an amount for each window of time, shared by all processes. */
import { DAY } from '../../core/limits/number-limits.js';
import type { Clock } from '../../ports/clock.js';
import type { Emit } from '../../ports/events.js';
import type { CallVerificationStore } from '../../ports/store.js';
import { createExactCounter } from './exact-counter.js';

export interface BudgetNeeds {
  readonly store: CallVerificationStore;
  readonly clock: Clock;
  readonly emit: Emit;
}

export interface BudgetShape {
  /** In keys and events: `callsPerDay`, `RUB.perHour`. */
  readonly name: string;
  /** For each window; a whole number. */
  readonly limit: number;
  readonly windowMs: number;
  /** What the most expensive call takes of it, above 0. Not known: a part is kept however small it is. */
  readonly dearestCall?: number | undefined;
}

/** What was taken and from which window: it is given back there, even if that window is over. */
export interface Taken {
  readonly budget: Budget;
  readonly window: number;
  readonly amount: number;
}

/** Its operations reject when the store fails. */
export interface Budget {
  readonly name: string;
  /** Takes `amount` now; `undefined`, and nothing taken, if there is not enough left. */
  take(amount: number, isProven: boolean): Promise<Taken | undefined>;
  /** Whether there is as much left now. Takes nothing. */
  has(amount: number, isProven: boolean): Promise<boolean>;
  /** An amount of nothing, taken now. */
  nothing(): Taken;
  /** Changes what was taken to another amount, whatever is left; 0 gives it back. */
  change(taken: Taken, amount: number): Promise<Taken>;
  /** Whether, at the last try, an amount did not fit. */
  seemsSpent(): boolean;
  /** What of the present window is taken. Takes nothing. */
  use(): Promise<Use>;
}

/** In whole amounts, as they are counted. */
export interface Use {
  readonly limit: number;
  readonly spent: number;
  readonly endsAt: number;
}

type Share = 0.8 | 1;

/** One part in 20, if it pays for a call, is kept for clients that have proven their number before. */
const KEPT_PART = 20;

/**
 * An amount is counted first, and the total is compared then, so simultaneous requests never take more than there is. But they may see
 * each other's amounts, and be refused at the very end of a budget although there is room a moment later.
 */
export function createBudget(shape: BudgetShape, { store, clock, emit }: BudgetNeeds): Budget {
  const { name, limit, windowMs, dearestCall = 0 } = shape;
  const kept = Math.floor(limit / KEPT_PART);
  const openLimit = kept < dearestCall ? limit : limit - kept;
  const milestones: readonly (readonly [Share, number])[] = [
    [0.8, limit - Math.floor(limit / 5)],
    [1, openLimit],
  ];
  const counter = createExactCounter(store, { name: `b:${name}`, windowMs, keptMs: DAY });
  // Only hints: with them this process need not ask the store for what it knows. They are reset with each window.
  let hints = { window: -1, isSpent: false, told: new Set<Share>() };
  const hintsOf = (window: number): typeof hints => {
    if (hints.window !== window) hints = { window, isSpent: false, told: new Set() };
    return hints;
  };
  const windowNow = (): number => counter.windowAt(clock());

  /** Once in a window over all processes: the process that makes the counter reports. If the store fails, rather twice than never. */
  const tell = async (window: number, share: Share): Promise<void> => {
    const { told } = hintsOf(window);
    if (told.has(share)) return;
    told.add(share);
    const times = await counter.count(window, 1, `reached${100 * share}`).catch(() => 1);
    if (times === 1) emit({ type: 'budget.reached', budget: name, share });
  };

  /** Each dial has its own total, so exactly one passes a milestone, and reports it. */
  const tellReached = async (window: number, amount: number, total: number): Promise<void> => {
    for (const [share, milestone] of milestones) if (total - amount < milestone && total >= milestone) await tell(window, share);
  };

  const mostFor = (isProven: boolean): number => (isProven ? limit : openLimit);
  const fits = async (window: number, amount: number, most: number): Promise<boolean> =>
    amount <= most && (await counter.count(window, 0)) + amount <= most;

  const budget: Budget = {
    name,
    has: (amount, isProven) => fits(windowNow(), amount, mostFor(isProven)),
    async take(amount, isProven) {
      const window = windowNow();
      const known = hintsOf(window);
      const most = mostFor(isProven);
      // If something did not fit, the next requests read before they count. So a spent budget costs a read, and no write.
      const isHopeless = amount > most || (known.isSpent && !(await fits(window, amount, most)));
      if (!isHopeless) {
        known.isSpent = false;
        const total = await counter.count(window, amount);
        if (total <= most) {
          await tellReached(window, amount, total);
          return { budget, window, amount };
        }
        known.isSpent = true;
        await counter.count(window, -amount);
      }
      await tell(window, 1);
      return undefined;
    },
    nothing: () => ({ budget, window: windowNow(), amount: 0 }),
    async change(taken, amount) {
      const { window } = taken;
      const more = amount - taken.amount;
      if (more !== 0) await tellReached(window, more, await counter.count(window, more));
      return { budget, window, amount };
    },
    seemsSpent: () => hintsOf(windowNow()).isSpent,
    async use() {
      const window = windowNow();
      return { limit, spent: await counter.count(window, 0), endsAt: (window + 1) * windowMs };
    },
  };
  return budget;
}
