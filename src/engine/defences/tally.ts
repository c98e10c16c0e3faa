/** A count for statistics, spread over several of the store's counters, so that no row is hot; best effort, and never in the way. */
import type { Clock, RandomBytes } from '../../ports/clock.js';
import type { CallVerificationStore } from '../../ports/store.js';

export interface TallyShape {
  /** In the store's keys. */
  readonly name: string;
  readonly windowMs: number;
  /** How many windows are looked at, the present one included. */
  readonly windows: number;
  /** For how long after its end a window may still be added to; then it is read once more and never again. */
  readonly lateMs: number;
}

/** Nothing here rejects or throws: a store that fails makes the count too low. */
export interface Tally {
  /** Counts at once for this process; the promise is for when the store has been told. @param at a time in one of the windows */
  add(amount: number, at: number): Promise<void>;
  /** The windows' totals, the present one first. Others' additions are up to a second old, and asked for in the background. */
  totals(): readonly number[];
  /** Waits, if others' additions were never asked for, until they are. */
  prepare(): Promise<void>;
}

interface TallyWindow {
  /** Of this process, for this window: what it takes back must lie where it was put. */
  readonly shard: number;
  /** What this process has added, … */
  own: number;
  /** … has sent to the store, … */
  sent: number;
  /** … and has a promise of the store for. */
  landed: number;
  others: number;
  readAt: number | undefined;
}

const SHARDS = 16;
const REFRESH_MS = 1000;
/** For clocks that differ, and operations that take long. */
const GRACE_MS = 60_000;

/**
 * A process has one operation in flight at most, apart from the sixteen reads of a window, which wait for it: so a read
 * holds exactly what was sent before, the sum is exact for a process alone, and what is added meanwhile is sent as one.
 */
export function createTally(
  { name, windowMs, windows: depth, lateMs }: TallyShape,
  { store, clock, randomBytes }: { readonly store: CallVerificationStore; readonly clock: Clock; readonly randomBytes: RandomBytes },
): Tally {
  const windows = new Map<number, TallyWindow>();
  let isReadWanted = false;
  let isPrepared = false;
  let running: Promise<void> | undefined;

  const indexOf = (at: number): number => Math.floor(at / windowMs);
  const windowAt = (index: number): TallyWindow => {
    const known = windows.get(index);
    if (known !== undefined) return known;
    const made = { shard: (randomBytes(1)[0] ?? 0) % SHARDS, own: 0, sent: 0, landed: 0, others: 0, readAt: undefined };
    windows.set(index, made);
    return made;
  };
  const present = (): readonly (readonly [number, TallyWindow])[] => {
    const newest = indexOf(clock());
    return Array.from({ length: depth }, (_, back) => [newest - back, windowAt(newest - back)]);
  };
  // The window is part of the key: the store's expiry only cleans up.
  const count = (index: number, shard: number, amount: number): Promise<number> =>
    store.count(`t:${name}:${index}:${shard}`, amount, { expiresAt: (index + depth) * windowMs + lateMs + GRACE_MS });

  const isDue = (index: number, { readAt }: TallyWindow): boolean => {
    if (readAt === undefined) return true;
    const isFinal = readAt >= (index + 1) * windowMs + lateMs + REFRESH_MS;
    return !isFinal && Math.abs(clock() - readAt) >= REFRESH_MS;
  };

  const send = async (index: number, window: TallyWindow): Promise<void> => {
    const amount = window.own - window.sent;
    window.sent = window.own;
    try {
      await count(index, window.shard, amount);
      window.landed += amount;
    } catch {
      // Counted in this process only.
    }
  };
  const read = async (index: number, window: TallyWindow): Promise<void> => {
    window.readAt = clock();
    try {
      const parts = await Promise.all(Array.from({ length: SHARDS }, (_, shard) => count(index, shard, 0)));
      window.others = Math.max(0, parts.reduce((sum, part) => sum + part, 0) - window.landed);
    } catch {
      // What was known before must do until it is asked again.
    }
  };
  const work = async (): Promise<void> => {
    for (;;) {
      const unsent = [...windows].find(([, window]) => window.own !== window.sent);
      if (unsent !== undefined) {
        await send(...unsent);
        continue;
      }
      if (!isReadWanted) break;
      isReadWanted = false;
      await Promise.all(present().flatMap(([index, window]) => (isDue(index, window) ? [read(index, window)] : [])));
      isPrepared = true;
    }
    // With no pause since the last look: what is added from here on begins a new run.
    running = undefined;
    const oldest = indexOf(clock()) - depth;
    for (const index of windows.keys()) if (index < oldest) windows.delete(index);
  };
  const run = (): Promise<void> => {
    running ??= Promise.resolve().then(work);
    return running;
  };

  return {
    async add(amount, at) {
      if (indexOf(at) <= indexOf(clock()) - depth) return;
      windowAt(indexOf(at)).own += amount;
      await run();
    },
    totals() {
      const shown = present();
      if (shown.some(([index, window]) => isDue(index, window))) {
        isReadWanted = true;
        void run();
      }
      return shown.map(([, { own, others }]) => Math.max(0, own + others));
    },
    async prepare() {
      if (isPrepared) return;
      isReadWanted = true;
      await run();
    },
  };
}
