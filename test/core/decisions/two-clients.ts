/** A number with which one client has begun, and another one begins. */

import { asksConfirmation } from '../../../src/core/decisions/confirmation-contests.js';
import { decideSettle } from '../../../src/core/decisions/decide-settle.js';
import type { Attempt } from '../../../src/core/entry/attempt.js';
import { EMPTY_ENTRY, type NumberEntry } from '../../../src/core/entry/number-entry.js';
import type { Standing } from '../../../src/core/limits/number-limits.js';
import { NO_CREDENTIALS } from '../../../src/core/limits/standing.js';
import { attemptBy, BOOK, DAY, dial, ID_HASH, METHODS, MINUTE, NOW, OWN, openVerification } from '../fixtures.js';
import { entryOf, start } from './start-commands.js';

export const THEIRS = { run: 'theirs' };
export const THEIRS_AGAIN = { run: 'again_' };

export interface Client {
  readonly network?: string;
  readonly binding?: string;
  readonly standing?: Standing;
}

/** An entry in which one client began a verification a minute ago. */
export function begunBy(
  client: Client,
  attempt: Partial<Attempt> = {},
  method = METHODS.flashCall as Parameters<typeof attemptBy>[0],
): NumberEntry {
  const at = NOW - MINUTE;
  const verification = openVerification({
    idHash: 'theirs',
    startedAt: at,
    binding: client.binding,
    standing: client.standing ?? 'stranger',
    hasConfirmation: asksConfirmation(method) || undefined,
    attempts: [attemptBy(method, { mark: THEIRS, dialledAt: at, ...attempt })],
  });
  const dials = [dial({ at, run: THEIRS.run, network: client.network, standing: client.standing ?? 'stranger' })];
  return { ...EMPTY_ENTRY, dials, verifications: [verification] };
}

/** Records a start of this client, and what became of its call. */
export function startAndSettle(
  before: NumberEntry,
  { network, binding, standing }: Client,
  dialled = { isCertain: true },
  methods = [METHODS.flashCall as never],
) {
  const credentials = {
    ...NO_CREDENTIALS,
    network,
    isKnownDevice: standing === 'device',
    hasPassedChallenge: standing === 'challenged',
  };
  const proofs = standing === 'proven' && network !== undefined ? [{ at: NOW - DAY, network }] : [];
  const claim = { idHash: ID_HASH, binding, purpose: 'sign-in' };
  const started = entryOf(start({ ...before, proofs }, { credentials, claim, methods }));
  return decideSettle(started, { now: NOW, idHash: ID_HASH, mark: OWN, dialled, reports: [], book: () => BOOK }).entry ?? started;
}

export const stateOf = (entry: NumberEntry, idHash: string) => {
  const found = entry.verifications.find((each) => each.idHash === idHash);
  return found?.state === 'closed' ? found.reason : found?.state;
};
