/** Checks a code: at most one evaluation, one put, one token. */

import type { AwaitingCall, ToldToHost, Verified } from '../../contract/answers.js';
import { type CheckInput, DEFAULT_PURPOSE } from '../../contract/inputs.js';
import { KEY_REUSED, NOT_FOUND, type Problem } from '../../contract/problems.js';
import { type CheckResult, decideCheck, type ProvenNumber, type VerifiedCheck } from '../../core/decisions/decide-check.js';
import { providerOf } from '../../core/entry/attempt.js';
import { amrOf } from '../../core/entry/method-traits.js';
import type { NumberEntry } from '../../core/entry/number-entry.js';
import { maskPhone, parsePhone } from '../../core/phone/phone.js';
import { checkChannel, traced } from '../../ports/channels.js';
import {
  aboutVerification,
  claimOf,
  type Engine,
  explained,
  type Held,
  type HostClaims,
  orUnavailable,
  tellOtherBinding,
  txnOfId,
  type VerificationRef,
} from '../engine.js';

/** How soon a client may ask again whether the report has come. */
const AWAITING: AwaitingCall = { ok: true, status: 'awaiting_call', retryAfterSeconds: 2 };

/** Checks as those who trace it see it. */
export function check(engine: Engine, input: CheckInput): Promise<(Verified & ToldToHost) | AwaitingCall | Problem> {
  const { verificationId, purpose = DEFAULT_PURPOSE } = input;
  return traced(
    checkChannel,
    () => ({ service: engine.service, purpose, txn: txnOfId(engine, verificationId) }),
    () => orUnavailable(run(engine, input)),
    (message, answer) => {
      message.outcome = answer.ok ? answer.status : answer.code;
    },
  );
}

/**
 * Reads: every check of the number, at the same time. Writes: the check whose put finds the entry as it was read; all others read again,
 * and find the code spent, the failure counted, or the verification over. If the process dies before the put, nothing is spent. Whatever
 * can fail comes before the put: the client's key is written, and the host's claims are asked for. If nothing is evaluated after all, the
 * key is taken back; a process that dies in between leaves it for its eleven minutes.
 *
 * If it dies after the put, the token is lost, unless the check came under a key: for two minutes a repeat finds the request's mark, and
 * gets a token with the same id, whatever its times are, because another clock may have set them. A repeat of a wrong check is not
 * evaluated. A key never says whether another code is right: a request with another code under it is refused.
 */
async function run(engine: Engine, input: CheckInput): Promise<(Verified & ToldToHost) | AwaitingCall | Problem> {
  const { records } = engine;
  const { verificationId, code, purpose = DEFAULT_PURPOSE } = input;
  const use = records.keyUseOf('check', input, [verificationId, code, purpose]);
  const isReused = async (): Promise<boolean> => {
    const key = use === undefined ? undefined : await records.requestKeys.read(use);
    return key !== undefined && key.request !== use?.request;
  };
  const ref = records.refOf(verificationId);
  if (ref === undefined) return (await isReused()) ? KEY_REUSED : NOT_FOUND;
  const mark = records.newMark(use);
  const fixed = {
    mark,
    claim: claimOf(engine, ref.idHash, input, purpose),
    ...{ verificationId, code },
    network: records.networkName(input.ip),
    methods: engine.methods,
    book: ({ keyId }: { readonly keyId: string }) => records.codeBookOf(keyId, ref),
    cover: records.coverOf(ref),
  };
  let isPermitted = use === undefined;
  let isKeyOurs = false;
  let claims = typeof engine.hostClaims === 'function' ? undefined : engine.hostClaims;
  const takeKeyBack = async (): Promise<void> => {
    if (isKeyOurs && use !== undefined) await records.requestKeys.takeBack(use);
  };
  for (let held: Held<NumberEntry> | undefined; ; ) {
    const committed = await records.entries.commit(
      ref.entryKey,
      (entry) => decideCheck(entry, { ...fixed, now: engine.clock(), isPermitted, hasClaims: claims !== undefined }, engine.rules),
      held,
    );
    held = committed.held;
    const { result } = committed;
    if (result.kind === 'proposed' && use !== undefined) {
      const bits = records.newBits();
      const written = await records.requestKeys.write(use, bits);
      if (written.request !== use.request) return KEY_REUSED;
      isKeyOurs = written.bits === bits;
      isPermitted = true;
    } else if (result.kind === 'needs_claims') {
      try {
        claims = await askClaims(engine, result.proven);
      } catch (error) {
        await takeKeyBack();
        throw error;
      }
    } else if (result.kind === 'refused' && !isPermitted && (await isReused())) {
      return KEY_REUSED;
    } else {
      if (result.kind === 'refused' && result.problem === NOT_FOUND) tellOtherBinding(engine, held.value, fixed.claim);
      // Lost to another check, or the same right code once more.
      if (result.kind === 'refused' || (result.kind === 'awaiting' && result.isKnown === true)) await takeKeyBack();
      return answer(engine, ref, result, claims ?? {});
    }
  }
}

