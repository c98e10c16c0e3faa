/** Begins a verification, or calls again for one that is open. */
import type { Started, ToldToHost } from '../../contract/answers.js';
import { DEFAULT_PURPOSE, type ParsedStart } from '../../contract/inputs.js';
import type { MethodKind } from '../../contract/method-kind.js';
import { KEY_REUSED, type Problem } from '../../contract/problems.js';
import type { StartResult } from '../../core/decisions/start-result.js';
import type { OpenVerification } from '../../core/entry/verification.js';
import { maskPhone, parsePhone } from '../../core/phone/phone.js';
import { startChannel, traced } from '../../ports/channels.js';
import type { CallMethod } from '../../ports/method.js';
import { aboutVerification, type Engine, explained, orUnavailable, txnOfId, withReason } from '../engine.js';
import { answerKnown } from './answer-known.js';
import { challengeOf } from './ask-policy.js';
import { placeCall } from './place-call.js';
import { planStart } from './plan-start.js';
import { recordAttempt } from './record-attempt.js';

export { answerEarlier } from './answer-known.js';

/** Starts as those who trace it see it. */
export function start(engine: Engine, input: ParsedStart): Promise<(Started & ToldToHost) | Problem> {
  const { phone, verificationId, purpose = DEFAULT_PURPOSE } = input;
  return traced(
    startChannel,
    () => ({ service: engine.service, isFurther: verificationId !== undefined, purpose }),
    (message) =>
      orUnavailable(
        run(engine, input, ({ idHash }) => {
          if (message !== undefined) message.txn = engine.records.txnOf(idHash);
        }),
      ),
    (message, answer) => {
      message.country = phone === undefined ? undefined : parsePhone(phone, engine.defaultCountry)?.country;
      message.txn ??= txnOfId(engine, answer.ok ? answer.verificationId : verificationId);
      message.outcome = answer.ok ? 'started' : answer.code;
    },
  );
}

/**
 * Writes: of all simultaneous starts, the one whose put of the number's entry succeeds; it dials. Reads: all others, which decide again
 * on what it wrote. A repeat under a client's key begins the same verification, because the key holds its random bits. It finds the
 * request's mark in the entry, answers from the entry, and dials nothing.
 *
 * If the process dies in between: before the entry's put only the permits took something, and a repeat starts anew. After it the attempt
 * counts as dialled, and our own code verifies. A start that is refused before any provider is asked leaves no key.
 */
async function run(
  engine: Engine,
  input: ParsedStart,
  onRecorded: (verification: OpenVerification) => void,
): Promise<(Started & ToldToHost) | Problem> {
  const { records } = engine;
  const { phone, verificationId, method, purpose = DEFAULT_PURPOSE } = input;
  // What only the host adds, such as a passed challenge, does not make it another request.
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
      onRecorded(outcome.verification);
      if (outcome.plan.phone !== undefined && engine.isHeard()) {
        const isTest = outcome.verification.isTest === true;
        engine.emit({ type: 'verification.started', isTest, ...aboutVerification(engine, outcome.verification) });
      }
      return placeCall(engine, { ...outcome, mark }, outcome.verification);
    case 'known':
      return answerKnown(engine, outcome.plan.ref, outcome.held.value, mark);
    case 'refused':
      return refuse(engine, outcome, input);
  }
}

/** The answer by the limits of the number, with the host's challenge if one opens it. */
async function refuse(
  engine: Engine,
  { problem, phone, by }: Extract<StartResult<CallMethod>, { kind: 'refused' }>,
  { purpose = DEFAULT_PURPOSE, ip, verificationId, method }: ParsedStart,
): Promise<Problem> {
  if (by !== undefined) {
    engine.emit({ type: 'limit.reached', limit: 'starts', option: by, phone: phone === undefined ? undefined : maskPhone(phone) });
  }
  if (problem.code === 'method_not_available' && method !== undefined) return withReason(engine, problem, whyNotAvailable(engine, method));
  if (problem.code !== 'challenge_required' || phone === undefined) return explained(engine, problem, by);
  const isFurther = verificationId !== undefined;
  return challengeOf(engine.challenge, { phone: phone.e164, country: phone.country, purpose, ip, isFurther });
}

/** For a developer who may have misspelled it. */
function whyNotAvailable({ methods }: Engine, kind: MethodKind): string | undefined {
  const kinds = [...new Set(methods.map((each) => each.kind))];
  return kinds.includes(kind) ? undefined : `No method of this kind is in "methods", which has: ${kinds.join(', ')}.`;
}
