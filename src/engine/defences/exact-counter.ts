/** A count that is asked at each dial: it lies in the store alone, so it is exact over all processes, and fails with the store. */
import type { CallVerificationStore } from '../../ports/store.js';

/** What takes back what a dial was counted for, each in the window where it was counted. */
export type Undo = (() => Promise<unknown>)[];

/** Once only: a count whose answer was lost may have been made. Never rejects: where the store fails, it stays counted. */
export async function giveBack(undo: Undo): Promise<void> {
  await Promise.allSettled(undo.splice(0).map((each) => each()));
}

export interface ExactCounterOptions {
  /** The beginning of the store's keys. */
  readonly name: string;
  readonly windowMs: number;
  /** For how long after its end a window is still looked at, or given back to. */
  readonly keptMs: number;
}

/** Its operations reject when the store fails: then nobody knows whether they were made. */
export interface ExactCounter {
  /** The window that a time lies in. */
  windowAt(at: number): number;
  /**
   * Adds to a window, and returns its total. An amount of 0 only reads, one below 0 gives back.
   *
   * @param of what is counted, for example a prefix's pseudonym, where the counter is for many
   */
  count(window: number, amount: number, of?: string): Promise<number>;
  forget(window: number, of?: string): Promise<void>;
}

/** The window is part of the key: the store's expiry only cleans up. */
export function createExactCounter(store: CallVerificationStore, { name, windowMs, keptMs }: ExactCounterOptions): ExactCounter {
  const keyOf = (window: number, of: string | undefined): string => `${name}:${window}${of === undefined ? '' : `:${of}`}`;
  return {
    windowAt: (at) => Math.floor(at / windowMs),
    count: (window, amount, of) => store.count(keyOf(window, of), amount, { expiresAt: (window + 1) * windowMs + keptMs }),
    forget: (window, of) => store.delete(keyOf(window, of)),
  };
}
