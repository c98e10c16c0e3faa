/** The answer to a start, from what is recorded. */
import type { Started, ToldToHost } from '../../contract/answers.js';
import { type Problem, UNAVAILABLE } from '../../contract/problems.js';
import { nextSteps } from '../../core/decisions/next-steps.js';
import type { NumberEntry } from '../../core/entry/number-entry.js';
import { bringsOtherCode } from '../../core/entry/other-code.js';
import {
  checkableAttempts,
  checksLeftOf,
  codeLengthOf,
  newestAttempt,
  type OpenVerification,
  openConfirmations,
} from '../../core/entry/verification.js';
import { maskPhone } from '../../core/phone/phone.js';
import type { Engine } from '../engine.js';

export function describeStarted(
  engine: Engine,
  verificationId: string,
  verification: OpenVerification,
  entry: NumberEntry,
  isRepeat = false,
): (Started & ToldToHost) | Problem {
  const now = engine.clock();
  const steps = nextSteps(engine.methods, verification, entry, engine.rules, now);
  const { report } = engine.rules;
  // The call was forwarded, or the provider returned another code than ours: no code of this call can be checked. Or it was not placed.
  const hasLiveAttempt = checkableAttempts(verification, report, now).length > 0 || openConfirmations(verification, report, now).length > 0;
  const newest = newestAttempt(verification);
  // It is not known whether it rings, and its code is not known.
  const isContested = newest.isVoid === true && newest.reach === 'key_press';
  if (newest.isVoid === true && newest.code === undefined && !isContested) return UNAVAILABLE;
  if (!hasLiveAttempt || isContested || newest.outcome === 'redirected')
    return { ok: false, code: 'call_failed', verificationId, ...steps };
  return {
    ok: true,
    verificationId,
    status: 'pending',
    method: newest.kind,
    codeLength: codeLengthOf(newest),
    ...(bringsOtherCode(verification, engine.methods) ? { isOtherCode: true } : {}),
    phone: maskPhone(verification.phone),
    checksLeft: checksLeftOf(verification),
    expiresAt: new Date(verification.expiresAt).toISOString(),
    ...steps,
    test: verification.isTest === true,
    isRepeat,
  };
}
