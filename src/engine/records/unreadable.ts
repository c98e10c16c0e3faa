/** Values that are stored and cannot be opened. They are never taken as empty, unless the host says so, and the host is told what to do. */
import type { Clock } from '../../ports/clock.js';
import type { Emit, UnreadableReason } from '../../ports/events.js';
import { StoreFailure } from '../../ports/store-failure.js';
import { createOnceAMinute } from '../events/once-a-minute.js';

/** Why a value cannot be opened, and which secret sealed it, as far as that can be read. */
export interface Unreadable {
  readonly reason: UnreadableReason;
  /** The short name of a secret, which reveals nothing about it. */
  readonly keyId?: string | undefined;
}

export interface Unreadables {
  /**
   * Reports it, once a minute for each reason.
   *
   * @throws {StoreFailure} unless the host has given up what cannot be opened, so that it counts as empty
   */
  meet(unreadable: Unreadable): void;
}

const ADVICE: Readonly<Record<UnreadableReason, string>> = {
  unknown_key: 'The secret with this key id is not given here: give the secret that began it as a further element of `secret`.',
  altered:
    'The value was altered since it was sealed, or belongs to another key of the store: restore it, or call `forget` for a number whose requests get 503.',
  unknown_format:
    'Another version of express-call-verification wrote it, or another program: run the newest version that has written to this store.',
};

export function createUnreadables(emit: Emit, clock: Clock, countsAsEmpty: boolean): Unreadables {
  const onceAMinute = createOnceAMinute(emit, clock);
  return {
    meet({ reason, keyId }) {
      onceAMinute.tell(reason, { type: 'record.unreadable', reason, keyId, countsAsEmpty, advice: ADVICE[reason] });
      if (!countsAsEmpty) throw new StoreFailure(`A stored value cannot be opened: ${reason}`, reason);
    },
  };
}
