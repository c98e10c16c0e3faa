/** Whether an open verification may have a further attempt, and the entry that holds it before anything is dialled. */
import { NOT_FOUND } from '../../contract/problems.js';
import { newAttempt } from '../entry/attempt.js';
import type { MethodTraits } from '../entry/method-traits.js';
import { findVerification, type NumberEntry, prune, replaceVerification } from '../entry/number-entry.js';
import { isSameRequest } from '../entry/request-mark.js';
import { newestAttempt, type OpenVerification } from '../entry/verification.js';
import type { Standing } from '../limits/number-limits.js';
import { standingBehind } from '../limits/standing.js';
import { dialAllowedAt, whatClosesDial } from './allowance.js';
import { ownTurn, takeTurn } from './confirmation-contests.js';
import type { Decision } from './decision.js';
import { furtherMethods } from './next-steps.js';
import { endOf, type Rules } from './rules.js';
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
import { addDial, isDialTrusted } from './trusted-dials.js';

/** Decides a further attempt of a verification, by the kind that was named, or by the next method. */
export function decideFurtherAttempt<M extends MethodTraits>(
  before: NumberEntry,
  command: StartCommand<M>,
  rules: Rules,
): Decision<StartResult<M>> {
  const { now, mark, claim, credentials } = command;
  const { network } = credentials;
  const entry = prune(before, now);
  const verification = findVerification(entry, claim, now);
  if (verification === undefined) return refused(NOT_FOUND);
  if (verification.state === 'closed') return refused({ ok: false, code: 'verification_closed', reason: verification.reason });
  const { phone } = verification;
  // A put whose answer was lost has tried its method already: it goes by the methods it had before.
  const earlier = verification.attempts.filter((attempt) => !isSameRequest(attempt.mark, mark));
  const possible = furtherMethods(command.methods, { ...verification, attempts: earlier }, entry, rules, now);
  const methods = ofKind(possible, command.kind);
  if (earlier.length < verification.attempts.length) return knownBefore(before, verification, { methods, all: command.methods }, mark);
  const dialsAs = (standing: Standing): number => dialAllowedAt(entry, { network, standing }, rules, now);
  const standing = chooseStanding(verification.standing, credentials, dialsAs, now);
  const closing = whatClosesDial(entry, { network, standing }, rules, now);
  const challengedAt = dialsAs('challenged');
  const caller = { idHash: claim.idHash, owner: { binding: claim.binding, network, standing } };
  const turn = verification.isTest === true ? ownTurn(entry, methods) : takeTurn(entry, caller, methods, now);
  const [method] = turn.methods;
  if (method === undefined) return refused({ ok: false, code: possible.length > 0 ? 'method_not_available' : 'no_method_left' }, phone);
  const isOver = closing.until >= verification.expiresAt && !(rules.canChallenge && challengedAt < verification.expiresAt);
  const closed = closing.until > now ? whyClosed(closing, challengedAt, rules, now) : undefined;
  const limit: Closed | undefined = isOver ? { problem: { ok: false, code: 'no_method_left' }, by: closing.by } : closed;
  const newest = newestAttempt(verification);
  const code = verification.isTest === true ? newest.code : command.carry(method, verification);
  const attempt = newAttempt(method, { ordinal: newest.ordinal + 1, mark, dialledAt: now, code });
  const made = verification.isTest === true ? answeredAtOnce(attempt) : turn.isContested ? notDialled(attempt) : attempt;
  const attempts = [...verification.attempts, made];
  const expiresAt = Math.max(verification.expiresAt, endOf({ startedAt: verification.startedAt, attempts }, rules));
  const hasConfirmation = verification.hasConfirmation ?? turn.hasConfirmation;
  const next: OpenVerification = { ...verification, standing, attempts, expiresAt, hasConfirmation };
  const own = standingBehind(verification.standing, entry.proofs, credentials, now);
  const isTrusted = isDialTrusted(entry, own, now) || undefined;
  const dialled = addDial(turn.entry, { at: now, network, standing, run: mark.run, isFurther: true, isTrusted });
  return recorded(entry, replaceVerification(dialled, claim.idHash, next), next, { method, methods: turn.methods, limit }, command);
}
