/** The one answer that is not the package's own: a host that answers a check in words of its own. */

/** The number is proven, and the host (a route with `passThrough`) answered in words of its own. */
export interface HostAnswered {
  /** Told from a problem by this. */
  readonly ok: true;
  /** Told from the other answers of a check by this. */
  readonly status: 'host_answered';
  /** The host's JSON object; empty if it sent none. */
  readonly answer: Readonly<Record<string, unknown>>;
}
