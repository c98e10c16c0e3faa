/** Begins a verification, or calls again for one that is open. */
import type { Started } from '../../contract/answers.js';
import { DEFAULT_PURPOSE, type ParsedStart } from '../../contract/inputs.js';
import { KEY_REUSED, type Problem } from '../../contract/problems.js';
import type { StartResult } from '../../core/decisions/start-result.js';
import { maskPhone } from '../../core/phone/phone.js';
import type { CallMethod } from '../../ports/method.js';
import { aboutVerification, type Engine } from '../engine.js';
import { answerKnown } from './answer-known.js';
import { challengeOf } from './ask-policy.js';
import { placeCall } from './place-call.js';
import { planStart } from './plan-start.js';
import { recordAttempt } from './record-attempt.js';

/**
 * Who writes: of all who start at once, each by one put of the number's entry; whoever's put wins dials. Who reads: the
 * losers, who decide again on what the winner wrote. A repeat under a client's key begins the same verification, because
 * the key holds its random bits, and finds the request's mark in the entry: it answers by the entry, and dials nothing.
 *
 * Who dies in between: before the entry's put nothing has happened but what the permits took, and a repeat starts anew.
 * After it the attempt counts as dialled, and a code of ours verifies.
 */
export async function start(engine: Engine, input: ParsedStart): Promise<Started | Problem> {
  const { records } = engine;
  const { phone, verificationId, method, purpose = DEFAULT_PURPOSE } = input;
  // What only the host says (that a challenge was passed, say) makes it no other request.
  const use = records.keyUseOf('start', input, [phone, verificationId, method, purpose]);
  const mark = records.newMark(use);
  const outcome = await records.requestKeys.firstAlone(use, async () => {
    const key = use === undefined ? undefined : await records.requestKeys.read(use);
    if (key !== undefined && key.request !== use?.request) return KEY_REUSED;
    const plan = planStart(engine, input, key?.bits ?? records.newBits());
    return 'code' in plan ? plan : recordAttempt(engine, { input, plan, mark, key: key === undefined ? use : undefined });
  });
  if (!('kind' in outcome)) return outcome;
  switch (outcome.kind) {
    case 'recorded':
      if (outcome.plan.phone !== undefined) {
        const { country } = outcome.plan.phone;
        engine.emit({ type: 'verification.started', country, ...aboutVerification(engine, outcome.verification) });
      }
      return placeCall(engine, { ...outcome, mark }, outcome.verification);
    case 'known':
      return answerKnown(engine, outcome.plan.ref, outcome.held.value, mark);
    case 'refused':
      return refuse(engine, outcome, input);
  }
}

/** What the limits of the number say, with the host's challenge where one opens it. */
async function refuse(
  engine: Engine,
  { problem, phone }: Extract<StartResult<CallMethod>, { kind: 'refused' }>,
  { purpose = DEFAULT_PURPOSE, ip, verificationId }: ParsedStart,
): Promise<Problem> {
  if (problem.code === 'too_many_requests' || problem.code === 'challenge_required') {
    engine.emit({ type: 'limit.reached', limit: 'starts', phone: phone === undefined ? undefined : maskPhone(phone) });
  }
  if (problem.code !== 'challenge_required' || phone === undefined) return problem;
  const isFurther = verificationId !== undefined;
  return challengeOf(engine.challenge, { phone: phone.e164, country: phone.country, purpose, ip, isFurther });
}
