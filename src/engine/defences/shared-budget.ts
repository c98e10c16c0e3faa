/** One budget, an amount for each window of time, counted in the store and so shared by all processes. */
import { DAY } from '../../core/limits/number-limits.js';
import type { Clock, RandomBytes } from '../../ports/clock.js';
import type { Emit } from '../../ports/events.js';
import type { CallVerificationStore } from '../../ports/store.js';
import { StoreFailure } from '../../ports/store-failure.js';

export interface BudgetNeeds {
  readonly store: CallVerificationStore;
  readonly clock: Clock;
  readonly emit: Emit;
  readonly randomBytes: RandomBytes;
}

export interface BudgetShape {
  /** In keys and events: `callsPerDay`, `RUB.perHour`. */
  readonly name: string;
  /** For each window; an integer. */
  readonly limit: number;
  readonly windowMs: number;
  /** What the dearest call takes of it, above 0. Not known: it is not split, and a share is kept however small. */
  readonly dearestCall?: number | undefined;
}

/** What was taken, and where from: it is given back there, even if the window is over. */
export interface Taken {
  readonly budget: SharedBudget;
  readonly window: number;
  readonly shard: number;
  readonly amount: number;
}

export interface SharedBudget {
  /** Takes `amount` now; `undefined`, and nothing taken, if it does not fit. */
  take(amount: number, isProven: boolean): Promise<Taken | undefined>;
  /** Takes what is spent already, without asking. */
  takeSpent(amount: number): Promise<Taken>;
  /** Makes of what was taken another amount, without asking; 0 gives it back. */
  change(taken: Taken, amount: number): Promise<Taken>;
  /** Whether, when last asked, something did not fit. */
  seemsSpent(): boolean;
}

type Share = 0.8 | 1;

/** So many calls in a window are worth another counter. */
const CALLS_PER_SHARD = 100_000;
const MAX_SHARDS = 16;
/** One part in 20, if that pays a call, is for clients that have proven their number before. */
const KEPT_PART = 20;

/**
 * A taker counts first and looks at the total then, so those who race never take more than there is. They may see each
 * other's counting, though, and be refused at the very end of a budget although a moment later there is room.
 *
 * One counter for all would be one row for all. A large limit is split over several, in parts that add up to it: a taker
 * begins at a random one, and what does not fit there is tried at the next. (Where processes of other limits have counted
 * in the same window, as in a roll-out, a split budget is exact from the next window on.)
 */
export function createSharedBudget(shape: BudgetShape, { store, clock, emit, randomBytes }: BudgetNeeds): SharedBudget {
  const { name, limit, windowMs, dearestCall } = shape;
  const shards = dearestCall === undefined ? 1 : Math.max(1, Math.min(MAX_SHARDS, Math.floor(limit / (CALLS_PER_SHARD * dearestCall))));
  const kept = Math.floor(limit / KEPT_PART);
  const openLimit = kept < (dearestCall ?? 0) ? limit : limit - kept;
  const milestones: readonly (readonly [Share, number])[] = [
    [0.8, limit - Math.floor(limit / 5)],
    [1, openLimit],
  ];
  // Only hints: they spare the store what this process knows, and are begun anew with each window.
  let hints = { window: -1, spent: new Set<number>(), told: new Set<Share>() };

  const windowNow = (): number => Math.floor(clock() / windowMs);
  const hintsOf = (window: number): typeof hints => {
    if (hints.window !== window) hints = { window, spent: new Set(), told: new Set() };
    return hints;
  };
  /** The shard's part of an amount; all parts add up to it. */
  const partOf = (amount: number, shard: number): number => Math.floor((amount + shards - 1 - shard) / shards);
  // The window is part of the key: the store's expiry only cleans up, late enough for what is given back.
  const count = (window: number, suffix: string, amount: number): Promise<number> =>
    store.count(`b:${name}:${window}${suffix}`, amount, { expiresAt: (window + 1) * windowMs + DAY });
  const countShard = (window: number, shard: number, amount: number): Promise<number> =>
    count(window, shard === 0 ? '' : `:${shard}`, amount);

  /** Once in a window over all processes, by a counter: whoever makes it tells. Twice rather than never, if the store fails. */
  const tell = async (window: number, share: Share): Promise<void> => {
    const { told } = hintsOf(window);
    if (told.has(share)) return;
    told.add(share);
    try {
      if ((await count(window, `:reached${100 * share}`, 1)) > 1) return;
    } catch (error) {
      if (!(error instanceof StoreFailure)) throw error;
    }
    emit({ type: 'budget.reached', budget: name, share });
  };

  /** Each shard that passes its part of a milestone asks whether all together have reached it: the last one to pass finds so. */
  const tellReached = async (window: number, shard: number, before: number, after: number): Promise<void> => {
    for (const [share, milestone] of milestones) {
      const part = partOf(milestone, shard);
      if (before >= part || after < part || hintsOf(window).told.has(share)) continue;
      try {
        const others = [...Array(shards).keys()].filter((each) => each !== shard);
        const totals = await Promise.all(others.map((each) => countShard(window, each, 0)));
        if (totals.reduce((sum, total) => sum + total, after) >= milestone) await tell(window, share);
      } catch (error) {
        // What was taken is taken; the failure is told already.
        if (!(error instanceof StoreFailure)) throw error;
      }
    }
  };

  const add = async (window: number, shard: number, amount: number): Promise<void> => {
    const total = await countShard(window, shard, amount);
    if (amount > 0) await tellReached(window, shard, total - amount, total);
  };

  const fits = async (window: number, shard: number, amount: number, most: number): Promise<boolean> => {
    if (amount > most) return false;
    const { spent } = hintsOf(window);
    // Where something did not fit, the next ask before they count: a spent budget costs a read, and no write.
    if (spent.has(shard) && (await countShard(window, shard, 0)) + amount > most) return false;
    spent.delete(shard);
    const total = await countShard(window, shard, amount);
    if (total <= most) {
      await tellReached(window, shard, total - amount, total);
      return true;
    }
    spent.add(shard);
    await countShard(window, shard, -amount);
    return false;
  };

  const anyShard = (): number => (shards === 1 ? 0 : (randomBytes(1)[0] ?? 0) % shards);

  const budget: SharedBudget = {
    async take(amount, isProven) {
      const window = windowNow();
      const first = anyShard();
      for (let tried = 0; tried < shards; tried += 1) {
        const shard = (first + tried) % shards;
        if (await fits(window, shard, amount, partOf(isProven ? limit : openLimit, shard))) return { budget, window, shard, amount };
      }
      await tell(window, 1);
      return undefined;
    },
    async takeSpent(amount) {
      const window = windowNow();
      const shard = anyShard();
      await add(window, shard, amount);
      return { budget, window, shard, amount };
    },
    async change(taken, amount) {
      if (amount !== taken.amount) await add(taken.window, taken.shard, amount - taken.amount);
      return { ...taken, amount };
    },
    seemsSpent: () => hintsOf(windowNow()).spent.size > 0,
  };
  return budget;
}
