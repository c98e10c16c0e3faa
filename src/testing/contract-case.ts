/** One sentence of the contract, and what the cases share: a store of their own, and its time. */
import type { CallVerificationStore } from '../ports/store.js';

/** The time by which the store under test lets things expire. */
export interface StoreTime {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves when at least so many milliseconds have passed. */
  pass(milliseconds: number): Promise<void>;
}

export interface ContractCase {
  /** What the store does, as a sentence. */
  readonly name: string;
  /** Rejects if the store does not. */
  run(store: CallVerificationStore, time: StoreTime): Promise<void>;
}

/** Long enough that nothing expires while a case runs. */
export const LONG_MS = 600_000;
/** Short enough to be waited for where time cannot be turned forward, long enough to act before it is over. */
export const SHORT_MS = 250;
/** A store may be late by the grain of its clock. */
export const PAST_SHORT_MS = SHORT_MS + 100;
