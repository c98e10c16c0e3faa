/** Begins a verification, or calls again for one that is open. */

import type { Started } from '../../contract/answers.js';
import { NOT_FOUND, type Problem, UNAVAILABLE } from '../../contract/problems.js';
import { type Asked, decideOnce } from '../../core/decisions/decide-once.js';
import { nextSteps } from '../../core/decisions/next-steps.js';
import { decideAgain, decideStart } from '../../core/decisions/start-decision.js';
import { otherCode } from '../../core/entry/attempt.js';
import { findOpen, type NumberEntry } from '../../core/entry/number-entry.js';
import {
  checkableAttempts,
  checksLeftOf,
  codeLengthOf,
  newestAttempt,
  type OpenVerification,
  openConfirmations,
} from '../../core/entry/verification.js';
import type { Credentials } from '../../core/limits/standing.js';
import { type Phone, parsePhone } from '../../core/phone/phone.js';
import type { CallMethod } from '../../ports/method.js';
import { challengeOf } from '../defences/policy.js';
import { aboutVerification, bindingHash, type Engine, masked, networkHash } from '../engine.js';
import { DEFAULT_PURPOSE, type ParsedStart } from '../input.js';
import { codeBookOf } from '../records/code-book.js';
import { createVerificationRef, readVerificationId, type VerificationRef } from '../records/verification-id.js';
import { dial } from './place-call.js';
import { expiresWithout, type Recorded, recordAttempt } from './record-attempt.js';
import { createStartCodes, type StartCodes } from './start-codes.js';

/** What a key asks for, and the id by which it is known. */
export interface Once extends Asked {
  readonly ref: VerificationRef;
}

/** @param once given, it may be run several times, and takes effect once; the answer is `ON_RECORD` if it has before */
export function start(engine: Engine, input: ParsedStart, once?: Once): Promise<Started | Problem> {
  const { phone, verificationId } = input;
  return phone === undefined ? again(engine, input, verificationId, once) : begin(engine, input, phone, once);
}

async function begin(engine: Engine, input: ParsedStart, text: string, once: Once | undefined): Promise<Started | Problem> {
  const phone = parsePhone(text, engine.defaultCountry);
  if (phone === undefined || engine.countries?.has(phone.country) === false) return { ok: false, code: 'phone_not_supported' };
  const ref = once?.ref ?? createVerificationRef(phone.e164, engine.keyring.pseudonyms, engine.randomBytes);
  const keyId = engine.keyring.current.id;
  const codes = createStartCodes(engine.keyring, ref);
  const code = engine.testCodeOf(phone.e164);
  const testBook = code === undefined ? undefined : codeBookOf(engine.keyring, keyId, ref);
  const testCode = code === undefined || testBook === undefined ? undefined : otherCode(testBook, code);
  const first = { claim: claimOf(engine, ref, input), phone, keyId, testCode };
  const credentials = credentialsOf(engine, input, phone.e164);
  const request = { methods: trustedMethods(engine), kind: input.method, credentials, carry: codes.carry };
  if (request.methods.length === 0) return UNAVAILABLE;
  const recorded = await recordAttempt(engine, ref, { ip: input.ip, isFurther: false, credentials }, (entry, now, shape) =>
    decideOnce(entry, once, () => decideStart(entry, first, { ...request, ...shape, now }, engine.rules)),
  );
  if (!recorded.ok) return recorded.by === 'gate' ? recorded.problem : refuse(engine, recorded.problem, input, phone);
  engine.emit({ type: 'verification.started', country: phone.country, ...aboutVerification(engine, recorded.verification) });
  return call(engine, ref, recorded, codes);
}

async function again(engine: Engine, input: ParsedStart, verificationId: string, once: Once | undefined): Promise<Started | Problem> {
  const ref = readVerificationId(verificationId, engine.keyring.pseudonyms);
  if (ref === undefined) return NOT_FOUND;
  const codes = createStartCodes(engine.keyring, ref);
  const credentials = credentialsOf(engine, input, undefined);
  const request = { methods: trustedMethods(engine), kind: input.method, credentials, carry: codes.carry };
  let phone: Phone | undefined;
  const recorded = await recordAttempt(engine, ref, { ip: input.ip, isFurther: true, credentials }, (entry, now, shape) => {
    const open = findOpen(entry, ref.idHash, now);
    phone = open === undefined ? undefined : parsePhone(open.phone);
    if (open !== undefined && codeBookOf(engine.keyring, open.keyId, ref) === undefined) return { ok: false, problem: NOT_FOUND };
    return decideOnce(entry, once, () => decideAgain(entry, claimOf(engine, ref, input), { ...request, ...shape, now }, engine.rules));
  });
  if (!recorded.ok) return recorded.by === 'gate' ? recorded.problem : refuse(engine, recorded.problem, input, phone);
  return call(engine, ref, recorded, codes);
}

