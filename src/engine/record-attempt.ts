/** Writes a decided attempt into its number's entry before anything is dialled, and takes what it costs of the budget. */
import { findOpen, type NumberEntry } from '../core/number-entry.js';
import { type Problem, UNAVAILABLE } from '../core/problems.js';
import type { StartDecision } from '../core/start-decision.js';
import type { OpenVerification } from '../core/verification.js';
import type { CallMethod } from '../ports/method.js';
import { type Engine, emitClosed } from './engine.js';
import type { VerificationRef } from './verification-id.js';

/** An attempt that is on record, and may be dialled by one of `methods`. */
export interface Recorded {
  readonly ok: true;
  readonly before: NumberEntry;
  readonly entry: NumberEntry;
  readonly verification: OpenVerification;
  readonly methods: readonly CallMethod[];
  readonly attemptNumber: number;
}

type Outcome = Recorded | { readonly ok: false; readonly problem: Problem };

/**
 * Decides on the present entry, takes one call of the budget, and puts; what the entry refuses takes nothing.
 *
 * The loser of a race decides again on what the winner wrote. Dying before the put leaves at worst one call of the budget
 * taken; dying after it leaves an attempt that counts as dialled.
 */
export async function recordAttempt(
  engine: Engine,
  ref: VerificationRef,
  decide: (entry: NumberEntry, now: number) => StartDecision<CallMethod>,
): Promise<Outcome> {
  let hasTaken = false;
  const takeOnce = async (): Promise<Outcome | undefined> => {
    hasTaken ||= await engine.budget.take();
    if (hasTaken) return undefined;
    engine.emit({ type: 'limit.reached', limit: 'callsPerDay' });
    return { ok: false, problem: UNAVAILABLE };
  };
  const outcome = await engine.entries.update<Outcome>(
    ref.number,
    (before) => {
      const now = engine.clock();
      const decision = decide(before, now);
      if (!decision.ok) return { told: decision };
      const verification = findOpen(decision.entry, ref.idHash, now);
      if (verification === undefined) return { told: { ok: false, problem: UNAVAILABLE } };
      return { told: { ...decision, before, verification }, entry: decision.entry };
    },
    takeOnce,
  );
  if (outcome.ok) emitClosed(engine, outcome.before, outcome.entry);
  else if (hasTaken) await engine.budget.giveBack();
  return outcome;
}
