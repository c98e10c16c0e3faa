/** A telephone that exists only here: what it shows, and what its owner can do with it. */
import type { SimulatedCall } from './simulated-call.js';
import type { TelephoneMood } from './telephone-mood.js';
import type { WaitOptions } from './waiters.js';

/** A telephone and its owner. */
export interface VirtualTelephone {
  /** With a plus. */
  readonly number: string;
  /** How it reacts to later calls. */
  mood: TelephoneMood;
  /** The call that rings now. */
  readonly ring: SimulatedCall | undefined;
  /** Every call to the number, oldest first. */
  readonly calls: readonly SimulatedCall[];
  /** The texts of the SMS received, oldest first. */
  readonly messages: readonly string[];
  /** What was last heard in a call that this telephone answered: the digits of a code, or the announcement. */
  readonly heard: string | undefined;
  /** The calling number last shown. */
  readonly shown: string | undefined;
  /** Answers the call that rings. @throws Error when it does not ring. */
  answer(): void;
  /** Declines the call that rings. @throws Error when it does not ring. */
  decline(): void;
  /** Presses a key during a call; 9 ends a confirmation call. @throws Error when no call is answered. */
  press(key: string): void;
  /** Ends the call, or declines the one that rings. @throws Error when there is neither. */
  hangUp(): void;
  /** The call that rings now, or the next one. Rejects after the time-out (5 s by default). */
  rings(options?: WaitOptions): Promise<SimulatedCall>;
}