function claimOf(
  engine: Engine,
  ref: VerificationRef,
  input: ParsedStart,
): { idHash: string; binding: string | undefined; purpose: string } {
  return { idHash: ref.idHash, binding: bindingHash(engine, input.binding), purpose: input.purpose ?? DEFAULT_PURPOSE };
}

/** What the client shows. Of a further attempt the number is known by its entry alone, so a device's mark counts for first ones. */
function credentialsOf(engine: Engine, input: ParsedStart, e164: string | undefined): Credentials {
  return {
    network: networkHash(engine, input.ip),
    isKnownDevice: e164 !== undefined && engine.deviceProofs.isFor(e164, input.deviceProof),
    hasPassedChallenge: input.challengePassed === true,
  };
}

/** Those whose codes are not known to be guessable. */
function trustedMethods(engine: Engine): readonly CallMethod[] {
  return engine.methods.filter((method) => engine.codeWatch.isTrusted(method));
}

/** What the limits of the number say, with the host's challenge where one opens it. */
async function refuse(engine: Engine, problem: Problem, input: ParsedStart, phone: Phone | undefined): Promise<Problem> {
  if (problem.code === 'too_many_requests' || problem.code === 'challenge_required') {
    engine.emit({ type: 'limit.reached', limit: 'starts', ...(phone === undefined ? {} : { phone: masked(phone.e164) }) });
  }
  if (problem.code !== 'challenge_required' || phone === undefined) return problem;
  const { purpose = DEFAULT_PURPOSE, ip, verificationId } = input;
  const isFurther = verificationId !== undefined;
  return challengeOf(engine.challenge, { phone: phone.e164, country: phone.country, purpose, ip, isFurther });
}

/** Dials what is on record, unless the number is a test number, and tells how the verification stands then. */
async function call(engine: Engine, ref: VerificationRef, recorded: Recorded, codes: StartCodes): Promise<Started | Problem> {
  const { verification, methods, attemptNumber, costs } = recorded;
  if (verification.isTest === true) return describeStarted(engine, ref, verification, recorded.entry);
  const newest = newestAttempt(verification);
  if (newest.isDecoy === true) {
    await engine.decoys.pretend(newest.methodId);
    return describeStarted(engine, ref, verification, recorded.entry);
  }
  const dialling = { ref, attemptNumber, methods, codes, costs, expiresAtBefore: expiresWithout(recorded) };
  const dialled = await dial(engine, dialling, verification);
  return dialled.ok ? describeStarted(engine, ref, dialled.verification, dialled.entry) : dialled.problem;
}

/** How a start is answered by what is on record. */
export function describeStarted(
  engine: Engine,
  ref: VerificationRef,
  verification: OpenVerification,
  entry: NumberEntry,
): Started | Problem {
  const now = engine.clock();
  const steps = nextSteps(engine.methods, verification, entry, engine.rules, now);
  const { report } = engine.rules;
  // Forwarded, or another code than ours was echoed: nothing that this call brings can be checked.
  const hasLiveAttempt = checkableAttempts(verification, report, now).length > 0 || openConfirmations(verification, report, now).length > 0;
  const newest = newestAttempt(verification);
  if (!hasLiveAttempt || newest.outcome === 'redirected') {
    return { ok: false, code: 'call_failed', verificationId: ref.verificationId, ...steps };
  }
  return {
    ok: true,
    verificationId: ref.verificationId,
    status: 'pending',
    method: newest.kind,
    codeLength: codeLengthOf(newest),
    phone: masked(verification.phone),
    checksLeft: checksLeftOf(verification),
    expiresAt: new Date(verification.expiresAt).toISOString(),
    ...steps,
  };
}
