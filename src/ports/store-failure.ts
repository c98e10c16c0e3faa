/** The one error that says that the store has failed. */

/** Thrown for any failure of the store, after an event has reported it. Callers answer `temporarily_unavailable`. */
export class StoreFailure extends Error {
  override readonly name = 'StoreFailure';
}
