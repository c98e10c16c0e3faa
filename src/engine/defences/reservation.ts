/** What an attempt takes from breakers and budgets before it is dialled. */
import type { Price } from '../../core/fraud/money.js';

/** One dial from the breakers, and one call and its price from the budgets. */
export interface Reservation {
  /**
   * Another method replaces the first: gives the price back, and takes the new one.
   *
   * @returns false if there is not enough left: the call stays taken, without a price
   * @throws StoreFailure nothing may be dialled then
   */
  change(price: Price | undefined): Promise<boolean>;
  /** What the call cost, as the provider says, whatever is left. Never rejects. */
  correct(price: Price): Promise<void>;
  /** Nothing was dialled: gives everything back to the windows it was taken from, once. Never rejects. */
  giveBack(): Promise<void>;
}

export type Reserved = { readonly ok: true; readonly reservation: Reservation } | Unreserved;

export type Unreserved =
  /** Refused by a breaker, and nothing is taken. `wait`: the host has no challenge to ask for. */
  | { readonly ok: false; readonly why: 'challenge' | 'wait'; readonly retryAfterSeconds: number }
  /** A budget is used up, and nothing is taken. */
  | { readonly ok: false; readonly why: 'unavailable' };
