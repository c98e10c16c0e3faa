/** A count that each dial waits for. It is only in the store, so it is exact over all processes, and fails with the store. */
import type { CallVerificationStore } from '../../ports/store.js';

/** What takes back the counts of a dial, each in the window where it was counted. */
export type Undo = (() => Promise<unknown>)[];

/** Only once, because a count whose answer was lost may have been made. Never rejects: if the store fails, it stays counted. */
export async function giveBack(undo: Undo): Promise<void> {
  await Promise.allSettled(undo.splice(0).map((each) => each()));
}

export interface ExactCounterOptions {
  /** The beginning of the store's keys. */
  readonly name: string;
  readonly windowMs: number;
  /** How long after its end a window is still read, or given back to. */
  readonly keptMs: number;
}

/** Its operations reject when the store fails. It is then not known whether they were made. */
export interface ExactCounter {
  windowAt(at: number): number;
  /**
   * Adds to a window, and returns its total. An amount of 0 only reads, one below 0 gives back.
   *
   * @param of what is counted, for example a prefix's pseudonym, if there are many such counters
   */
  count(window: number, amount: number, of?: string): Promise<number>;
  forget(window: number, of?: string): Promise<void>;
}

/** The window is part of the key, so the store's expiry only cleans up. */
export function createExactCounter(store: CallVerificationStore, { name, windowMs, keptMs }: ExactCounterOptions): ExactCounter {
  const keyOf = (window: number, of: string | undefined): string => `${name}:${window}${of === undefined ? '' : `:${of}`}`;
  return {
    windowAt: (at) => Math.floor(at / windowMs),
    count: (window, amount, of) => store.count(keyOf(window, of), amount, { expiresAt: (window + 1) * windowMs + keptMs }),
    forget: (window, of) => store.delete(keyOf(window, of)),
  };
}
