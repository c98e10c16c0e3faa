/** Answers a start that another run of the same request has made, by the verification as it stands. */

import type { Started, ToldToHost } from '../../contract/answers.js';
import { type Problem, UNAVAILABLE } from '../../contract/problems.js';
import { isBeingDialled } from '../../core/entry/attempt.js';
import { findById, type NumberEntry } from '../../core/entry/number-entry.js';
import { isSameRequest, type RequestMark } from '../../core/entry/request-mark.js';
import type { Engine, VerificationRef } from '../engine.js';
import { describeStarted } from './describe-started.js';

/** A little longer than a provider may take to answer by default. With a longer `timeoutMs` the repeat may give up first. */
const LONGEST_WAIT_MS = 10_000;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 500;
/** The run that this repeat has waited for will end soon. */
const STILL_DIALLING: Problem = { ok: false, code: 'temporarily_unavailable', retryAfterSeconds: 2 };

/** Reads again while the other run waits for its provider. If all providers refuse meanwhile, this is refused, too. */
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
    entry = (await engine.records.entries.load(ref.entryKey)).value;
  }
}
