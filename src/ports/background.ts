/** Work that no answer waits for. */

export interface Background {
  /** Lets the work go on by itself. A shutdown waits for it. Its failure stops nothing. */
  inBackground(work: Promise<unknown>): void;
}
