/** Follows a verification to its end: by a stream of events where that works, otherwise by polling. */

import type { VerificationStatus } from '../contract/answers.js';
import { type ClientProblem, UNEXPECTED } from './client-problem.js';
import type { Connection, Sending } from './connection.js';
import { isVerificationStatus } from './known-documents.js';
import { pause } from './pause.js';
import { sendRequest } from './send-request.js';
import { type StreamEnd, streamStatus, type TakeStatus } from './stream-status.js';

const POLL_MS = 2000;
const LONGEST_BACK_OFF_MS = 15_000;
/** No verification stays open longer without a new call. */
const GIVE_UP_MS = 600_000;

export async function watchVerification(
  connection: Connection,
  sending: Sending,
  onStatus: (status: VerificationStatus) => void,
  signal: AbortSignal | undefined,
): Promise<'over' | 'aborted' | ClientProblem> {
  let told = '';
  let isOver = false;
  let isStreaming = true;
  let failures = 0;
  let answeredAt = Date.now();

  const take: TakeStatus = (document) => {
    if (!isVerificationStatus(document)) return undefined;
    answeredAt = Date.now();
    failures = 0;
    isOver = document.status === 'verified' || document.status === 'closed';
    // Every connection begins with the present status.
    const text = JSON.stringify(document);
    if (text !== told) onStatus({ ...document, ok: true });
    told = text;
    return isOver ? 'over' : 'open';
  };
  const poll = async (): Promise<'polled' | ClientProblem> => {
    const answer = await sendRequest(connection, sending, signal);
    return answer.ok ? (take(answer.document) === undefined ? UNEXPECTED : 'polled') : answer;
  };

  while (signal?.aborted !== true) {
    const end: 'polled' | StreamEnd = isStreaming ? await streamStatus(connection, sending, take, signal) : await poll();
    if (isOver) return 'over';
    let wait = end === 'polled' ? POLL_MS : end === 'held_back' ? 0 : backOff(failures);
    if (end === 'held_back') isStreaming = false;
    if (typeof end === 'object') {
      if (end.code === 'aborted') return 'aborted';
      if (!isPassing(end) || Date.now() - answeredAt > GIVE_UP_MS) return end;
      failures += 1;
      wait = Math.max(wait, (end.retryAfterSeconds ?? 0) * 1000);
      // If nothing else got through either, the network did not hold the stream back. A server that refuses may have too many streams.
      isStreaming = end.code === 'offline' || (isStreaming && end.code !== 'too_many_requests');
    }
    await pause(wait, signal);
  }
  return 'aborted';
}

/** Whether asking again may help. */
function isPassing({ code, status = 0 }: ClientProblem): boolean {
  return code === 'offline' || code === 'too_many_requests' || status >= 500;
}

/** Random, so that not all clients return to a restarted server at the same time. */
function backOff(failures: number): number {
  return Math.min(1000 * 2 ** failures, LONGEST_BACK_OFF_MS) * (0.5 + Math.random() / 2);
}
