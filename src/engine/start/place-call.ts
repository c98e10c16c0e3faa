/** Places the call of an attempt that is already written down, and writes down what the provider said. */

import { type Problem, UNAVAILABLE } from '../../contract/problems.js';
import { callToRepeat, isWeakAllowed } from '../../core/decisions/next-steps.js';
import { type DialResult, type MergeableReport, redial, settle } from '../../core/decisions/placed-call.js';
import { whyNotOpen } from '../../core/decisions/why-not-open.js';
import type { Attempt } from '../../core/entry/attempt.js';
import { isWeak } from '../../core/entry/method-traits.js';
import { findOpen, LONGEST_LIFETIME_MS, type NumberEntry } from '../../core/entry/number-entry.js';
import type { OpenVerification } from '../../core/entry/verification.js';
import { HOUR } from '../../core/limits/number-limits.js';
import type { Blame, CallMethod, PlaceResult } from '../../ports/method.js';
import { StoreFailure } from '../../ports/store-failure.js';
import { aboutVerification, type Engine } from '../engine.js';
import { keepTrying } from '../records/keep-trying.js';
import type { VerificationRef } from '../records/verification-id.js';
import type { Costs } from './gate.js';
import { giveUp, giveUpLater, type Undialled } from './give-up.js';
import type { StartCodes } from './start-codes.js';

/** An attempt to be dialled. `methods` are those that may be used, in order; the entry already holds an attempt by the first. */
export interface Dialling {
  readonly ref: VerificationRef;
  readonly attemptNumber: number;
  readonly methods: readonly CallMethod[];
  readonly codes: StartCodes;
  readonly costs: Costs;
  /** When the verification would end without this attempt. */
  readonly expiresAtBefore: number;
}

/** The verification after the dialling, with its entry; or why there is none. */
export type Dialled =
  | { readonly ok: true; readonly verification: OpenVerification; readonly entry: NumberEntry }
  | { readonly ok: false; readonly problem: Problem };

const failed = (problem: Problem): Dialled => ({ ok: false, problem });

/** Changes the verification while it is open. */
async function updateOpen(
  engine: Engine,
  ref: VerificationRef,
  change: (entry: NumberEntry, verification: OpenVerification, now: number) => NumberEntry,
): Promise<Dialled> {
  return engine.entries.update<Dialled>(ref.number, (entry) => {
    const now = engine.clock();
    const verification = findOpen(entry, ref.idHash, now);
    if (verification === undefined) return { told: failed(whyNotOpen(entry, ref.idHash, now)) };
    const next = change(entry, verification, now);
    const told: Dialled = { ok: true, verification: findOpen(next, ref.idHash, now) ?? verification, entry: next };
    return next === entry ? { told } : { told, entry: next };
  });
}

async function place(engine: Engine, dialling: Dialling, method: CallMethod, verification: OpenVerification): Promise<PlaceResult> {
  const earlier = method.codeFrom === 'earlier_call' ? callToRepeat(verification, method) : undefined;
  const code = dialling.codes.toDial(method, verification);
  const request = {
    phone: verification.phone,
    ...(code === undefined ? {} : { code }),
    ...(earlier?.callId === undefined ? {} : { earlierCallId: earlier.callId }),
  };
  const began = performance.now();
  const result = await engine.circuits.place(method, () => method.place(request, { fetch: engine.fetch }));
  if (result.status === 'placed') engine.decoys.took(method.id, performance.now() - began);
  if (result.status === 'placed') engine.codeWatch.told(method, result.code, dialling.ref.number);
  if (result.status !== 'refused' && result.price !== undefined) void dialling.costs.correct(result.price);
  return result;
}

/**
 * Dials until a provider does not refuse. A refusal is no call, so the next method is tried at once; after anything else
 * the telephone may be ringing, so nothing is dialled again.
 *
 * Who dies in between: before the answer, the attempt is on record and a code of ours still verifies; between the answer
 * and the link, reports find no way back and the call stays `pending`; between link and settling, reports find the attempt.
 */
