/** Writes a decided attempt into its number's entry before anything is dialled, once the gate lets it pass. */

import { type Problem, UNAVAILABLE } from '../../contract/problems.js';
import type { StartDecision } from '../../core/decisions/start-decision.js';
import { findOpen, type NumberEntry } from '../../core/entry/number-entry.js';
import { newestAttempt, type OpenVerification } from '../../core/entry/verification.js';
import type { CallMethod } from '../../ports/method.js';
import { StoreFailure } from '../../ports/store-failure.js';
import type { Engine } from '../engine.js';
import type { VerificationRef } from '../records/verification-id.js';
import { type Client, type Costs, createGate, type Shape } from './gate.js';
import { giveUpLater, type Undialled } from './give-up.js';

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
  let decided: Recorded | undefined;
  try {
    const outcome = await engine.entries.update<Outcome>(
      ref.number,
      (before) => {
        const now = engine.clock();
        const decision = decide(before, now, gate.shape);
        if (!decision.ok) return { told: { ...decision, by: 'number' } };
        const verification = findOpen(decision.entry, ref.idHash, now);
        if (verification === undefined) return { told: { ok: false, problem: UNAVAILABLE, by: 'number' } };
        decided = { ...decision, before, verification, costs: gate };
        return { told: decided, entry: decision.entry };
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
    // Nothing is dialled now, and the answer need not wait for a store that is away. A put that failed may have been made all
    // the same. (A further attempt then stays: by number and time it might be another's, who won the race and dialled.)
    if (error instanceof StoreFailure && decided !== undefined && !client.isFurther) giveUpLater(engine, undialledOf(ref, decided));
    else void gate.giveBack();
    throw error;
  }
}

/** When the verification would end without the attempt. */
export function expiresWithout({ before, verification }: Recorded): number {
  return before.verifications.find((each) => each.idHash === verification.idHash)?.expiresAt ?? verification.expiresAt;
}

function undialledOf(ref: VerificationRef, recorded: Recorded): Undialled {
  const { verification, attemptNumber, costs } = recorded;
  const { dialledAt } = newestAttempt(verification);
  return { ref, attemptNumber, dialledAt: [dialledAt], expiresAt: expiresWithout(recorded), costs };
}
