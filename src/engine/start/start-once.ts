/** Starts under a client's Idempotency-Key: however often the same start comes, it dials once and is answered alike. */

import type { Started } from '../../contract/answers.js';
import { type Problem, UNAVAILABLE } from '../../contract/problems.js';
import { isOnRecord, ON_RECORD } from '../../core/decisions/decide-once.js';
import { asOf } from '../../core/entry/verification.js';
import { parsePhone } from '../../core/phone/phone.js';
import { StoreFailure } from '../../ports/store-failure.js';
import type { Engine } from '../engine.js';
import { DEFAULT_PURPOSE, type ParsedStart } from '../input.js';
import { keepTrying } from '../records/keep-trying.js';
import { type HeldRecord, KEY_KEPT_MS, KEY_REUSED, type KeyRecord, type KeyUse, keyUseOf } from '../records/request-keys.js';
import { createVerificationRef, RANDOM_BYTES, readVerificationId } from '../records/verification-id.js';
import { describeStarted, type Once, start } from './start.js';

type Answer = Started | Problem;

/** A run that has not ended by then has died. It need not be true: see below. */
const DEAD_AFTER_MS = 60_000;
/** How long a repeat waits for a run that is under way: as long as a provider may take, and a little. */
const LONGEST_WAIT_MS = 10_000;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 500;
/** The run that a repeat waited for will end soon. */
const STILL_RUNNING: Problem = { ok: false, code: 'temporarily_unavailable', retryAfterSeconds: 2 };

/**
 * Who writes: whoever puts the record of a key first, or finds it free or its run dead, and replaces it, runs. All others
 * read: they are given the answer, or wait for it. What a run does is decided by the number's entry alone: the id of the
 * verification stands in the record before anything runs, a further attempt carries the key's mark, and `decideOnce`
 * dials only for whoever puts it into the entry first. So a run that only seemed dead, or two at once, cost no second call.
 *
 * Who dies in between: before the entry's put, nothing has happened, and a repeat runs after a minute. After it, the
 * telephone may be ringing, and a repeat is told after a minute what the entry says, without a call. A store that fails
 * takes no answer away: what could not be kept is written later, or else the entry tells it.
 *
 * An answer is kept if the entry holds what was asked for: then a telephone may have rung. If not, the run was refused
 * before any call, or by all providers, and the key is free again for the same request; who waited is refused alike.
 */
export async function startOnce(engine: Engine, input: ParsedStart): Promise<Answer> {
  const { phone, verificationId, method, purpose = DEFAULT_PURPOSE } = input;
  // What only the host says (that a challenge was passed, say) makes it no other request.
  const use = keyUseOf(engine.keyring.pseudonyms, 'start', input, [phone, verificationId, method, purpose]);
  if (use === undefined) return start(engine, input);
  const newRun = (): KeyRecord => runningRecord(engine, use, Buffer.from(engine.randomBytes(RANDOM_BYTES)).toString('base64url'));

  let held = await engine.keyRecords.open(use.name, newRun());
  for (let waitedMs = 0, pauseMs = FIRST_PAUSE_MS; ; ) {
    const { record } = held;
    if (record.body !== use.body) return KEY_REUSED;
    if (held.isNew) return run(engine, input, use, held, true);
    if (record.answer !== undefined) return readJson(record.answer);
    if (record.refusal !== undefined && waitedMs > 0) return readJson(record.refusal);
    if (record.runningSince === undefined || engine.clock() >= record.runningSince + DEAD_AFTER_MS) {
      const taken = await engine.keyRecords.replace(held, runningRecord(engine, use, record.bits));
      if (taken !== undefined) return run(engine, input, use, taken, false);
    } else {
      if (waitedMs >= LONGEST_WAIT_MS) return STILL_RUNNING;
      await pause(pauseMs);
      waitedMs += pauseMs;
      pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
    }
    const present = await engine.keyRecords.read(use.name);
    held = present === undefined ? await engine.keyRecords.open(use.name, newRun()) : { ...present, isNew: false };
  }
}

