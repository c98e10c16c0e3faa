/** The mark that a request leaves on what it writes, so that it can find its own work again. */

/**
 * A put whose answer was lost and a request that is sent twice are the same case: the decision finds the request's own mark in the entry
 * and gives the same result again.
 */
export interface RequestMark {
  /** Random, and different for each run of the same request. */
  readonly run: string;
  /** Keyed hash of the client's Idempotency-Key and of its request: the same in every repeat. Absent without a key. */
  readonly request?: string | undefined;
}

/** Whether this run left the mark, so its put was made, even if the answer was lost. */
export function isSameRun(left: RequestMark, own: RequestMark): boolean {
  return left.run === own.run;
}

/** Whether the same request left the mark, in this run or in another one. */
export function isSameRequest(left: RequestMark, own: RequestMark): boolean {
  return isSameRun(left, own) || (left.request !== undefined && left.request === own.request);
}
