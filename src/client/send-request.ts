/** Sends one request, repeats it if that is safe, and reads the answer. */
import { ABORTED, type ClientProblem, OFFLINE } from './client-problem.js';
import type { Connection, Sending } from './connection.js';
import { linkAbort } from './linked-abort.js';
import { pause } from './pause.js';
import { type Answered, readAnswer } from './read-answer.js';

/** Longer than the server may need to ask one provider after another. */
const TRY_TIMEOUT_MS = 35_000;
/** Before the second and the third try. */
const RETRY_DELAYS_MS = [300, 1200];
const LONGEST_RETRY_AFTER_SECONDS = 5;

/**
 * Every request may be repeated after the network failed: it only reads, or has the same effect when done twice, or has a key by which
 * the server recognises it. After an answer it is repeated only after a 503 with a short `Retry-After`.
 */
export async function sendRequest(
  connection: Connection,
  sending: Sending,
  signal: AbortSignal | undefined,
): Promise<Answered | ClientProblem> {
  for (const delay of [...RETRY_DELAYS_MS, undefined]) {
    if (signal?.aborted === true) return ABORTED;
    const answer = await sendOnce(connection, sending, signal);
    const wait = answer.ok ? undefined : delayBeforeRetry(answer, delay);
    if (wait === undefined) return answer;
    await pause(wait, signal);
  }
  return ABORTED;
}

async function sendOnce(connection: Connection, sending: Sending, signal: AbortSignal | undefined): Promise<Answered | ClientProblem> {
  const send = await connection(sending);
  const attempt = linkAbort(signal);
  attempt.setDeadline(TRY_TIMEOUT_MS);
  try {
    return await readAnswer(await send(attempt.signal));
  } catch {
    return signal?.aborted === true ? ABORTED : OFFLINE;
  } finally {
    attempt.unlink();
  }
}

/** `undefined`: this answer is the last one. */
function delayBeforeRetry({ code, status, retryAfterSeconds: seconds }: ClientProblem, delay: number | undefined): number | undefined {
  if (delay === undefined) return undefined;
  if (code === 'offline') return delay * (0.5 + Math.random());
  return status === 503 && seconds !== undefined && seconds <= LONGEST_RETRY_AFTER_SECONDS ? Math.max(delay, seconds * 1000) : undefined;
}
