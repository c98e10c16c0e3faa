/** Removes an attempt for which no call was placed, and gives back what it took from breakers and budgets. */

import type { Problem } from '../../contract/problems.js';
import { decideGiveUp } from '../../core/decisions/decide-give-up.js';
import { LONGEST_LIFETIME_MS } from '../../core/decisions/rules.js';
import type { RequestMark } from '../../core/entry/request-mark.js';
import { StoreFailure } from '../../ports/store-failure.js';
import type { Engine, VerificationRef } from '../engine.js';
import type { Permits } from './permits.js';

/** The attempt, which may be in the entry: a put whose answer was lost may have been made. */
export interface Undialled {
  readonly ref: VerificationRef;
  readonly mark: RequestMark;
  readonly permits: Pick<Permits, 'giveBack'>;
}

/**
 * A client's key stays: it has cost requests to providers, and another run of this request may be dialling under it.
 *
 * @returns `problem`, or why the verification is over
 */
export async function giveUp(engine: Engine, undialled: Undialled, problem: Problem): Promise<Problem> {
  try {
    const told = await takeOut(engine, undialled);
    await undialled.permits.giveBack();
    return told ?? problem;
  } catch (error) {
    if (error instanceof StoreFailure) giveUpLater(engine, undialled);
    throw error;
  }
}

/** Gives up without waiting for a failing store: otherwise a call that was never placed would count, and look as if it could ring. */
export function giveUpLater(engine: Engine, undialled: Undialled): void {
  engine.lifecycle.inBackground(undialled.permits.giveBack());
  const endsAt = engine.clock() + LONGEST_LIFETIME_MS;
  engine.lifecycle.keepTrying(
    () => takeOut(engine, undialled),
    () => engine.clock() >= endsAt,
  );
}

async function takeOut(engine: Engine, { ref, mark }: Undialled): Promise<Problem | undefined> {
  const { result } = await engine.records.entries.commit(ref.entryKey, (entry) =>
    decideGiveUp(entry, { now: engine.clock(), idHash: ref.idHash, mark }, engine.rules),
  );
  return result;
}
