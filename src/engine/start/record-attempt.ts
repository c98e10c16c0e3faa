/** Records an attempt in its number's entry before anything is dialled, once everything permits it. */

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
 * Decides, asks for the permits of what the entry allows, writes the client's key, and decides again to put. If the entry refuses,
 * nothing is taken from breakers and budgets, and no key is written. After a lost race it decides again on the new entry, with the
 * permits it has; if that leaves another method, it asks once more. A key that was written before a lost race is taken back.
 */
export async function recordAttempt(engine: Engine, request: AttemptRequest): Promise<AttemptOutcome> {
  const permits = createPermits(engine, request.input, request.plan.credentials);
  let { plan } = request;
  let isKeyOurs = false;
  try {
    const outcome = await run();
    if (!('kind' in outcome) || outcome.kind !== 'recorded') await permits.giveBack();
    if (isKeyOurs && request.key !== undefined && (!('kind' in outcome) || outcome.kind === 'refused'))
      await engine.records.requestKeys.takeBack(request.key);
    return outcome;
  } catch (error) {
    // Nothing is dialled now, so the answer need not wait for a failing store. But a put that failed may have been made.
    if (error instanceof StoreFailure && permits.choice.permitted !== undefined)
      giveUpLater(engine, { ref: plan.ref, mark: request.mark, permits });
    else engine.lifecycle.inBackground(permits.giveBack());
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
      // The policy wants another kind of call than the one proposed, or nobody knows the price of that one.
      if (refusal === undefined && permits.choice.permitted === undefined) continue;
      // Written just before the put that makes the request take effect, so that a refused request leaves nothing. It is read before a
      // refusal, too, because the reason to refuse may be another run of this request.
      const written = key && (refusal === undefined ? await requestKeys.write(key, plan.bits) : await requestKeys.read(key));
      if (written === undefined) {
        if (refusal !== undefined) return refusal;
        continue;
      }
      if (written.request !== key?.request) return KEY_REUSED;
      isKeyOurs = refusal === undefined && written.bits === plan.bits;
      key = undefined;
      if (written.bits !== plan.bits) plan = plan.withBits(written.bits);
    }
  }
}
