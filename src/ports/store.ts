/** What the engine asks of a store: a compare-and-set map with expiry, and counters. */

/**
 * A compare-and-set map with expiry, and counters. Each method is atomic for its one key.
 *
 * Times are milliseconds since the epoch. Keys are ASCII strings of at most 200 characters; values are strings of at most
 * a megabyte. What a store cannot give back exactly (NUL, lone surrogates, more than that), it refuses with an error: it
 * never alters a text, and never takes two texts for one. Values and counters share one space of keys. The engine decides by the times inside the values, so a store's
 * expiry only cleans up: dropping an entry late is harmless, dropping one early is a loss of limits.
 *
 * An error or a time-out means "unknown", never "lost": the engine repeats a `put` once with the same value.
 */
export interface CallVerificationStore {
  /** The value of `key`, or `undefined` if there is none or it has expired. */
  get(key: string): Promise<string | undefined>;

  /**
   * Writes `value` if the present value is `options.expected` (`null`: there is none, or it has expired).
   *
   * @returns `true` if `value` is there now, also when it was there already (a repeated command); `false` if another value is.
   */
  put(key: string, value: string, options: { expected: string | null; expiresAt: number }): Promise<boolean>;

  /** Removes a value or a counter. Removing what is not there is no error. */
  delete(key: string): Promise<void>;

  /**
   * Adds `amount` and returns the total.
   *
   * @param amount an integer, may be negative; the total never falls below 0; 0 only reads and makes nothing
   * @param options `expiresAt` counts when the counter is made, and is ignored afterwards
   */
  count(key: string, amount: number, options: { expiresAt: number }): Promise<number>;

  /** Gives back what the store itself opened. A client handed to the store belongs to the host and stays open. */
  close?(): Promise<void>;
}