async function askClaims({ hostClaims, tokens }: Engine, { phone, purpose, isTest }: ProvenNumber): Promise<HostClaims> {
  return typeof hostClaims === 'function' ? tokens.readHostClaims(await hostClaims({ phone, purpose, test: isTest })) : hostClaims;
}

function answer(
  engine: Engine,
  ref: VerificationRef,
  result: CheckResult,
  claims: HostClaims,
): (Verified & ToldToHost) | AwaitingCall | Problem {
  switch (result.kind) {
    case 'refused':
      if (result.by !== undefined) engine.emit({ type: 'limit.reached', limit: 'failures', option: result.by });
      return explained(engine, result.problem, result.by);
    case 'failed':
      return fail(engine, result);
    case 'verified':
      return verify(engine, ref, result, claims);
    default:
      return AWAITING;
  }
}

function fail(engine: Engine, { problem, verification }: Extract<CheckResult, { kind: 'failed' }>): Problem {
  if (problem.code !== 'code_incorrect' || verification === undefined) return problem;
  engine.emit({ type: 'code.rejected', checksLeft: problem.checksLeft, ...aboutVerification(engine, verification) });
  // A wrong code for a test number is not a guess, so it is not counted in the statistics.
  if (verification.isTest !== true) engine.defences.checked(false);
  return problem;
}

function verify(engine: Engine, { idHash }: VerificationRef, verified: VerifiedCheck, claims: HostClaims): Verified & ToldToHost {
  const { records, tokens } = engine;
  const { phone, purpose, method, isTest, at } = verified.proven;
  const left = Math.floor(at / 1000) + tokens.expiresInSeconds - Math.floor(engine.clock() / 1000);
  const expiresIn = Math.max(0, Math.min(left, tokens.expiresInSeconds));
  const tokenId = records.pseudonyms.hash('token', idHash);
  const subject = records.pseudonyms.hash('subject', phone);
  const txn = records.txnOf(idHash);
  // All methods of a kind say the same. Without one, those of this kind were taken out of `methods` meanwhile.
  const amr = amrOf(engine.methods.find((each) => each.kind === method) ?? { kind: method });
  const token = tokens.issue({ phone, purpose, amr, isTest, tokenId, subject, txn, verifiedAt: at }, claims);
  if (verified.isOwn) tellVerified(engine, verified, txn);
  return { ok: true, status: 'verified', token, tokenType: 'Bearer', expiresIn, phone, test: isTest, isRepeat: !verified.isOwn };
}

function tellVerified({ emit, defences }: Engine, { proven, verification, attempt }: VerifiedCheck, txn: string): void {
  const { method, isTest, purpose, at } = proven;
  const phone = verification?.phone ?? parsePhone(proven.phone);
  if (phone !== undefined) {
    const { country } = phone;
    const call = isTest || attempt === undefined ? {} : { provider: providerOf(attempt), methodId: attempt.methodId };
    const afterMs = verification && Math.max(0, at - verification.startedAt);
    emit({ type: 'verification.verified', method, isTest, ...call, afterMs, txn, phone: maskPhone(phone), country, purpose });
  }
  // Statistics, for which no answer waits.
  if (isTest || verification === undefined) return;
  if (attempt?.reach !== 'key_press') defences.checked(true);
  const dialledAt = verification.attempts.filter(({ isDecoy }) => isDecoy !== true).map((each) => each.dialledAt);
  defences.verified({ phone: verification.phone, dialledAt });
}
