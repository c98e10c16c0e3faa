/** The one error by which a sender says that a message was certainly not sent. */
import type { Blame } from '../../ports/method.js';
import { asWord } from '../../ports/plain-text.js';

/** Why a message was not sent. */
export interface SenderRefusal {
  /**
   * What it is about: this `number`; your `account` (its key, its balance), for which an operator is alerted; or the `provider` itself. If
   * all methods blame the number, the client is told so.
   */
  readonly blame: Blame;
  /** A word for events, such as `invalid_number`: at most 40 of letters, digits, `_`, `.` and `-`, and no more than three digits. */
  readonly reason: string;
}

/** Thrown by the `send` of a sender: nothing was sent, so the next method is tried at once. */
export class SenderRefused extends Error {
  /** By which it is known, also between the ES and the CommonJS module, which have a class each. */
  override readonly name = 'SenderRefused';
  /** What the refusal is about. */
  readonly blame: Blame;
  /** Why, in a word. */
  readonly reason: string;

  constructor({ blame, reason }: SenderRefusal) {
    // Hosts log their errors, and a service may have put the number into what was taken for a word.
    const word = asWord(reason);
    super(`The message was refused: ${word}`);
    this.blame = blame;
    this.reason = word;
  }
}

/** Whether a `send` has thrown a refusal, of this copy of the class or another. */
export function isRefusal(error: unknown): error is SenderRefused {
  return error instanceof Error && error.name === 'SenderRefused';
}
