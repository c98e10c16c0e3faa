/** Time and chance, passed in so that tests can set them. */

/** The present time in milliseconds since the epoch. */
export type Clock = () => number;

/** `length` unpredictable bytes. */
export type RandomBytes = (length: number) => Uint8Array;
