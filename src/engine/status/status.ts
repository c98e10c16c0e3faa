/** Says how a verification stands, to a client that presents its id. */

import type { VerificationStatus } from '../../contract/answers.js';
import type { ReferenceInput } from '../../contract/inputs.js';
import { NOT_FOUND, type Problem } from '../../contract/problems.js';
import { nextChangeAt } from '../../core/decisions/next-change.js';
import { nextSteps } from '../../core/decisions/next-steps.js';
import type { MethodTraits } from '../../core/entry/method-traits.js';
import { findVerification, type NumberEntry } from '../../core/entry/number-entry.js';
import { asOf, checksLeftOf, codeLengthOf, isAwaitingCall, toldAttempt, type Verification } from '../../core/entry/verification.js';
import { claimOf, type Engine, tellOtherBinding, type VerificationRef } from '../engine.js';

/** A verification that the client may see. */
export interface Located {
  readonly ok: true;
  readonly ref: VerificationRef;
  readonly status: VerificationStatus;
}

/** How a verification stood at a time, and until when it stands so if nothing is written. */
export interface Described {
  readonly status: VerificationStatus;
  readonly at: number;
  readonly until: number;
}

interface Describing extends Pick<Engine, 'rules' | 'clock'> {
  readonly methods: readonly MethodTraits[];
}

export async function status(engine: Engine, input: ReferenceInput): Promise<VerificationStatus | Problem> {
  const located = await locate(engine, input);
  return located.ok ? located.status : located;
}

/** The verification that fits the id and the binding, and how it stands. */
export async function locate(engine: Engine, input: ReferenceInput): Promise<Located | Problem> {
  const { records } = engine;
  const ref = records.refOf(input.verificationId);
  if (ref === undefined) return NOT_FOUND;
  const { value: entry } = await records.entries.load(ref.entryKey);
  const claim = claimOf(engine, ref.idHash, input, undefined);
  const verification = findVerification(entry, claim, engine.clock());
  if (verification !== undefined) return { ok: true, ref, status: describeStatus(engine, entry, verification).status };
  tellOtherBinding(engine, entry, claim);
  return NOT_FOUND;
}

export function describeStatus(engine: Describing, entry: NumberEntry, verification: Verification): Described {
  const at = engine.clock();
  return { status: statusAt(engine, entry, verification, at), at, until: nextChangeAt(entry, verification, engine.rules, at) };
}

/** Whatever it compares with the clock must be in `nextChangeAt`, too. */
function statusAt(engine: Describing, entry: NumberEntry, verification: Verification, now: number): VerificationStatus {
  const present = asOf(verification, now);
  const expiresAt = new Date(present.expiresAt).toISOString();
  if (present.state === 'closed') {
    const { reason, kind, codeLength, outcome } = present;
    const over = { method: kind, codeLength, call: { outcome }, checksLeft: 0, expiresAt, retryAt: null, nextMethods: [] };
    return { ok: true, status: reason === 'verified' ? 'verified' : 'closed', reason, ...over };
  }
  const told = toldAttempt(present);
  return {
    ok: true,
    status: isAwaitingCall(present, engine.rules.report, now) ? 'awaiting_call' : 'pending',
    method: told.kind,
    codeLength: codeLengthOf(told),
    call: { outcome: told.outcome },
    checksLeft: checksLeftOf(present),
    expiresAt,
    ...nextSteps(engine.methods, present, entry, engine.rules, now),
  };
}
