/** What the engine asks of a store: a compare-and-set map with expiry, and counters. */

/**
 * A compare-and-set map with expiry, and counters. Each method is atomic for its one key.
 *
 * Times are milliseconds since the epoch. Keys are ASCII strings of at most 200 characters; values are strings of at most a megabyte. A
 * store refuses with an error what it cannot return exactly (NUL, lone surrogates, larger values): it never alters a text, and never
 * takes two texts for one. Values and counters share one space of keys. The engine decides by the times inside the values, so a store's
 * expiry only cleans up: to drop an entry late is harmless, to drop one early loses limits.
 *
 * An error or a time-out means "unknown", never "lost": the engine repeats a `put` once with the same value. A `count` is never repeated,
 * neither by the engine nor by the store or its client, because it would be counted twice.
 */
export interface CallVerificationStore {
  /** The value of `key`, or `undefined` if there is none or it has expired. */
  get(key: string): Promise<string | undefined>;

  /**
   * Writes `value` if the present value is `options.expected` (`null`: there is none, or it has expired).
   *
   * @returns `true` if `value` is there now, also if it was there before (a repeated command); `false` if another value is there
   */
  put(key: string, value: string, options: { expected: string | null; expiresAt: number }): Promise<boolean>;

  /** Removes a value or a counter. If nothing is there, that is not an error. */
  delete(key: string): Promise<void>;

  /**
   * Adds `amount` and returns the total. It takes effect at most once. If it is not clear whether it took effect, it rejects.
   *
   * @param amount an integer, may be negative; the total never falls below 0; 0 only reads and creates nothing
   * @param options `expiresAt` is used when the counter is created, and ignored afterwards
   */
  count(key: string, amount: number, options: { expiresAt: number }): Promise<number>;

  /**
   * The present time of the store's own clock: that of its server. Only to show how far the clocks are apart; the engine decides nothing by
   * it. Leave it out if the store runs on the machine of the process, as SQLite does.
   */
  now?(): Promise<number>;

  /**
   * What an operator should know of the server, the file or the memory behind the store: whether it forgets, loses writes in a crash, or
   * takes none. Only for people, such as `npx express-call-verification doctor`: the engine never asks. It changes nothing, and rejects if
   * it cannot look.
   */
  inspect?(): Promise<readonly StoreFinding[]>;

  /** Closes what the store itself opened. A client that the host gave to the store stays open. */
  close?(): Promise<void>;
}

/** One thing that a store has found out about what is behind it. */
export interface StoreFinding {
  /** A short fixed word for what was looked at, such as `eviction`. `memory`: no other process shares what is kept. `no-table`: the first use makes it. */
  readonly name: string;
  /** `warning`: it works, and something may be lost. `problem`: it does not work, or limits are void. */
  readonly level: 'ok' | 'warning' | 'problem';
  /** What it is like, as whole sentences. No keys, no addresses, no passwords. */
  readonly found: string;
  /** What to do, as whole sentences. Absent if nothing must be done. */
  readonly advice?: string | undefined;
}
