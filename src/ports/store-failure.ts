/** The one error that says that the store has failed. */

/** A registered symbol, so that the ES and the CommonJS module, and two copies of either, know each other's failures. */
const BRAND: unique symbol = Symbol.for('express-call-verification.store-failure');

/** Thrown for any failure of the store, after an event has reported it. Callers answer `temporarily_unavailable`. */
export class StoreFailure extends Error {
  override readonly name = 'StoreFailure';
  readonly [BRAND] = true;
  /** Why, in one word, as the event has told it. */
  readonly reason: string;

  constructor(message: string, reason = 'error') {
    super(message);
    this.reason = reason;
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && BRAND in value;
  }
}
