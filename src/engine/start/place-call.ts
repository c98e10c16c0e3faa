/** Places the call of an attempt that is already recorded, and records what the provider said. */

import type { Started, ToldToHost } from '../../contract/answers.js';
import { LEAVING, type Problem, UNAVAILABLE } from '../../contract/problems.js';
import { decideRedial } from '../../core/decisions/decide-redial.js';
import { type DialResult, decideSettle, type SettleResult } from '../../core/decisions/decide-settle.js';
import { callToRepeat } from '../../core/decisions/next-steps.js';
import { LONGEST_LIFETIME_MS } from '../../core/decisions/rules.js';
import type { MergeableReport } from '../../core/entry/attempt.js';
import type { NumberEntry } from '../../core/entry/number-entry.js';
import { isSameRun, type RequestMark } from '../../core/entry/request-mark.js';
import { newestAttempt, type OpenVerification } from '../../core/entry/verification.js';
import { HOUR } from '../../core/limits/number-limits.js';
import { maskPhone } from '../../core/phone/phone.js';
import type { CallMessage } from '../../ports/channels.js';
import type { CallEventMembers } from '../../ports/events.js';
import { type Blame, type CallMethod, type PlaceResult, placeMsOf } from '../../ports/method.js';
import { StoreFailure } from '../../ports/store-failure.js';
import { aboutCall, type Engine, type Held, tellReported, withReason } from '../engine.js';
import { describeStarted } from './describe-started.js';
import { giveUp, giveUpLater } from './give-up.js';
import type { Permits } from './permits.js';
import type { StartPlan } from './plan-start.js';

/** An attempt to be dialled. `methods` may be used in this order; the entry holds an attempt by the first. */
export interface Dialling {
  readonly plan: StartPlan;
  readonly mark: RequestMark;
  readonly permits: Permits;
  readonly methods: readonly CallMethod[];
  readonly held: Held<NumberEntry>;
}

/**
 * Dials until a provider does not refuse. A refusal is not a call, so the next method is tried at once; after anything else the telephone
 * may be ringing, so nothing is dialled again.
 *
 * If the process dies in between: before the answer, the attempt is recorded and our own code still verifies; between answer and link,
 * reports find no link and the call stays `pending`; between link and settling, reports find the attempt.
 */
export async function placeCall(engine: Engine, dialling: Dialling, started: OpenVerification): Promise<(Started & ToldToHost) | Problem> {
  const { plan, mark, permits } = dialling;
  const { isDialling, isVoid } = newestAttempt(started);
  if (isDialling !== true) {
    await permits.giveBack();
    if (isVoid === true) engine.emit({ type: 'limit.reached', limit: 'confirmations', phone: maskPhone(started.phone) });
    return describeStarted(engine, plan.ref.verificationId, started, dialling.held.value);
  }
  const undialled = { ref: plan.ref, mark, permits };
  const blames: Blame[] = [];
  const reasons: string[] = [];
  let [verification, held] = [started, dialling.held];
  for (const [index, method] of dialling.methods.entries()) {
    if (index > 0) {
      const next = await redial(engine, dialling, held, method);
      held = next.held;
      if (next.kind === 'too_dear') blames.push('account');
      if (next.kind === 'over') return giveUp(engine, undialled, UNAVAILABLE);
      if (next.kind !== 'redialled') continue;
      verification = next.verification;
    }
    // The process might end before the provider has answered.
    if (!engine.lifecycle.mayDial(placeMsOf(method))) return giveUp(engine, undialled, LEAVING);
    const result = await place(engine, dialling, method, verification);
    if (result.status !== 'refused') {
      tell(engine, verification, method, result);
      return settle(engine, { ...dialling, held }, method, verification, { ...result, isCertain: result.status === 'placed' });
    }
    blames.push(result.blame);
    reasons.push(`${method.id}: ${result.reason}`);
    tell(engine, verification, method, result);
  }
  const isNumberToBlame = blames.length > 0 && blames.every((blame) => blame === 'number');
  return giveUp(
    engine,
    undialled,
    withReason(
      engine,
      isNumberToBlame ? notByThisWay(engine, dialling, started) : UNAVAILABLE,
      `No provider has taken the call (${reasons.join(', ')}).`,
    ),
  );
}

/** Where another way was used or is left, the number itself may be good: it may just have no account with a messenger. */
function notByThisWay({ methods }: Engine, { permits }: Dialling, { attempts }: OpenVerification): Problem {
  const { kind } = permits.choice;
  const hasOthers = attempts.length > 1 || (kind !== undefined && methods.some((each) => each.kind !== kind));
  return { ok: false, code: hasOthers ? 'method_not_available' : 'phone_not_supported' };
}

