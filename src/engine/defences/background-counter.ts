/** Counts for statistics: they add up in this process, and the store is told in the background. Best effort, and never in the way. */
import type { Clock } from '../../ports/clock.js';
import type { CallVerificationStore } from '../../ports/store.js';

export interface BackgroundCounterOptions {
  /** The beginning of the store's keys. */
  readonly name: string;
  readonly windowMs: number;
  /** How many windows are looked at, the present one included. */
  readonly windows: number;
}

/** Nothing here throws: a store that fails makes the count too low. */
export interface BackgroundCounter {
  /**
   * Counts at once for this process. The store is told at once if it was not asked in the last second, else at that second's end.
   *
   * @param amount above 0: the store cuts a total off at 0, so whoever took back what never came, or has not come yet, would
   *   take away what others have counted. What is taken back is added to a second counter, and the reader subtracts.
   * @param at a time in one of the windows, by default the present one
   */
  add(amount: number, at?: number): void;
  /**
   * Of the newest windows together, by default of all. What others have counted is up to two seconds old, one until they
   * tell and one until it is asked for; and nothing of it is known before the store has answered for the first time.
   */
  total(windows?: number): number;
}

/** The background counters of one service. */
export interface BackgroundCounters {
  open(options: BackgroundCounterOptions): BackgroundCounter;
  /** Tells the store what it was not told yet, and waits for its answers. Never rejects. */
  close(): Promise<void>;
}

interface Window {
  readonly key: string;
  readonly endsAt: number;
  readonly expiresAt: number;
  /** Of all processes, as the store said last. */
  total: number;
  /** Counted here and not in `total`: not sent yet, on its way, or lost. */
  ahead: number;
  unsent: number;
  askedAt: number;
  asking: Promise<void> | undefined;
  timer: NodeJS.Timeout | undefined;
}

const ASKED_EVERY_MS = 1000;
/** A window that is over is read once more, when other processes have sent what they held back. */
const LATE_MS = 2 * ASKED_EVERY_MS;
/** For clocks that differ. */
const GRACE_MS = 60_000;

export function createBackgroundCounters(store: CallVerificationStore, clock: Clock): BackgroundCounters {
  const opened: Map<number, Window>[] = [];

  /** The one command: sends what is unsent, be it nothing, and brings the total back. */
  const send = async (window: Window): Promise<void> => {
    clearTimeout(window.timer);
    window.timer = undefined;
    const amount = window.unsent;
    window.unsent = 0;
    try {
      window.total = await store.count(window.key, amount, { expiresAt: window.expiresAt });
      window.ahead -= amount;
    } catch {
      // Not sent again, since it may have been counted: this process alone goes on counting it.
    }
  };

  /** One at a time, so that no answer overtakes a later one. */
  const ask = async (window: Window): Promise<void> => {
    window.askedAt = clock();
    // What this turn of the event loop still adds goes along.
    await Promise.resolve();
    await send(window);
    window.asking = undefined;
    if (window.unsent > 0) askInTime(window);
  };
  const askInTime = (window: Window): void => {
    if (window.asking !== undefined) return;
    const askNow = (): void => {
      window.asking = ask(window);
    };
    const pauseMs = ASKED_EVERY_MS - Math.abs(clock() - window.askedAt);
    if (pauseMs <= 0) askNow();
    else if (window.unsent > 0) window.timer ??= setTimeout(askNow, pauseMs).unref();
  };

  return {
    open({ name, windowMs, windows: depth }) {
      const windows = new Map<number, Window>();
      opened.push(windows);
      const indexOf = (at: number): number => Math.floor(at / windowMs);
      const create = (index: number): Window => {
        for (const [old, { unsent }] of windows) if (old <= index - depth && unsent === 0) windows.delete(old);
        const endsAt = (index + 1) * windowMs;
        // The window is part of the key: the store's expiry only cleans up.
        const times = { endsAt, expiresAt: endsAt + (depth - 1) * windowMs + GRACE_MS, askedAt: Number.NEGATIVE_INFINITY };
        const made = { key: `${name}:${index}`, ...times, total: 0, ahead: 0, unsent: 0, asking: undefined, timer: undefined };
        windows.set(index, made);
        return made;
      };
      return {
        add(amount, at = clock()) {
          if (indexOf(at) <= indexOf(clock()) - depth) return;
          const window = windows.get(indexOf(at)) ?? create(indexOf(at));
          window.ahead += amount;
          window.unsent += amount;
          askInTime(window);
        },
        total(newest = depth) {
          let sum = 0;
          for (let index = indexOf(clock()); newest > 0; index -= 1, newest -= 1) {
            const window = windows.get(index) ?? create(index);
            if (window.askedAt < window.endsAt + LATE_MS) askInTime(window);
            sum += window.total + window.ahead;
          }
          return sum;
        },
      };
    },
    async close() {
      const windows = opened.flatMap((each) => [...each.values()]);
      await Promise.all(
        windows.map(async (window) => {
          const { asking } = window;
          if (window.unsent > 0) await send(window);
          await asking;
        }),
      );
    },
  };
}
