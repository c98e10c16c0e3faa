/** The mark that a request leaves on what it writes, so that it knows its own work again. */

/**
 * A put whose answer was lost and a request that is sent twice are the same case: the decision finds the request's own
 * mark in the entry, and gives the result that it gave then.
 */
export interface RequestMark {
  /** Random, and of one run only: two runs of the same request differ in it. */
  readonly run: string;
  /** Keyed hash of the client's Idempotency-Key and of what came with it: the same in every repeat. Absent without a key. */
  readonly request?: string | undefined;
}

/** Whether this very run left the mark: its put was made, even if it never heard so. */
export function isSameRun(left: RequestMark, own: RequestMark): boolean {
  return left.run === own.run;
}

/** Whether the same request left the mark, in this run or in another one. */
export function isSameRequest(left: RequestMark, own: RequestMark): boolean {
  return isSameRun(left, own) || (left.request !== undefined && left.request === own.request);
}
