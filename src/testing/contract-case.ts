/** One case of the contract, and what the cases share: a new store for each, and its time. */
import type { CallVerificationStore } from '../ports/store.js';

/** The clock of the store under test. */
export interface StoreTime {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves when at least so many milliseconds have passed. */
  pass(milliseconds: number): Promise<void>;
}

export interface ContractCase {
  /** What the store does, as a sentence. */
  readonly name: string;
  /** It takes keys or values of a size that only a store of its own should be given. */
  readonly isForNewStore?: true;
  /** Rejects if the store does not do it. */
  run(store: CallVerificationStore, time: StoreTime): Promise<void>;
}

/** Long enough that nothing expires while a case runs. */
export const LONG_MS = 600_000;
/** Short enough to wait for if the clock cannot be moved, long enough to act before it is over. */
export const SHORT_MS = 250;
/** A store may be late by the resolution of its clock. */
export const PAST_SHORT_MS = SHORT_MS + 100;
