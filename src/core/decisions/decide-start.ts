/** Whether a verification may begin, and the entry that holds its first attempt before anything is dialled. */
import type { Problem } from '../../contract/problems.js';
import { tooManyUntil } from '../../contract/problems.js';
import { type CarriedCode, newAttempt } from '../entry/attempt.js';
import type { MethodTraits } from '../entry/method-traits.js';
import { findById, type NumberEntry, prune } from '../entry/number-entry.js';
import { close, type OpenVerification } from '../entry/verification.js';
import { DAY, freeAt, type Standing, WEAK_FAILURES_PER_DAY } from '../limits/number-limits.js';
import { ownStanding } from '../limits/standing.js';
import type { Phone } from '../phone/phone.js';
import { beginAllowedAt, type Client, failuresLeft } from './allowance.js';
import type { Decision } from './decision.js';
import { firstMethods, isWeakSpent } from './next-steps.js';
import type { Rules } from './rules.js';
import {
  answeredAtOnce,
  chooseStanding,
  knownBefore,
  ofKind,
  recorded,
  refused,
  type StartCommand,
  type StartResult,
  whyClosed,
} from './start-result.js';

/** What a start has only if it is the first of its verification. */
export interface FirstStart<M extends MethodTraits> extends StartCommand<M> {
  readonly phone: Phone;
  readonly keyId: string;
  /** The digest of a test number's code. Test numbers are not dialled. */
  readonly testCode: CarriedCode | undefined;
}

/** Decides a first start. The entry that it returns holds the new verification with its attempt, and supersedes earlier ones. */
export function decideStart<M extends MethodTraits>(before: NumberEntry, command: FirstStart<M>, rules: Rules): Decision<StartResult<M>> {
  const { now, mark, claim, credentials, phone } = command;
  const { network } = credentials;
  const entry = prune(before, now);
  const methods = ofKind(firstMethods(command.methods, phone, entry, now), command.kind);
  const known = findById(entry, claim.idHash, now);
  if (known !== undefined) return knownBefore(before, known, methods, mark);
  const beginsAs = (standing: Standing): number => beginAllowedAt(entry, { network, standing }, rules, now);
  const own = ownStanding(entry.proofs, credentials, now);
  const client: Client = { network, standing: chooseStanding(own, credentials, beginsAs, now) };
  const allowedAt = beginsAs(client.standing);
  if (allowedAt > now) return refused(whyClosed(allowedAt, beginsAs('challenged'), rules, now), phone);
  const [method] = methods;
  if (method === undefined) return refused(whyNone(entry, command, phone), phone);
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
    allowedChecks: Math.min(rules.maxChecks, failuresLeft(entry, client, rules.limits, now)),
    failedChecks: 0,
    wrongChecks: [],
    attempts: [],
    standing: client.standing,
  };
  const { testCode } = command;
  const code = testCode ?? command.carry(method, begun);
  const attempt = newAttempt(method, { ordinal: 1, mark, dialledAt: now, code });
  const verification: OpenVerification =
    testCode === undefined ? { ...begun, attempts: [attempt] } : { ...begun, attempts: [answeredAtOnce(attempt)], isTest: true };
  const next: NumberEntry = {
    ...entry,
    dials: [...entry.dials, { at: now, network, standing: client.standing, run: mark.run }],
    verifications: [...entry.verifications.map((each) => (each.state === 'open' ? close(each, 'superseded') : each)), verification],
  };
  return recorded(entry, next, verification, { method, methods }, command);
}

/** Why no method of the kind can begin: the kind is not offered, the number is not served, or a small pool had too many failures today. */
function whyNone<M extends MethodTraits>(entry: NumberEntry, { now, kind, methods }: StartCommand<M>, phone: Phone): Problem {
  const whatever = firstMethods(methods, phone, entry, now);
  if (whatever.length > 0) return { ok: false, code: 'method_not_available' };
  const rested = firstMethods(methods, phone, { ...entry, failures: [] }, now);
  if (isWeakSpent(entry, now) && ofKind(rested, kind).length > 0) {
    return tooManyUntil(freeAt(entry.failures, WEAK_FAILURES_PER_DAY, DAY), now);
  }
  return rested.length > 0 ? { ok: false, code: 'method_not_available' } : { ok: false, code: 'phone_not_supported' };
}
