/** Writes an attempt into its number's entry before anything is dialled, once the entry and all outside it permit it. */

import type { ParsedStart } from '../../contract/inputs.js';
import { KEY_REUSED, type Problem } from '../../contract/problems.js';
import type { StartResult } from '../../core/decisions/start-result.js';
import type { NumberEntry } from '../../core/entry/number-entry.js';
import type { RequestMark } from '../../core/entry/request-mark.js';
import type { CallMethod } from '../../ports/method.js';
import { StoreFailure } from '../../ports/store-failure.js';
import type { Engine, Held } from '../engine.js';
import { giveUpLater } from './give-up.js';
import { createPermits, type Permits } from './permits.js';
import type { StartPlan } from './plan-start.js';

export interface AttemptRequest {
  readonly input: ParsedStart;
  readonly plan: StartPlan;
  readonly mark: RequestMark;
  /** The client's key, if it is not written yet. */
  readonly key: ReturnType<Engine['records']['keyUseOf']>;
}

type Result = StartResult<CallMethod>;
type WithPlan<R> = R & { readonly plan: StartPlan };

export type AttemptOutcome =
  | WithPlan<Extract<Result, { kind: 'recorded' }> & { readonly held: Held<NumberEntry>; readonly permits: Permits }>
  | WithPlan<Extract<Result, { kind: 'known' }> & { readonly held: Held<NumberEntry> }>
  | Extract<Result, { kind: 'refused' }>
  | Problem;

/**
 * Decides, asks for permits what the entry allows, writes the client's key, and decides again to put. What the entry refuses
 * takes nothing of breakers and budgets, and leaves no key. The loser of a race decides again on what the winner wrote, with
 * the permits it has; where the winner left it another method, it asks once more.
 */
export async function recordAttempt(engine: Engine, request: AttemptRequest): Promise<AttemptOutcome> {
  const permits = createPermits(engine, request.input, request.plan.credentials);
  let { plan } = request;
  try {
    const outcome = await run();
    if (!('kind' in outcome) || outcome.kind !== 'recorded') await permits.giveBack();
    return outcome;
  } catch (error) {
    // Nothing is dialled now, and the answer need not wait for a store that is away. A put that failed may have been made all the same.
    if (error instanceof StoreFailure && permits.choice.permitted !== undefined)
      giveUpLater(engine, { ref: plan.ref, mark: request.mark, permits });
    else void permits.giveBack();
    throw error;
  }

  async function run(): Promise<AttemptOutcome> {
    const { entries, requestKeys } = engine.records;
    let { key } = request;
    for (let held = await entries.load(plan.ref.entryKey); ; ) {
      const decide = (entry: NumberEntry) => plan.decide(entry, { ...permits.choice, now: engine.clock(), mark: request.mark });
      const committed = await entries.commit(plan.ref.entryKey, decide, held);
      const { result } = committed;
      held = committed.held;
      if (result.kind === 'recorded') return { ...result, held, permits, plan };
      if (result.kind === 'known') return { ...result, held, plan };
      const refusal = result.kind === 'refused' ? result : await permits.ask(result);
      // The policy wants another kind of call than the one proposed.
      if (refusal === undefined && permits.choice.permitted === undefined) continue;
      // Written just before the put that gives the request its effect, so that a refused request leaves nothing. And read once
      // more before a refusal: what stands in the way may be the work of another run of this very request.
      const written = key && (refusal === undefined ? await requestKeys.write(key, plan.bits) : await requestKeys.read(key));
      if (written === undefined) {
        if (refusal !== undefined) return refusal;
        continue;
      }
      if (written.request !== key?.request) return KEY_REUSED;
      key = undefined;
      if (written.bits !== plan.bits) plan = plan.withBits(written.bits);
    }
  }
}
