/** Begins a verification, or calls again for one that is open. */
import { otherCode } from '../core/attempt.js';
import type { MethodKind } from '../core/kind.js';
import { nextSteps } from '../core/next-steps.js';
import { findOpen, type NumberEntry } from '../core/number-entry.js';
import { parsePhone } from '../core/phone.js';
import { type NextSteps, NOT_FOUND, type Problem } from '../core/problems.js';
import { decideAgain, decideStart } from '../core/start-decision.js';
import {
  checkableAttempts,
  checksLeftOf,
  codeLengthOf,
  newestAttempt,
  type OpenVerification,
  openConfirmations,
} from '../core/verification.js';
import { dial } from './dial.js';
import { aboutVerification, bindingHash, type Engine, masked, networkHash } from './engine.js';
import { parseInput, type StartInput, startInput } from './input.js';
import { type Recorded, recordAttempt } from './record-attempt.js';
import { codeBookOf, createStartCodes, type StartCodes } from './start-codes.js';
import { createVerificationRef, readVerificationId, type VerificationRef } from './verification-id.js';

/** A call that may be ringing now. */
export interface Started extends NextSteps {
  readonly ok: true;
  readonly verificationId: string;
  readonly status: 'pending';
  readonly method: MethodKind;
  /** Digits of the code; 0 for a confirmation call. */
  readonly codeLength: number;
  /** Masked. */
  readonly phone: string;
  readonly checksLeft: number;
  /** ISO 8601, UTC. */
  readonly expiresAt: string;
}

/** Purposes are compared, so both sides must have the same default. */
export const DEFAULT_PURPOSE = 'sign-in';

export async function start(engine: Engine, given: StartInput): Promise<Started | Problem> {
  const parsed = parseInput(startInput, given);
  if (!parsed.ok) return parsed;
  const { phone, verificationId } = parsed.data;
  if (phone !== undefined && verificationId === undefined) return begin(engine, parsed.data, phone);
  if (verificationId !== undefined && phone === undefined) return again(engine, parsed.data, verificationId);
  return {
    ok: false,
    code: 'invalid_request',
    detail: 'Send either "phone", for a new verification, or "verificationId", for another call.',
  };
}

async function begin(engine: Engine, input: StartInput, text: string): Promise<Started | Problem> {
  const phone = parsePhone(text, engine.defaultCountry);
  if (phone === undefined || engine.countries?.has(phone.country) === false) return { ok: false, code: 'phone_not_supported' };
  const ref = createVerificationRef(phone.e164, engine.keyring.pseudonyms, engine.randomBytes);
  const keyId = engine.keyring.current.id;
  const codes = createStartCodes(engine.keyring, ref);
  const code = engine.testCodeOf(phone.e164);
  const testBook = code === undefined ? undefined : codeBookOf(engine.keyring, keyId, ref);
  const testCode = code === undefined || testBook === undefined ? undefined : otherCode(testBook, code);
  const first = { claim: claimOf(engine, ref, input), phone, keyId, testCode };
  const request = { methods: engine.methods, kind: input.method, network: networkHash(engine, input.ip), carry: codes.carry };
  const recorded = await recordAttempt(engine, ref, { ip: input.ip, isFurther: false }, (entry, now) =>
    decideStart(entry, first, { ...request, now }, engine.rules),
  );
  if (!recorded.ok) return refuse(engine, recorded.problem, phone.e164);
  engine.emit({ type: 'verification.started', country: phone.country, ...aboutVerification(engine, recorded.verification) });
  return call(engine, ref, recorded, codes);
}

async function again(engine: Engine, input: StartInput, verificationId: string): Promise<Started | Problem> {
  const ref = readVerificationId(verificationId, engine.keyring.pseudonyms);
  if (ref === undefined) return NOT_FOUND;
  const codes = createStartCodes(engine.keyring, ref);
  const request = { methods: engine.methods, kind: input.method, network: undefined, carry: codes.carry };
  const recorded = await recordAttempt(engine, ref, { ip: input.ip, isFurther: true }, (entry, now) => {
    const open = findOpen(entry, ref.idHash, now);
    if (open !== undefined && codeBookOf(engine.keyring, open.keyId, ref) === undefined) return { ok: false, problem: NOT_FOUND };
    return decideAgain(entry, claimOf(engine, ref, input), { ...request, now }, engine.rules);
  });
  if (!recorded.ok) return refuse(engine, recorded.problem, undefined);
  return call(engine, ref, recorded, codes);
}

function claimOf(
  engine: Engine,
  ref: VerificationRef,
  input: StartInput,
): { idHash: string; binding: string | undefined; purpose: string } {
  return { idHash: ref.idHash, binding: bindingHash(engine, input.binding), purpose: input.purpose ?? DEFAULT_PURPOSE };
}

function refuse(engine: Engine, problem: Problem, e164: string | undefined): Problem {
  if (problem.code === 'too_many_requests') {
    engine.emit({ type: 'limit.reached', limit: 'starts', ...(e164 === undefined ? {} : { phone: masked(e164) }) });
  }
  return problem;
}

/** Dials what is on record, unless the number is a test number, and tells how the verification stands then. */
async function call(engine: Engine, ref: VerificationRef, recorded: Recorded, codes: StartCodes): Promise<Started | Problem> {
  const { verification, methods, attemptNumber } = recorded;
  if (verification.isTest === true) return describe(engine, ref, verification, recorded.entry);
  const before = recorded.before.verifications.find((each) => each.idHash === ref.idHash);
  const expiresAtBefore = before?.expiresAt ?? verification.expiresAt;
  const dialled = await dial(engine, { ref, attemptNumber, methods, codes, expiresAtBefore }, verification);
  return dialled.ok ? describe(engine, ref, dialled.verification, dialled.entry) : dialled.problem;
}

function describe(engine: Engine, ref: VerificationRef, verification: OpenVerification, entry: NumberEntry): Started | Problem {
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
