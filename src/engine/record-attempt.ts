/** Writes a decided attempt into its number's entry before anything is dialled, once the gate lets it pass. */
import { findOpen, type NumberEntry } from '../core/number-entry.js';
import { type Problem, UNAVAILABLE } from '../core/problems.js';
import type { StartDecision } from '../core/start-decision.js';
import type { OpenVerification } from '../core/verification.js';
import type { CallMethod } from '../ports/method.js';
import type { Engine } from './engine.js';
import { type Client, type Costs, createGate, type Shape } from './gate.js';
import type { VerificationRef } from './verification-id.js';

/** An attempt that is on record, and may be dialled by one of `methods`. */
export interface Recorded {
  readonly ok: true;
  readonly before: NumberEntry;
  readonly entry: NumberEntry;
  readonly verification: OpenVerification;
  readonly methods: readonly CallMethod[];
  readonly attemptNumber: number;
  readonly costs: Costs;
}

/** Refused by the limits of its number, or by what stands behind them, which tells of it by itself. */
interface NotRecorded {
  readonly ok: false;
  readonly problem: Problem;
  readonly by: 'number' | 'gate';
}

type Outcome = Recorded | NotRecorded;

/**
 * Decides on the present entry, passes the gate, and puts; what the entry refuses takes nothing of breakers and budgets.
 *
 * The loser of a race decides again on what the winner wrote. Dying before the put leaves at worst one call taken; dying
 * after it leaves an attempt that counts as dialled.
 */
export async function recordAttempt(
  engine: Engine,
  ref: VerificationRef,
  client: Client,
  decide: (entry: NumberEntry, now: number, shape: Shape) => StartDecision<CallMethod>,
): Promise<Outcome> {
  const gate = createGate(engine, client);
  try {
    const outcome = await engine.entries.update<Outcome>(
      ref.number,
      (before) => {
        const now = engine.clock();
        const decision = decide(before, now, gate.shape);
        if (!decision.ok) return { told: { ...decision, by: 'number' } };
        const verification = findOpen(decision.entry, ref.idHash, now);
        if (verification === undefined) return { told: { ok: false, problem: UNAVAILABLE, by: 'number' } };
        return { told: { ...decision, before, verification, costs: gate }, entry: decision.entry };
      },
      async (told) => {
        const method = told.ok ? told.methods[0] : undefined;
        if (!told.ok || method === undefined) return undefined;
        const admission = await gate.admit({ before: told.before, verification: told.verification, method });
        return admission === undefined || admission === 'decide_again'
          ? admission
          : { instead: { ok: false, problem: admission, by: 'gate' } };
      },
    );
    if (!outcome.ok) await gate.giveBack();
    return outcome;
  } catch (error) {
    // Nothing is dialled now, and the answer need not wait for a store that is away.
    void gate.giveBack();
    throw error;
  }
}
