/** What logs events, by structure. */

/**
 * Logs one line. pino and `console` fit, and so does whatever takes an object and then a text.
 *
 * @param members what the event says, with its type
 * @param message the type of the event, such as `call.placed`
 */
export type LogLine = (members: object, message: string) => unknown;

/** A logger of the host's own. */
export interface CallVerificationLogger {
  /** Gets what happens every day. */
  readonly info: LogLine;
  /** Gets what somebody should look at. */
  readonly warn: LogLine;
  /** Gets what somebody must act on, because numbers cannot be verified meanwhile. */
  readonly error: LogLine;
}
