/** Counts for statistics: they add up in this process, and go to the store in the background, as best effort. No request waits for them. */
import type { Clock } from '../../ports/clock.js';
import type { CallVerificationStore } from '../../ports/store.js';

export interface BackgroundCounterOptions {
  /** The beginning of the store's keys. */
  readonly name: string;
  readonly windowMs: number;
  /** How many windows are added up, the present one included. */
  readonly windows: number;
}

/** Nothing here throws. If the store fails, the count is too low. */
export interface BackgroundCounter {
  /**
   * Counts at once for this process. The store gets it at once if nothing was sent in the last second, else at the end of that second.
   *
   * @param amount above 0: the store does not let a total fall below 0, so to take back an amount that was lost, or has not arrived yet,
   *   would take away what others counted. What is taken back is added to a second counter, which the reader subtracts.
   * @param at a time in one of the windows, by default the present one
   */
  add(amount: number, at?: number): void;
  /**
   * The sum of the newest windows, by default of all. What others counted is up to two seconds old: one until they send it, and one until
   * it is read. It is not known before the store has answered for the first time.
   */
  total(windows?: number): number;
}

export interface BackgroundCounters {
  open(options: BackgroundCounterOptions): BackgroundCounter;
  /** Sends to the store what it does not have yet, and waits for its answers. Never rejects. */
  flush(): Promise<void>;
}

interface Window {
  readonly key: string;
  readonly endsAt: number;
  readonly expiresAt: number;
  /** Of all processes, by the store's last answer. */
  total: number;
  /** Counted here and not in `total`: not sent yet, on its way, or lost. */
  ahead: number;
  unsent: number;
  askedAt: number;
  asking: Promise<void> | undefined;
  timer: NodeJS.Timeout | undefined;
}

const ASKED_EVERY_MS = 1000;
/** A window that is over is read once more, after other processes have sent their rest. */
const LATE_MS = 2 * ASKED_EVERY_MS;
/** Because clocks differ. */
const GRACE_MS = 60_000;

export function createBackgroundCounters(store: CallVerificationStore, clock: Clock): BackgroundCounters {
  const opened: Map<number, Window>[] = [];

  /** The one command: sends what is unsent, if anything, and returns the total. */
  const send = async (window: Window): Promise<void> => {
    clearTimeout(window.timer);
    window.timer = undefined;
    const amount = window.unsent;
    window.unsent = 0;
    try {
      window.total = await store.count(window.key, amount, { expiresAt: window.expiresAt });
      window.ahead -= amount;
    } catch {
      // It is not sent again, because the store may have counted it. Only this process goes on counting it.
    }
  };

  /** One command at a time, so that answers come in order. */
  const ask = async (window: Window): Promise<void> => {
    window.askedAt = clock();
    // Whatever this turn of the event loop still adds is sent too.
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
    async flush() {
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
