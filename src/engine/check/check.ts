/** Checks a code: at most one evaluation, one put, one token. */

import type { AwaitingCall, Verified } from '../../contract/answers.js';
import { NOT_FOUND, type Problem } from '../../contract/problems.js';
import { type CheckDecision, decideCheck, keepToken, type VerifiedDecision } from '../../core/decisions/check-decision.js';
import type { Attempt } from '../../core/entry/attempt.js';
import type { NumberEntry } from '../../core/entry/number-entry.js';
import type { OpenVerification } from '../../core/entry/verification.js';
import { parsePhone } from '../../core/phone/phone.js';
import { aboutVerification, bindingHash, type Engine, networkHash, txnOf } from '../engine.js';
import { type CheckInput, DEFAULT_PURPOSE } from '../input.js';
import { codeBookOf } from '../records/code-book.js';
import { isSameRequest, KEY_REUSED, type KeyUse, keyUseOf } from '../records/request-keys.js';
import { readVerificationId, type VerificationRef } from '../records/verification-id.js';

/** How soon a client may ask again whether the report has come. */
const AWAIT_SECONDS = 2;

/**
 * Who reads: every check of the number, side by side. Who writes: whoever's put finds the entry as it was read; all others
 * read again and find the code spent, the failure counted, or the verification over. Dying before the put spends nothing;
 * dying after it loses the token, and never gives two. Nothing that can fail comes after the put: host claims come before it.
 *
 * Under a client's key dying after the put loses nothing: the token is signed before it, and the same put that spends the
 * code keeps it, under a hash of key and request, for a minute; a wrong code's hash is kept by the put that counts it. So a
 * repeat is never evaluated, and a key never tells of a code that was not paid for: another code under it is refused.
 */
export async function check(engine: Engine, input: CheckInput): Promise<Verified | AwaitingCall | Problem> {
  const { verificationId, code, purpose = DEFAULT_PURPOSE } = input;
  const use = keyUseOf(engine.keyring.pseudonyms, 'check', input, [verificationId, code, purpose]);
  if (use !== undefined && !(await isSameRequest(engine.keyRecords, use, engine.clock()))) return KEY_REUSED;
  const ref = readVerificationId(verificationId, engine.keyring.pseudonyms);
  if (ref === undefined) return NOT_FOUND;
  let hostClaims: HostClaims | undefined;
  const prepare = async (decision: CheckDecision): Promise<'decide_again' | undefined> => {
    if (decision.result !== 'verified' || hostClaims !== undefined) return undefined;
    const { phone, purpose, isTest } = decision.verification;
    hostClaims = engine.tokens.readHostClaims(await engine.hostClaims({ phone, purpose, test: isTest === true }));
    // Now it can be signed, and kept by the put.
    return use === undefined ? undefined : 'decide_again';
  };
  const decision = await engine.entries.update<CheckDecision>(
    ref.number,
    (entry) => {
      const decided = decide(engine, ref, input, use, entry);
      const isToBeKept = decided.result === 'verified' && use !== undefined && hostClaims !== undefined;
      const told = isToBeKept ? keepToken(decided, use.mark, sign(engine, decided, hostClaims ?? {}), engine.clock()) : decided;
      return { told, entry: told.entry };
    },
    prepare,
  );
  switch (decision.result) {
    case 'awaiting':
      return { ok: true, status: 'awaiting_call', retryAfterSeconds: AWAIT_SECONDS };
    case 'problem':
      return refuse(engine, decision);
    case 'repeated':
      return repeat(engine, decision.token);
    case 'verified':
      return verify(engine, decision, hostClaims ?? {});
  }
}

type HostClaims = Readonly<Record<string, unknown>>;

function decide(engine: Engine, ref: VerificationRef, input: CheckInput, use: KeyUse | undefined, entry: NumberEntry): CheckDecision {
  const request = {
    now: engine.clock(),
    claim: { idHash: ref.idHash, binding: bindingHash(engine, input.binding), purpose: input.purpose ?? DEFAULT_PURPOSE },
    verificationId: ref.verificationId,
    code: input.code,
    network: networkHash(engine, input.ip),
    methods: engine.methods,
    mark: use?.mark,
    book: (verification: OpenVerification) => codeBookOf(engine.keyring, verification.keyId, ref),
  };
  return decideCheck(entry, request, engine.rules);
}

function refuse(engine: Engine, { problem, verification }: Extract<CheckDecision, { result: 'problem' }>): Problem {
  if (problem.code === 'too_many_requests') engine.emit({ type: 'limit.reached', limit: 'failures' });
  if (problem.code === 'code_incorrect' && verification !== undefined) {
    engine.emit({ type: 'code.rejected', checksLeft: problem.checksLeft, ...aboutVerification(engine, verification) });
    // Whoever tries a test number out guesses nobody's code.
    if (verification.isTest !== true) engine.defences.checked(false);
  }
  return problem;
}

function sign(engine: Engine, { verification, attempt }: VerifiedDecision, hostClaims: HostClaims): string {
  const facts = {
    phone: verification.phone,
    subject: engine.keyring.pseudonyms.hash('subject', verification.phone),
    purpose: verification.purpose,
    txn: txnOf(engine, verification.idHash),
    method: attempt.kind,
    isTest: verification.isTest === true,
    verifiedAt: engine.clock(),
  };
  return engine.tokens.issue(facts, hostClaims);
}

function verify(engine: Engine, decision: VerifiedDecision, hostClaims: HostClaims): Verified {
  const { verification, attempt } = decision;
  const token = decision.token ?? sign(engine, decision, hostClaims);
  const isTest = verification.isTest === true;
  engine.emit({ type: 'verification.verified', method: attempt.kind, isTest, ...aboutVerification(engine, verification) });
  if (!isTest) countVerified(engine, verification, attempt);
  return { ok: true, status: 'verified', token, tokenType: 'Bearer', expiresIn: engine.tokens.expiresInSeconds, phone: verification.phone };
}

/** Statistics of the breakers, which no answer waits for. */
function countVerified(engine: Engine, { phone: e164, attempts }: OpenVerification, { reach }: Attempt): void {
  if (reach !== 'key_press') engine.defences.checked(true);
  const phone = parsePhone(e164);
  const dialledAt = attempts.filter((attempt) => attempt.isDecoy !== true).map((attempt) => attempt.dialledAt);
  if (phone !== undefined) engine.defences.verified({ phone, dialledAt });
}

/** The same token once more, with the seconds that are left of it. One that has run out meanwhile is of no use. */
function repeat(engine: Engine, token: string): Verified | Problem {
  const now = engine.clock();
  const claims = engine.tokens.verify(token, now);
  if (claims === undefined) return { ok: false, code: 'verification_closed', reason: 'verified' };
  const expiresIn = claims.exp - Math.floor(now / 1000);
  return { ok: true, status: 'verified', token, tokenType: 'Bearer', expiresIn, phone: claims.phone_number };
}
