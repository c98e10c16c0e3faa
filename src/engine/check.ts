/** Checks a code: at most one evaluation, one put, one token. */
import { type CheckDecision, decideCheck } from '../core/check-decision.js';
import type { NumberEntry } from '../core/number-entry.js';
import { NOT_FOUND, type Problem } from '../core/problems.js';
import type { OpenVerification } from '../core/verification.js';
import { aboutVerification, bindingHash, type Engine, networkHash, txnOf } from './engine.js';
import { type CheckInput, checkInput, parseInput } from './input.js';
import { DEFAULT_PURPOSE } from './start.js';
import { codeBookOf } from './start-codes.js';
import { readVerificationId, type VerificationRef } from './verification-id.js';

/** The number is proven. */
export interface Verified {
  readonly ok: true;
  readonly status: 'verified';
  readonly token: string;
  readonly tokenType: 'Bearer';
  /** Seconds. */
  readonly expiresIn: number;
  /** E.164. */
  readonly phone: string;
}

/** The code was right, or none is needed, and a report about the call is still out. */
export interface AwaitingCall {
  readonly ok: true;
  readonly status: 'awaiting_call';
  readonly retryAfterSeconds: number;
}

/** How soon a client may ask again whether the report has come. */
const AWAIT_SECONDS = 2;

/**
 * Who reads: every check of the number, side by side. Who writes: whoever's put finds the entry as it was read; all others
 * read again and find the code spent, the failure counted, or the verification over. Dying before the put spends nothing;
 * dying after it loses the token, and never gives two. Nothing that can fail comes after the put: host claims come before it.
 */
export async function check(engine: Engine, given: CheckInput): Promise<Verified | AwaitingCall | Problem> {
  const parsed = parseInput(checkInput, given);
  if (!parsed.ok) return parsed;
  const ref = readVerificationId(parsed.data.verificationId, engine.keyring.pseudonyms);
  if (ref === undefined) return NOT_FOUND;
  let hostClaims: Readonly<Record<string, unknown>> | undefined;
  const prepare = async (decision: CheckDecision): Promise<undefined> => {
    if (decision.result !== 'verified') return;
    const { phone, purpose, isTest } = decision.verification;
    hostClaims ??= engine.tokens.readHostClaims(await engine.hostClaims({ phone, purpose, test: isTest === true }));
  };
  const decision = await engine.entries.update<CheckDecision>(
    ref.number,
    (entry) => {
      const told = decide(engine, ref, parsed.data, entry);
      return { told, entry: told.entry };
    },
    prepare,
  );
  if (decision.result === 'awaiting') return { ok: true, status: 'awaiting_call', retryAfterSeconds: AWAIT_SECONDS };
  if (decision.result === 'problem') return refuse(engine, decision);
  return verify(engine, decision, hostClaims ?? {});
}

function decide(engine: Engine, ref: VerificationRef, input: CheckInput, entry: NumberEntry): CheckDecision {
  const request = {
    now: engine.clock(),
    claim: { idHash: ref.idHash, binding: bindingHash(engine, input.binding), purpose: input.purpose ?? DEFAULT_PURPOSE },
    verificationId: ref.verificationId,
    code: input.code,
    network: networkHash(engine, input.ip),
    methods: engine.methods,
    book: (verification: OpenVerification) => codeBookOf(engine.keyring, verification.keyId, ref),
  };
  return decideCheck(entry, request, engine.rules);
}

function refuse(engine: Engine, { problem, verification }: Extract<CheckDecision, { result: 'problem' }>): Problem {
  if (problem.code === 'too_many_requests') engine.emit({ type: 'limit.reached', limit: 'failures' });
  if (problem.code === 'code_incorrect' && verification !== undefined) {
    engine.emit({ type: 'code.rejected', checksLeft: problem.checksLeft, ...aboutVerification(engine, verification) });
  }
  return problem;
}

function verify(
  engine: Engine,
  decision: Extract<CheckDecision, { result: 'verified' }>,
  hostClaims: Readonly<Record<string, unknown>>,
): Verified {
  const { verification, attempt } = decision;
  const isTest = verification.isTest === true;
  const facts = {
    phone: verification.phone,
    subject: engine.keyring.pseudonyms.hash('subject', verification.phone),
    purpose: verification.purpose,
    txn: txnOf(engine, verification.idHash),
    method: attempt.kind,
    isTest,
    verifiedAt: engine.clock(),
  };
  const token = engine.tokens.issue(facts, hostClaims);
  engine.emit({ type: 'verification.verified', method: attempt.kind, isTest, ...aboutVerification(engine, verification) });
  return { ok: true, status: 'verified', token, tokenType: 'Bearer', expiresIn: engine.tokens.expiresInSeconds, phone: verification.phone };
}
