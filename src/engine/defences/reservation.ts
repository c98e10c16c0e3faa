/** What an attempt takes from breakers and budgets before it is dialled. */
import type { Price } from '../../core/fraud/money.js';
import type { LimitName } from '../../core/limits/limit-name.js';

/** One dial from the breakers, and one call and its price from the budgets. */
export interface Reservation {
  /**
   * Another method replaces the first: gives the price back, and takes the new one.
   *
   * @param tellsPrice the method's answers tell what a call cost
   * @returns false if there is not enough left, or another call is finding out the price: the call stays taken
   * @throws StoreFailure nothing may be dialled then
   */
  change(price: Price | undefined, tellsPrice?: boolean): Promise<boolean>;
  /** What the call cost, as the provider says, whatever is left. Never rejects. */
  correct(price: Price): Promise<void>;
  /** Nothing was dialled: gives everything back to the windows it was taken from, once. Never rejects. */
  giveBack(): Promise<void>;
}

export type Reserved = { readonly ok: true; readonly reservation: Reservation } | Unreserved;

export type Unreserved =
  /** Refused by a breaker, and nothing is taken. `wait`: no challenge opens it, or the host has none to ask for. */
  | { readonly ok: false; readonly why: 'challenge' | 'wait'; readonly retryAfterSeconds: number; readonly by: LimitName | undefined }
  /** A budget is used up, and nothing is taken. */
  | { readonly ok: false; readonly why: 'unavailable' }
  /** Nothing is taken: nobody knows yet what such a call costs, and another one is finding out. */
  | { readonly ok: false; readonly why: 'unknown_price' };
