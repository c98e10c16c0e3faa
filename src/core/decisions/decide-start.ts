/** Whether a verification may begin, and the entry that holds its first attempt before anything is dialled. */
import type { Problem } from '../../contract/problems.js';
import { tooManyUntil } from '../../contract/problems.js';
import { type CarriedCode, newAttempt } from '../entry/attempt.js';
import { isWeak, type MethodTraits } from '../entry/method-traits.js';
import { findById, type NumberEntry, prune } from '../entry/number-entry.js';
import type { OpenVerification } from '../entry/verification.js';
import { DAY, freeAt, type Standing, WEAK_FAILURES_PER_DAY } from '../limits/number-limits.js';
import { ownStanding } from '../limits/standing.js';
import type { Phone } from '../phone/phone.js';
import { beginAllowedAt, type Client, whatClosesBeginning } from './allowance.js';
import { ownTurn, takeTurn } from './confirmation-contests.js';
import type { Decision } from './decision.js';
import { firstMethods, isWeakSpent } from './next-steps.js';
import type { Rules } from './rules.js';
import {
  answeredAtOnce,
  type Closed,
  chooseStanding,
  knownBefore,
  notDialled,
  ofKind,
  recorded,
  refused,
  type StartCommand,
  type StartResult,
  whyClosed,
} from './start-result.js';
import { supersedeEarlier } from './superseding.js';
import { addDial, isDialTrusted } from './trusted-dials.js';

/** What a start has only if it is the first of its verification. */
export interface FirstStart<M extends MethodTraits> extends StartCommand<M> {
  readonly phone: Phone;
  readonly keyId: string;
  /** The digest of a test number's code. Test numbers are not dialled. */
  readonly testCode: CarriedCode | undefined;
}

/**
 * Decides a first start. The entry that it returns holds the new verification with its attempt. What the same client began before is ended
 * only when the call is placed, so a start that all providers refuse ends nothing.
 */
export function decideStart<M extends MethodTraits>(before: NumberEntry, command: FirstStart<M>, rules: Rules): Decision<StartResult<M>> {
  const { now, mark, claim, credentials, phone } = command;
  const { network } = credentials;
  const entry = prune(before, now);
  const served = ofKind(firstMethods(command.methods, phone), command.kind);
  const methods = served.filter((each) => !isWeak(each) || !isWeakSpent(entry, now));
  const known = findById(entry, claim.idHash, now);
  if (known !== undefined) return knownBefore(before, known, { methods, all: command.methods }, mark);
  if (served.length === 0) return refused(whyNever(command, phone), phone);
  const beginsAs = (standing: Standing): number => beginAllowedAt(entry, { network, standing }, rules, now);
  const own = ownStanding(entry.proofs, credentials, now);
  const client: Client = { network, standing: chooseStanding(own, credentials, beginsAs, now) };
  const closing = whatClosesBeginning(entry, client, rules, now);
  const limit = closing.until > now ? whyClosed(closing, beginsAs('challenged'), rules, now) : whyWeak(entry, methods, command, phone);
  const begun: OpenVerification = {
    state: 'open',
    idHash: claim.idHash,
    purpose: claim.purpose,
    binding: claim.binding,
    startedAt: now,
    expiresAt: now + rules.lifetimeMs,
    phone,
    keyId: command.keyId,
    generation: 0,
    allowedChecks: rules.maxChecks,
    failedChecks: 0,
    wrongChecks: [],
    attempts: [],
    standing: client.standing,
  };
  const { testCode } = command;
  // If only methods of a small pool fit, and too many of its codes were wrong, one is still proposed, to be refused last.
  const possible = methods.length > 0 ? methods : served;
  const caller = { idHash: claim.idHash, owner: { binding: claim.binding, ...client } };
  const turn = testCode === undefined ? takeTurn(entry, caller, possible, now) : ownTurn(entry, possible);
  const [method] = turn.methods;
  if (method === undefined) throw new Error('a start without a method');
  const code = testCode ?? command.carry(method, begun);
  const attempt = newAttempt(method, { ordinal: 1, mark, dialledAt: now, code });
  const attempts = [testCode !== undefined ? answeredAtOnce(attempt) : turn.isContested ? notDialled(attempt) : attempt];
  const { hasConfirmation } = turn;
  const verification: OpenVerification = { ...begun, attempts, hasConfirmation, isTest: testCode === undefined ? undefined : true };
  const isTrusted = isDialTrusted(entry, own, now) || undefined;
  const next: NumberEntry = {
    ...addDial(turn.entry, { ...{ at: now, network, standing: client.standing, run: mark.run }, isTrusted }),
    verifications: [...turn.entry.verifications, verification],
  };
  const begunEntry = testCode === undefined ? next : supersedeEarlier(next, verification, now);
  return recorded(entry, begunEntry, verification, { method, methods: turn.methods, limit }, command);
}

/** Why no number of this country and type can begin so: the kind is not offered for it, or nothing is. */
function whyNever<M extends MethodTraits>({ methods }: StartCommand<M>, phone: Phone): Problem {
  return { ok: false, code: firstMethods(methods, phone).length > 0 ? 'method_not_available' : 'phone_not_supported' };
}

/** Why no method is left for this number: only those of a small pool would fit, and too many of its codes were wrong today. */
function whyWeak<M extends MethodTraits>(
  entry: NumberEntry,
  left: readonly M[],
  command: StartCommand<M>,
  phone: Phone,
): Closed | undefined {
  if (left.length > 0) return undefined;
  const hasOther = firstMethods(command.methods, phone).some((each) => !isWeak(each));
  const problem: Problem = hasOther
    ? { ok: false, code: 'method_not_available' }
    : tooManyUntil(freeAt(entry.failures, WEAK_FAILURES_PER_DAY, DAY), command.now);
  return { problem, by: 'callerNumbers' };
}
