/** Random bytes that need not be secret, such as nonces: they are drawn many at a time, because a draw costs more than what it draws. */
import type { RandomBytes } from '../../ports/clock.js';

const DRAWN_BYTES = 1024;

/** Each byte is given once. What is secret, such as an id, must be drawn when it is needed, and not lie here before. */
export function createNonces(randomBytes: RandomBytes): RandomBytes {
  let drawn = new Uint8Array();
  let given = 0;
  return (length) => {
    if (given + length > drawn.length) {
      drawn = new Uint8Array(randomBytes(Math.max(length, DRAWN_BYTES)));
      given = 0;
    }
    given += length;
    return drawn.subarray(given - length, given);
  };
}