export async function dial(engine: Engine, dialling: Dialling, started: OpenVerification): Promise<Dialled> {
  const { attemptNumber } = dialling;
  const blames: Blame[] = [];
  let verification = started;
  for (const [index, method] of dialling.methods.entries()) {
    if (index > 0) {
      const redialled = await follow(engine, dialling, verification, method);
      if (redialled === 'too_dear') {
        blames.push('account');
        continue;
      }
      if (!redialled.ok) return failed(await giveUp(engine, undialled(dialling, verification), UNAVAILABLE));
      verification = redialled.verification;
      if (attemptOf(verification, attemptNumber)?.methodId !== method.id) continue;
    }
    const about = { ...aboutVerification(engine, verification), provider: method.provider.name, methodId: method.id, method: method.kind };
    const result = await place(engine, dialling, method, verification);
    if (result.status !== 'refused') {
      engine.reportWatch.placed(method);
      if (result.status === 'placed') engine.emit({ type: 'call.placed', ...about });
      else engine.emit({ type: 'call.uncertain', reason: result.reason, ...about });
      return settleCall(engine, dialling, method, verification, { ...result, isCertain: result.status === 'placed' });
    }
    blames.push(result.blame);
    engine.emit({ type: 'call.refused', blame: result.blame, reason: result.reason, ...about });
    if (result.blame === 'account') engine.troubleWatch.raise(method.provider.name, result.reason);
  }
  const isNumberToBlame = blames.every((blame) => blame === 'number');
  const problem: Problem = isNumberToBlame ? { ok: false, code: 'phone_not_supported' } : UNAVAILABLE;
  return failed(await giveUp(engine, undialled(dialling, verification), problem));
}

/** Makes the refused attempt one by this method. Nothing is dialled if the store fails. */
async function follow(engine: Engine, dialling: Dialling, refused: OpenVerification, method: CallMethod): Promise<Dialled | 'too_dear'> {
  const { ref, attemptNumber, codes, costs } = dialling;
  const before = undialled(dialling, refused);
  const dialledAt = [...before.dialledAt];
  try {
    if (!(await costs.changePrice(method.price))) return 'too_dear';
    return await updateOpen(engine, ref, (entry, open, now) => {
      if (!mayFollow(method, open, entry, now)) return entry;
      dialledAt.push(now);
      return redial(entry, open, attemptNumber, method, codes.carry(method, open), now);
    });
  } catch (error) {
    if (error instanceof StoreFailure) giveUpLater(engine, { ...before, dialledAt });
    else void costs.giveBack();
    throw error;
  }
}

/** While the one before was being refused, a check may have failed, and a small pool is not for such a verification. */
function mayFollow(method: CallMethod, verification: OpenVerification, entry: NumberEntry, now: number): boolean {
  return !isWeak(method) || isWeakAllowed(verification, entry, now);
}

function attemptOf(verification: OpenVerification, number: number): Attempt | undefined {
  return verification.attempts.find((each) => each.number === number);
}

/** The attempt, all of whose methods have refused so far. */
function undialled({ ref, attemptNumber, costs, expiresAtBefore }: Dialling, verification: OpenVerification): Undialled {
  const dialledAt = attemptOf(verification, attemptNumber)?.dialledAt;
  return { ref, attemptNumber, dialledAt: dialledAt === undefined ? [] : [dialledAt], expiresAt: expiresAtBefore, costs };
}

/** From here on the telephone may be ringing: a store that fails must not take the code from a person who can read it. */
async function settleCall(
  engine: Engine,
  dialling: Dialling,
  method: CallMethod,
  verification: OpenVerification,
  result: DialResult,
): Promise<Dialled> {
  const { ref, attemptNumber } = dialling;
  const settleInStore = async (): Promise<Dialled> => {
    const reports = await linkCall(engine, dialling, method, verification, result);
    return updateOpen(engine, ref, (entry, open) => settle(entry, open, attemptNumber, result, reports, dialling.codes.book(open)));
  };
  try {
    const settled = await settleInStore();
    if (!settled.ok) return settled;
    const attempt = attemptOf(settled.verification, attemptNumber);
    return attempt?.isVoid === true && !result.isCertain ? failed(UNAVAILABLE) : settled;
  } catch (error) {
    if (!(error instanceof StoreFailure)) throw error;
    // Until its way back is written, reports of the call are taken and parked: they must not be lost for good.
    keepTrying(settleInStore, () => engine.clock() >= verification.expiresAt);
    const alone: NumberEntry = { dials: [], failures: [], verifications: [verification] };
    const known = settle(alone, verification, attemptNumber, result, [], dialling.codes.book(verification)).verifications[0];
    const isOnRecord = attemptOf(verification, attemptNumber)?.code !== undefined;
    return isOnRecord && known?.state === 'open' && result.isRedirected !== true
      ? { ok: true, verification: known, entry: alone }
      : failed(UNAVAILABLE);
  }
}

async function linkCall(
  engine: Engine,
  dialling: Dialling,
  method: CallMethod,
  verification: OpenVerification,
  result: DialResult,
): Promise<readonly MergeableReport[]> {
  if (result.callId === undefined) return [];
  const link = { number: dialling.ref.number, idHash: dialling.ref.idHash, attempt: dialling.attemptNumber };
  const expiresAt = verification.startedAt + LONGEST_LIFETIME_MS + HOUR;
  return engine.links.link(method.provider.name, result.callId, link, expiresAt);
}
