/** What an attempt takes of breakers and budgets before it is dialled. */
import type { Price } from '../../core/fraud/money.js';

/** One dial of the breakers, one call and its price of the budgets. */
export interface Reservation {
  /**
   * Another method in the place of the first: gives the price back, and takes the new one.
   *
   * @returns false if that is not to be had: the call stays taken, without a price
   * @throws StoreFailure nothing may be dialled then
   */
  change(price: Price | undefined): Promise<boolean>;
  /** What the provider says that the call cost, whatever is left. Never rejects. */
  correct(price: Price): Promise<void>;
  /** Nothing was dialled: all is given back to where it was taken, once. Never rejects. */
  giveBack(): Promise<void>;
}

export type Reserved =
  | { readonly ok: true; readonly reservation: Reservation }
  /** By a breaker, and nothing is taken. `wait`: a challenge would be asked for if there were one. */
  | { readonly ok: false; readonly why: 'challenge' | 'wait'; readonly retryAfterSeconds: number }
  /** A budget is used up, and nothing is taken. */
  | { readonly ok: false; readonly why: 'unavailable' };
