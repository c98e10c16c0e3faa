/** Answers a start that another run of the same request has made, by the verification as it stands. */

import type { Started, ToldToHost } from '../../contract/answers.js';
import { DEFAULT_PURPOSE, type ParsedStart } from '../../contract/inputs.js';
import { KEY_REUSED, LEAVING, type Problem, UNAVAILABLE } from '../../contract/problems.js';
import { isBeingDialled } from '../../core/entry/attempt.js';
import { findById, type NumberEntry } from '../../core/entry/number-entry.js';
import { isSameRequest, type RequestMark } from '../../core/entry/request-mark.js';
import type { Engine, VerificationRef } from '../engine.js';
import { describeStarted } from './describe-started.js';
import { planStart } from './plan-start.js';

/** A little longer than a provider may take to answer by default. With a longer `timeoutMs` the repeat may give up first. */
const LONGEST_WAIT_MS = 10_000;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 500;
/** The run that this repeat has waited for will end soon. */
const STILL_DIALLING: Problem = { ok: false, code: 'temporarily_unavailable', retryAfterSeconds: 2 };

/** Reads again while the other run waits for its provider, until this service is closed. If all providers refuse meanwhile, this is refused, too. */
export async function answerKnown(
  engine: Engine,
  ref: VerificationRef,
  read: NumberEntry,
  mark: RequestMark,
): Promise<(Started & ToldToHost) | Problem> {
  let entry = read;
  for (let waitedMs = 0, pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    const now = engine.clock();
    const verification = findById(entry, ref.idHash, now);
    if (verification?.state === 'closed') return { ok: false, code: 'verification_closed', reason: verification.reason };
    const attempt = verification?.attempts.find((each) => isSameRequest(each.mark, mark));
    if (verification === undefined || attempt === undefined) return UNAVAILABLE;
    if (!isBeingDialled(attempt, now)) return describeStarted(engine, ref.verificationId, verification, entry, true);
    if (waitedMs >= LONGEST_WAIT_MS) return STILL_DIALLING;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    waitedMs += pauseMs;
    // The host may end what the store works with at any moment. Another process can wait for the call.
    if (engine.lifecycle.stage === 'closed') return LEAVING;
    entry = (await engine.records.entries.load(ref.entryKey)).value;
  }
}

/**
 * For a service that takes no start any more: the answer to the repeat of one that was made. It only reads, so nothing is dialled, counted
 * or asked of the host. What would need a dial, or a refusal that might be another one a moment later, is left to another process.
 */
export async function answerEarlier(engine: Engine, input: ParsedStart): Promise<(Started & ToldToHost) | Problem> {
  const { records } = engine;
  const { phone, verificationId, method, purpose = DEFAULT_PURPOSE } = input;
  const use = records.keyUseOf('start', input, [phone, verificationId, method, purpose]);
  const key = use === undefined ? undefined : await records.requestKeys.read(use);
  if (use === undefined || key === undefined) return LEAVING;
  if (key.request !== use.request) return KEY_REUSED;
  const plan = planStart(engine, input, key.bits);
  if ('code' in plan) return plan;
  const mark = records.newMark(use);
  const { value } = await records.entries.load(plan.ref.entryKey);
  const command = { methods: engine.watches.trustedMethods(), kind: method, permitted: undefined, now: engine.clock(), mark };
  const { result } = plan.decide(value, command);
  return result.kind === 'known' ? answerKnown(engine, plan.ref, value, mark) : LEAVING;
}
