/** Tells how a verification stands, to whoever presents its id. */
import type { MethodKind } from '../core/kind.js';
import { nextSteps } from '../core/next-steps.js';
import { findVerification, type NumberEntry } from '../core/number-entry.js';
import type { CallOutcome } from '../core/outcome.js';
import { type ClosedReason, type NextSteps, NOT_FOUND, type Problem } from '../core/problems.js';
import { checksLeftOf, codeLengthOf, newestAttempt } from '../core/verification.js';
import { bindingHash, type Engine } from './engine.js';
import { parseInput, type ReferenceInput, referenceInput } from './input.js';
import { readVerificationId, type VerificationRef } from './verification-id.js';

export interface VerificationStatus extends NextSteps {
  readonly ok: true;
  /** `awaiting_call`: the right code was given and a report about the call is still out. */
  readonly status: 'pending' | 'awaiting_call' | 'verified' | 'closed';
  /** Why it is over, if it is. */
  readonly reason?: ClosedReason;
  /** Of the newest attempt, as are the next two. */
  readonly method: MethodKind;
  readonly codeLength: number;
  readonly call: { readonly outcome: CallOutcome };
  readonly checksLeft: number;
  /** ISO 8601, UTC. */
  readonly expiresAt: string;
}

export async function status(engine: Engine, given: ReferenceInput): Promise<VerificationStatus | Problem> {
  const parsed = parseInput(referenceInput, given);
  if (!parsed.ok) return parsed;
  const ref = readVerificationId(parsed.data.verificationId, engine.keyring.pseudonyms);
  if (ref === undefined) return NOT_FOUND;
  return describe(engine, await engine.entries.read(ref.number), ref, parsed.data.binding);
}

function describe(engine: Engine, entry: NumberEntry, ref: VerificationRef, binding: string | undefined): VerificationStatus | Problem {
  const now = engine.clock();
  const claim = { idHash: ref.idHash, binding: bindingHash(engine, binding), purpose: undefined };
  const verification = findVerification(entry, claim, now);
  if (verification === undefined) return NOT_FOUND;
  const expiresAt = new Date(verification.expiresAt).toISOString();
  if (verification.state === 'closed') {
    const { reason, kind, codeLength, outcome } = verification;
    const over = { method: kind, codeLength, call: { outcome }, checksLeft: 0, expiresAt, retryAt: null, nextMethods: [] };
    return { ok: true, status: reason === 'verified' ? 'verified' : 'closed', reason, ...over };
  }
  const newest = newestAttempt(verification);
  return {
    ok: true,
    status: verification.accepted === undefined ? 'pending' : 'awaiting_call',
    method: newest.kind,
    codeLength: codeLengthOf(newest),
    call: { outcome: newest.outcome },
    checksLeft: checksLeftOf(verification),
    expiresAt,
    ...nextSteps(engine.methods, verification, entry, engine.rules, now),
  };
}
