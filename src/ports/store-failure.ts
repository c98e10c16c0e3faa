/** The one error by which every part of the engine knows that the store has failed. */

/** Thrown for any trouble of the store, after the host was told by an event. Callers answer `temporarily_unavailable`. */
export class StoreFailure extends Error {
  override readonly name = 'StoreFailure';
}
