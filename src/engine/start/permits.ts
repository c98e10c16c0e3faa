/** What an attempt needs, beside its number's entry, before it is recorded: the host's policy, the breakers, the budgets. */

import type { ParsedStart } from '../../contract/inputs.js';
import { type Problem, UNAVAILABLE } from '../../contract/problems.js';
import type { Closed, Proposed, StartCommand, StartResult } from '../../core/decisions/start-result.js';
import { type Credentials, standingBehind, standingOf } from '../../core/limits/standing.js';
import { maskPhone } from '../../core/phone/phone.js';
import type { CallMethod } from '../../ports/method.js';
import type { PolicyAttempt } from '../../ports/policy.js';
import { type Engine, explained, type Reservation, type Unreserved, type WantedCall } from '../engine.js';
import { assertVerdict, challengeOf, policyAttempt } from './ask-policy.js';
import { pretended } from './pretended-method.js';

type Proposal = Proposed<CallMethod>;
type Refused = Extract<StartResult<CallMethod>, { kind: 'refused' }>;

export interface Permits {
  /** What the next decision chooses from, and what may be dialled: the policy may want another call than the client. */
  readonly choice: Pick<StartCommand<CallMethod>, 'methods' | 'kind' | 'permitted' | 'isPermittedAsTrusted'>;
  /** What was taken from breakers and budgets; undefined if nothing is dialled. */
  readonly reservation: Reservation | undefined;
  /**
   * Asks for and takes what the proposal needs, each only once. If the number is closed, nothing is taken; but what any number would be
   * refused is told first.
   *
   * @returns why it may not be dialled
   */
  ask(proposal: Proposal): Promise<Problem | Refused | undefined>;
  /** Nothing was dialled: gives back what was taken. Never rejects. */
  giveBack(): Promise<void>;
}

/** Nothing will be dialled. */
const isFree = ({ verification, method }: Pick<Proposal, 'verification' | 'method'>): boolean =>
  method.isDecoy === true || verification.isTest === true;

export function createPermits(engine: Engine, input: ParsedStart, credentials: Credentials): Permits {
  const { hasPassedChallenge } = credentials;
  let choice: Permits['choice'] = { methods: engine.watches.trustedMethods(), kind: input.method, permitted: undefined };
  let isPolicyAsked = engine.policy === undefined;
  let reservation: Permits['reservation'];

  /** @returns `choose_again` if the policy wants other methods, or another kind, than those proposed */
  const askPolicy = async (attempt: PolicyAttempt, { verification }: Proposal): Promise<Problem | 'choose_again' | undefined> => {
    const verdict: unknown = await engine.policy?.(attempt);
    assertVerdict(verdict, engine.methods);
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

  /** Nobody knows yet what a call by the method costs, so the others are left. */
  const chooseAnother = ({ method, methods }: Proposal): Problem | 'choose_again' => {
    if (methods.length === 1) return UNAVAILABLE;
    choice = { ...choice, methods: choice.methods.filter(({ id }) => id !== method.id) };
    return 'choose_again';
  };

  const wantedCall = ({ verification, method, isTrusted }: Proposal): WantedCall => {
    const trust = isTrusted ? 'proof' : hasPassedChallenge ? 'challenge' : 'none';
    return { phone: verification.phone, price: method.price, tellsPrice: method.tellsPrice, trust };
  };

  const giveBack = async (): Promise<void> => {
    const taken = reservation;
    reservation = undefined;
    choice = { ...choice, permitted: undefined, isPermittedAsTrusted: undefined };
    await taken?.giveBack();
  };

  const reserve = async (attempt: PolicyAttempt, proposal: Proposal): Promise<Problem | 'choose_again' | undefined> => {
    const { method, isTrusted } = proposal;
    // After a lost race the method may be another one, and the trusted dials may be used up.
    const isKept = isTrusted || choice.isPermittedAsTrusted !== true;
    if (reservation !== undefined && isKept) return (await reservation.change(method.price, method.tellsPrice)) ? undefined : UNAVAILABLE;
    await giveBack();
    const reserved = await engine.defences.reserve(wantedCall(proposal));
    if (!reserved.ok) return problemOf(reserved, attempt, proposal);
    reservation = reserved.reservation;
    choice = { ...choice, isPermittedAsTrusted: isTrusted };
    return undefined;
  };

  const problemOf = async (unreserved: Unreserved, attempt: PolicyAttempt, proposal: Proposal): Promise<Problem | 'choose_again'> => {
    if (unreserved.why === 'unavailable') return UNAVAILABLE;
    if (unreserved.why === 'unknown_price') return chooseAnother(proposal);
    if (unreserved.why === 'challenge') return challengeOf(engine.challenge, attempt);
    const { retryAfterSeconds, by } = unreserved;
    return explained(engine, { ok: false, code: 'too_many_requests', retryAfterSeconds }, by);
  };

  /** What any number would be refused now, else that this one is closed. */
  const refuse = async (limit: Closed, attempt: PolicyAttempt, proposal: Proposal): Promise<Problem | Refused | 'choose_again'> => {
    const { phone } = proposal.verification;
    const unreserved = reservation === undefined && !isFree(proposal) ? await engine.defences.look(wantedCall(proposal)) : undefined;
    return unreserved === undefined ? { kind: 'refused', phone, ...limit } : problemOf(unreserved, attempt, proposal);
  };

  return {
    get choice() {
      return choice;
    },
    get reservation() {
      return reservation;
    },
    async ask(proposal) {
      const { entry, verification, method, limit } = proposal;
      const now = engine.clock();
      const isFurther = verification.attempts.length > 1;
      const own = standingBehind(verification.standing, entry.proofs, credentials, now);
      const attempt = policyAttempt(
        { entry, verification, method, now },
        { ip: input.ip, isFurther, isLimited: limit !== undefined, standing: standingOf(own, credentials) },
      );
      if (!isPolicyAsked) {
        const verdict = await askPolicy(attempt, proposal);
        if (verdict === 'choose_again') return undefined;
        if (verdict !== undefined) return verdict;
      }
      if (limit !== undefined) {
        const refusal = await refuse(limit, attempt, proposal);
        return refusal === 'choose_again' ? undefined : refusal;
      }
      const problem = isFree(proposal) ? undefined : await reserve(attempt, proposal);
      if (problem === 'choose_again') return undefined;
      if (problem === undefined) choice = { ...choice, permitted: method.id };
      return problem;
    },
    giveBack,
  };
}
