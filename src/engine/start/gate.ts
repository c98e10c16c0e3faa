/** What stands between a decided attempt and its call: the host's policy, the breakers, the budgets; and what it took of them. */

import type { MethodKind } from '../../contract/method-kind.js';
import { type Problem, UNAVAILABLE } from '../../contract/problems.js';
import type { Decoy } from '../../core/decisions/start-decision.js';
import type { NumberEntry } from '../../core/entry/number-entry.js';
import type { OpenVerification } from '../../core/entry/verification.js';
import type { Price } from '../../core/fraud/money.js';
import { type Credentials, isProvenBy } from '../../core/limits/standing.js';
import { type Phone, parsePhone } from '../../core/phone/phone.js';
import type { CallMethod } from '../../ports/method.js';
import { assertVerdict, challengeOf, type PolicyAttempt, policyAttempt } from '../defences/policy.js';
import type { Reservation } from '../defences/reservation.js';
import { type Engine, masked } from '../engine.js';

/** Who asks for the attempt. */
export interface Client {
  readonly ip: string | undefined;
  readonly isFurther: boolean;
  readonly credentials: Credentials;
}

/** An attempt as it was decided, to be written down next. */
interface Proposal {
  readonly before: NumberEntry;
  readonly verification: OpenVerification;
  readonly method: CallMethod;
}

/** How the policy wants the attempt to be. */
export interface Shape {
  readonly kind?: MethodKind;
  readonly decoy?: Decoy;
}

/** What the attempt has taken, which its call must pay or give back. */
export interface Costs {
  /** For the next method after a refusal; false if its price is more than is left. */
  changePrice(price: Price | undefined): Promise<boolean>;
  /** What the provider says it cost. */
  correct(price: Price): Promise<void>;
  /** Nothing was dialled. Never rejects. */
  giveBack(): Promise<void>;
}

export interface Gate extends Costs {
  /** How the next decision is to shape the attempt. */
  readonly shape: Shape;
  /** The problem that keeps it from being dialled; `decide_again` when the policy wants another shape; undefined: go on. */
  admit(proposal: Proposal): Promise<Problem | 'decide_again' | undefined>;
}

/** A gate for one start. Asked again after a lost race, it asks and takes nothing twice. */
export function createGate(engine: Engine, client: Client): Gate {
  let shape: Shape = {};
  let isAllowed = false;
  let reservation: Reservation | undefined;

  const describe = ({ before, verification, method }: Proposal, phone: Phone): PolicyAttempt => {
    const { ip, isFurther, credentials } = client;
    const now = engine.clock();
    const isProven =
      verification.standing === 'proven' || verification.standing === 'device' || isProvenBy(before.proofs, credentials, now);
    const { hasPassedChallenge } = credentials;
    return policyAttempt({ before, verification, method, phone, now }, { ip, isFurther, isProven, hasPassedChallenge });
  };

  const askPolicy = async (attempt: PolicyAttempt): Promise<Problem | 'decide_again' | undefined> => {
    const { policy } = engine;
    if (policy === undefined) return undefined;
    const verdict: unknown = await policy(attempt);
    assertVerdict(verdict);
    if (verdict === 'allow') return undefined;
    if (verdict === 'decoy') {
      shape = { decoy: engine.decoys.draw() };
      return 'decide_again';
    }
    if (typeof verdict === 'object' && 'method' in verdict) {
      if (verdict.method === attempt.method) return undefined;
      shape = { kind: verdict.method };
      return 'decide_again';
    }
    if (verdict !== 'deny' && client.credentials.hasPassedChallenge) return undefined;
    engine.emit({ type: 'limit.reached', limit: 'policy', phone: masked(attempt.phone) });
    if (verdict === 'deny') return { ok: false, code: 'phone_not_supported' };
    return challengeOf(typeof verdict === 'object' ? () => verdict.challenge : engine.challenge, attempt);
  };

  const reserve = async (attempt: PolicyAttempt, phone: Phone): Promise<Problem | undefined> => {
    const { price, isProven, hasPassedChallenge } = attempt;
    // What won a race may have left another method to this one.
    if (reservation !== undefined) return (await reservation.change(price)) ? undefined : UNAVAILABLE;
    const reserved = await engine.defences.reserve({ phone, price, isProven, hasPassedChallenge });
    if (reserved.ok) {
      reservation = reserved.reservation;
      return undefined;
    }
    if (reserved.why === 'unavailable') return UNAVAILABLE;
    if (reserved.why === 'challenge') return challengeOf(engine.challenge, attempt);
    return { ok: false, code: 'too_many_requests', retryAfterSeconds: reserved.retryAfterSeconds };
  };

  return {
    get shape() {
      return shape;
    },
    async admit(proposal) {
      const phone = parsePhone(proposal.verification.phone);
      if (phone === undefined) throw new Error('a verification without a number');
      const attempt = describe(proposal, phone);
      if (!isAllowed) {
        const verdict = await askPolicy(attempt);
        if (verdict !== undefined && verdict !== 'decide_again') return verdict;
        isAllowed = true;
        if (verdict === 'decide_again') return verdict;
      }
      // Nothing will be dialled.
      if (shape.decoy !== undefined || proposal.verification.isTest === true) return undefined;
      return reserve(attempt, phone);
    },
    changePrice: async (price) => reservation === undefined || reservation.change(price),
    correct: async (price) => reservation?.correct(price),
    async giveBack() {
      const taken = reservation;
      reservation = undefined;
      await taken?.giveBack();
    },
  };
}
