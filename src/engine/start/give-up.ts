/** Takes back an attempt for which no call was placed. */

import { type Problem, UNAVAILABLE } from '../../contract/problems.js';
import { type Abandoned, abandon } from '../../core/decisions/placed-call.js';
import { whyNotOpen } from '../../core/decisions/why-not-open.js';
import { findOpen } from '../../core/entry/number-entry.js';
import { StoreFailure } from '../../ports/store-failure.js';
import type { Engine } from '../engine.js';
import { keepTrying } from '../records/keep-trying.js';
import type { VerificationRef } from '../records/verification-id.js';
import type { Costs } from './gate.js';

/** The attempt as it may stand in the entry: a put whose answer was lost may have been made. */
export interface Undialled {
  readonly ref: VerificationRef;
  readonly attemptNumber: number;
  readonly dialledAt: readonly number[];
  /** When the verification would have ended without it. */
  readonly expiresAt: number;
  readonly costs: Costs;
}

/** The attempt, its dial and what it took of breakers and budgets are given back. @returns `problem`, or why the verification is over */
export async function giveUp(engine: Engine, undialled: Undialled, problem: Problem): Promise<Problem> {
  try {
    const told = await takeOut(engine, undialled, problem);
    await undialled.costs.giveBack();
    return told;
  } catch (error) {
    if (error instanceof StoreFailure) giveUpLater(engine, undialled);
    throw error;
  }
}

/** The same without waiting for a store that fails: else a call that nobody placed would count, and be told of as if it could ring. */
export function giveUpLater(engine: Engine, undialled: Undialled): void {
  void undialled.costs.giveBack();
  keepTrying(
    () => takeOut(engine, undialled, UNAVAILABLE),
    () => engine.clock() >= undialled.expiresAt,
  );
}

async function takeOut(engine: Engine, { ref, attemptNumber, dialledAt, expiresAt }: Undialled, problem: Problem): Promise<Problem> {
  return engine.entries.update<Problem>(ref.number, (entry) => {
    const now = engine.clock();
    const isOpen = findOpen(entry, ref.idHash, now) !== undefined;
    const abandoned = dialledAt.map((at): Abandoned => ({ idHash: ref.idHash, attemptNumber, dialledAt: at, expiresAt }));
    const next = abandoned.reduce((each, one) => abandon(each, one, now), entry);
    const told = isOpen ? problem : whyNotOpen(entry, ref.idHash, now);
    return next === entry ? { told } : { told, entry: next };
  });
}
