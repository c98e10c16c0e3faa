/** The text that every store can keep: outside this process's memory, NUL (PostgreSQL, C strings) and lone surrogates (UTF-8) get lost. */

const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * Refuses text that would come back changed, or compare equal to other text: two different values must never look alike to a
 * compare-and-set.
 *
 * @throws {TypeError}
 */
export function assertStorable(...texts: readonly (string | null)[]): void {
  for (const text of texts) {
    if (text !== null && (text.includes('\0') || LONE_SURROGATE.test(text))) {
      throw new TypeError('A store keeps text without NUL and without lone surrogates');
    }
  }
}

/** Thrown if a value was asked for and the key holds a counter, or the other way round. */
export class WrongKindError extends TypeError {
  override readonly name = 'WrongKindError';
  readonly code = 'ERR_STORE_WRONG_KIND';
  constructor(present: 'value' | 'counter') {
    super(`The key holds a ${present}, not a ${present === 'value' ? 'counter' : 'value'}`);
  }
}
