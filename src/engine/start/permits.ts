/** What an attempt needs, beside its number's entry, before it is recorded: the host's policy, the breakers, the budgets. */

import type { ParsedStart } from '../../contract/inputs.js';
import { type Problem, UNAVAILABLE } from '../../contract/problems.js';
import type { StartCommand, StartResult } from '../../core/decisions/start-result.js';
import { type Credentials, ownStanding, standingOf } from '../../core/limits/standing.js';
import { maskPhone } from '../../core/phone/phone.js';
import type { CallMethod } from '../../ports/method.js';
import type { PolicyAttempt } from '../../ports/policy.js';
import type { Engine, Reservation } from '../engine.js';
import { assertVerdict, challengeOf, policyAttempt } from './ask-policy.js';
import { pretended } from './pretended-method.js';

type Proposal = Extract<StartResult<CallMethod>, { kind: 'proposed' }>;

export interface Permits {
  /** What the next decision chooses from, and what may be dialled: the policy may want another call than the client. */
  readonly choice: Pick<StartCommand<CallMethod>, 'methods' | 'kind' | 'permitted'>;
  /** What was taken from breakers and budgets; undefined if nothing is dialled. */
  readonly reservation: Reservation | undefined;
  /** Asks for and takes what the proposal needs, each only once. @returns why it may not be dialled */
  ask(proposal: Proposal): Promise<Problem | undefined>;
  /** Nothing was dialled: gives back what was taken. Never rejects. */
  giveBack(): Promise<void>;
}

export function createPermits(engine: Engine, input: ParsedStart, credentials: Credentials): Permits {
  const { hasPassedChallenge } = credentials;
  let choice: Permits['choice'] = { methods: engine.watches.trustedMethods(), kind: input.method, permitted: undefined };
  let isPolicyAsked = engine.policy === undefined;
  let reservation: Permits['reservation'];

  /** @returns `choose_again` if the policy wants other methods, or another kind, than those proposed */
  const askPolicy = async (attempt: PolicyAttempt, { verification }: Proposal): Promise<Problem | 'choose_again' | undefined> => {
    const verdict: unknown = await engine.policy?.(attempt);
    assertVerdict(verdict);
    const isChallenge = verdict === 'challenge' || (typeof verdict === 'object' && 'challenge' in verdict);
    isPolicyAsked = verdict !== 'deny' && (!isChallenge || hasPassedChallenge);
    if (verdict === 'decoy') {
      choice = { ...choice, methods: choice.methods.map((method) => pretended(method, engine)) };
      return 'choose_again';
    }
    if (typeof verdict === 'object' && 'method' in verdict) {
      choice = { ...choice, kind: verdict.method };
      return verdict.method === attempt.method ? undefined : 'choose_again';
    }
    if (isPolicyAsked) return undefined;
    engine.emit({ type: 'limit.reached', limit: 'policy', phone: maskPhone(verification.phone) });
    if (verdict === 'deny') return { ok: false, code: 'phone_not_supported' };
    return challengeOf(typeof verdict === 'object' ? () => verdict.challenge : engine.challenge, attempt);
  };

  const reserve = async (attempt: PolicyAttempt, { verification, method }: Proposal): Promise<Problem | undefined> => {
    // After a lost race the method may be another one.
    if (reservation !== undefined) return (await reservation.change(method.price)) ? undefined : UNAVAILABLE;
    const { phone } = verification;
    const reserved = await engine.defences.reserve({ phone, price: method.price, standing: attempt.standing });
    if (reserved.ok) {
      reservation = reserved.reservation;
      return undefined;
    }
    if (reserved.why === 'unavailable') return UNAVAILABLE;
    if (reserved.why === 'challenge') return challengeOf(engine.challenge, attempt);
    return { ok: false, code: 'too_many_requests', retryAfterSeconds: reserved.retryAfterSeconds };
  };

  return {
    get choice() {
      return choice;
    },
    get reservation() {
      return reservation;
    },
    async ask(proposal) {
      const { entry, verification, method } = proposal;
      const now = engine.clock();
      const isFurther = verification.attempts.length > 1;
      const began = verification.standing === 'challenged' ? 'stranger' : verification.standing;
      const own = began === 'stranger' ? ownStanding(entry.proofs, credentials, now) : began;
      const attempt = policyAttempt(
        { entry, verification, method, now },
        { ip: input.ip, isFurther, standing: standingOf(own, credentials) },
      );
      if (!isPolicyAsked) {
        const verdict = await askPolicy(attempt, proposal);
        if (verdict === 'choose_again') return undefined;
        if (verdict !== undefined) return verdict;
      }
      // Nothing will be dialled.
      const isFree = method.isDecoy === true || verification.isTest === true;
      const problem = isFree ? undefined : await reserve(attempt, proposal);
      if (problem === undefined) choice = { ...choice, permitted: method.id };
      return problem;
    },
    async giveBack() {
      const taken = reservation;
      reservation = undefined;
      choice = { ...choice, permitted: undefined };
      await taken?.giveBack();
    },
  };
}
