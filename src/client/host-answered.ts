/** The one answer that is not the package's own: the host answers a check with a document of its own. */

/** The number is verified, and the host (a route with `passThrough`) answered with a document of its own. */
export interface HostAnswered {
  /** Distinguishes it from a problem. */
  readonly ok: true;
  /** Distinguishes it from the other answers of a check. */
  readonly status: 'host_answered';
  /** The host's JSON object; empty if it sent none. */
  readonly answer: Readonly<Record<string, unknown>>;
}
