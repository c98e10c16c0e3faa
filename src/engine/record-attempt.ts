/** Writes a decided attempt into its number's entry before anything is dialled, and takes what it costs of the budget. */
import { findOpen, type NumberEntry } from '../core/number-entry.js';
import { type Problem, UNAVAILABLE } from '../core/problems.js';
import type { StartDecision } from '../core/start-decision.js';
import type { OpenVerification } from '../core/verification.js';
import type { CallMethod } from '../ports/method.js';
import { type Engine, masked } from './engine.js';
import { policyAttempt } from './policy.js';
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

/** Who asks for the attempt. */
interface Client {
  readonly ip: string | undefined;
  readonly isFurther: boolean;
}

async function isAllowedByHost(engine: Engine, told: Outcome, client: Client): Promise<boolean> {
  const method = told.ok ? told.methods[0] : undefined;
  if (engine.policy === undefined || !told.ok || method === undefined) return true;
  const verdict = await engine.policy(policyAttempt(told.before, told.verification, method, engine.clock(), client));
  if (verdict === 'allow') return true;
  if (verdict !== 'deny') throw new TypeError('policy must give "allow" or "deny"');
  engine.emit({ type: 'limit.reached', limit: 'policy', phone: masked(told.verification.phone) });
  return false;
}

/**
 * Decides on the present entry, takes one call of the budget, and puts; what the entry refuses takes nothing.
 *
 * The loser of a race decides again on what the winner wrote. Dying before the put leaves at worst one call of the budget
 * taken; dying after it leaves an attempt that counts as dialled.
 */
export async function recordAttempt(
  engine: Engine,
  ref: VerificationRef,
  client: Client,
  decide: (entry: NumberEntry, now: number) => StartDecision<CallMethod>,
): Promise<Outcome> {
  let isAllowed = false;
  let hasTaken = false;
  const prepare = async (told: Outcome): Promise<Outcome | undefined> => {
    isAllowed ||= await isAllowedByHost(engine, told, client);
    if (!isAllowed) return { ok: false, problem: { ok: false, code: 'phone_not_supported' } };
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
    prepare,
  );
  if (!outcome.ok && hasTaken) await engine.budget.giveBack();
  return outcome;
}