function runningRecord(engine: Engine, { body }: KeyUse, bits: string | undefined): KeyRecord {
  const now = engine.clock();
  return { body, endsAt: now + KEY_KEPT_MS, runningSince: now, ...(bits === undefined ? {} : { bits }) };
}

/** Sealed by us, so it is what we wrote. */
function readJson(json: string): Answer {
  return JSON.parse(json) as Answer;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** What this key asks for; `undefined` for what can only be refused. */
function onceOf(engine: Engine, input: ParsedStart, use: KeyUse, bits: string | undefined): Once | undefined {
  const { pseudonyms } = engine.keyring;
  if (input.verificationId !== undefined) {
    const ref = readVerificationId(input.verificationId, pseudonyms);
    return ref === undefined ? undefined : { ref, idHash: ref.idHash, mark: use.mark };
  }
  const phone = parsePhone(input.phone ?? '', engine.defaultCountry);
  if (phone === undefined || bits === undefined) return undefined;
  const ref = createVerificationRef(phone.e164, pseudonyms, () => Buffer.from(bits, 'base64url'));
  return { ref, idHash: ref.idHash };
}

/** Runs the start and leaves the record as it is to be found next. */
async function run(engine: Engine, input: ParsedStart, use: KeyUse, held: HeldRecord, isFirst: boolean): Promise<Answer> {
  const once = onceOf(engine, input, use, held.record.bits);
  const free: KeyRecord = { body: held.record.body, endsAt: held.record.endsAt, bits: held.record.bits };
  try {
    const known = isFirst || once === undefined ? undefined : await readAnswer(engine, once);
    let answer = known ?? (await start(engine, input, once));
    if (answer === ON_RECORD && once !== undefined) answer = (await readAnswer(engine, once)) ?? UNAVAILABLE;
    const json = JSON.stringify(answer);
    const isKept = answer.ok || (once !== undefined && (await hasTakenEffect(engine, once)));
    return await leave(engine, held, isKept ? { ...free, answer: json } : { ...free, refusal: json }, answer);
  } catch (error) {
    // The answer need not wait for a store that is away.
    if (error instanceof StoreFailure) leaveLater(engine, held, free);
    else await leave(engine, held, free, UNAVAILABLE);
    throw error;
  }
}

/** What the entry says to a start that was recorded before; `undefined` if none was. */
async function readAnswer(engine: Engine, once: Once): Promise<Answer | undefined> {
  const entry = await engine.entries.read(once.ref.number);
  const found = entry.verifications.find((each) => each.idHash === once.idHash);
  if (found === undefined || !isOnRecord(entry, once)) return undefined;
  const present = asOf(found, engine.clock());
  if (present.state === 'closed') return { ok: false, code: 'verification_closed', reason: present.reason };
  return describeStarted(engine, once.ref, present, entry);
}

/** A store that cannot tell leaves the key free: the next run finds out. */
async function hasTakenEffect(engine: Engine, once: Once): Promise<boolean> {
  try {
    return isOnRecord(await engine.entries.read(once.ref.number), once);
  } catch (error) {
    if (!(error instanceof StoreFailure)) throw error;
    return false;
  }
}

/** Writes how the run ended. Gives the answer to be told: of one that took so long that another took over, the other's. */
async function leave(engine: Engine, held: HeldRecord, next: KeyRecord, answer: Answer): Promise<Answer> {
  try {
    if ((await engine.keyRecords.replace(held, next)) !== undefined) return answer;
    const present = await engine.keyRecords.read(held.name);
    return present?.record.answer === undefined ? answer : readJson(present.record.answer);
  } catch (error) {
    if (!(error instanceof StoreFailure)) throw error;
    leaveLater(engine, held, next);
    return answer;
  }
}

function leaveLater(engine: Engine, held: HeldRecord, next: KeyRecord): void {
  keepTrying(
    () => engine.keyRecords.replace(held, next),
    () => engine.clock() >= next.endsAt,
  );
}