async function place(engine: Engine, dialling: Dialling, method: CallMethod, verification: OpenVerification): Promise<PlaceResult> {
  const { plan, permits } = dialling;
  const request = {
    phone: verification.phone.e164,
    code: plan.codes.toDial(method, verification),
    earlierCallId: method.codeFrom === 'earlier_call' ? callToRepeat(verification, method)?.callId : undefined,
    purpose: verification.purpose,
    // Derived only for a method that reads it.
    get txn() {
      return engine.records.txnOf(verification.idHash);
    },
    language: plan.language,
  };
  const begin = (): CallMessage => {
    const { txn, provider, methodId, method: kind, country } = aboutMethod(engine, verification, method);
    return { service: engine.service, txn, provider, methodId, method: kind, country };
  };
  const result = await engine.watches.place(method, request, { fetch: engine.fetch, entryKey: plan.ref.entryKey, begin });
  const { reservation } = permits;
  if (result.status !== 'refused' && result.price !== undefined && reservation !== undefined)
    engine.lifecycle.inBackground(reservation.correct(result.price));
  return result;
}

/** The events for the host. A decoy has none, because nothing was dialled. */
function tell(engine: Engine, verification: OpenVerification, method: CallMethod, result: PlaceResult): void {
  if (method.isDecoy === true || !engine.isHeard()) return;
  const about = aboutMethod(engine, verification, method);
  if (result.status === 'refused') {
    engine.emit({ type: 'call.refused', blame: result.blame, reason: result.reason, ...about });
    return;
  }
  const price = result.price ?? method.price;
  if (result.status === 'placed') engine.emit({ type: 'call.placed', price, ...about });
  else engine.emit({ type: 'call.uncertain', reason: result.reason, price, ...about });
}

function aboutMethod(engine: Engine, verification: OpenVerification, { id, kind }: CallMethod): CallEventMembers {
  return aboutCall(engine, verification, { methodId: id, kind });
}

/** Gives the refused attempt to this method. Nothing is dialled if the store fails. */
async function redial(engine: Engine, { plan, mark, permits }: Dialling, held: Held<NumberEntry>, method: CallMethod) {
  const { ref, codes } = plan;
  try {
    if (permits.reservation !== undefined && !(await permits.reservation.change(method.price, method.tellsPrice)))
      return { kind: 'too_dear', held } as const;
    const redialled = await engine.records.entries.commit(
      ref.entryKey,
      (entry) => decideRedial(entry, { now: engine.clock(), idHash: ref.idHash, mark, method, carry: codes.carry }),
      held,
    );
    return { ...redialled.result, held: redialled.held };
  } catch (error) {
    if (error instanceof StoreFailure) giveUpLater(engine, { ref, mark, permits });
    else engine.lifecycle.inBackground(permits.giveBack());
    throw error;
  }
}

/** From here on the telephone may be ringing, so a failing store must not invalidate a code that a person can read. */
async function settle(
  engine: Engine,
  { plan, mark, held }: Dialling,
  method: CallMethod,
  verification: OpenVerification,
  dialled: DialResult,
): Promise<(Started & ToldToHost) | Problem> {
  const { ref, codes } = plan;
  const decide = (entry: NumberEntry, reports: readonly MergeableReport[]) =>
    decideSettle(entry, { now: engine.clock(), idHash: ref.idHash, mark, dialled, reports, book: codes.book });
  const settleInStore = async (from?: Held<NumberEntry>) => {
    const reports = await linkCall(engine, plan, method, verification, mark, dialled);
    const settled = await engine.records.entries.commit(ref.entryKey, (entry) => decide(entry, reports), from);
    // They came before the call was known, so nobody has told of them.
    if (reports.length > 0 && settled.result.kind === 'settled') tellReported(engine, settled.result);
    return settled;
  };
  const answer = (result: SettleResult, entry: NumberEntry): (Started & ToldToHost) | Problem => {
    if (result.kind === 'over') return result.problem;
    if (result.attempt.isVoid === true && !dialled.isCertain) return UNAVAILABLE;
    return describeStarted(engine, ref.verificationId, result.verification, entry);
  };
  try {
    const settled = await settleInStore(held);
    return answer(settled.result, settled.held.value);
  } catch (error) {
    if (!(error instanceof StoreFailure)) throw error;
    // Until the link is written, reports of the call are parked, so that they are not lost.
    engine.lifecycle.keepTrying(settleInStore, () => engine.clock() >= verification.expiresAt);
    const { result, entry = held.value } = decide(held.value, []);
    const isOnRecord = verification.attempts.some((attempt) => isSameRun(attempt.mark, mark) && attempt.code !== undefined);
    return isOnRecord && dialled.isRedirected !== true ? answer(result, entry) : UNAVAILABLE;
  }
}

async function linkCall(
  engine: Engine,
  { ref }: StartPlan,
  method: CallMethod,
  verification: OpenVerification,
  mark: RequestMark,
  { callId }: DialResult,
): Promise<readonly MergeableReport[]> {
  const ordinal = verification.attempts.find((attempt) => isSameRun(attempt.mark, mark))?.ordinal;
  if (callId === undefined || ordinal === undefined) return [];
  const link = { entryKey: ref.entryKey, idHash: ref.idHash, ordinal };
  return engine.records.links.link(method.provider.name, callId, link, verification.startedAt + LONGEST_LIFETIME_MS + HOUR);
}
