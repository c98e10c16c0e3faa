/** Follows a verification's status: a streamed fetch where the server offers one, else a question every second. */
import { recordExchange, send } from './api.js';

const PATH = '/auth/call/status';
const POLL_MS = 1000;

/**
 * Calls `onDocument` with every status document that differs from the one before, until it ends or `signal` aborts.
 *
 * @param {string} verificationId @param {(document: Record<string, any>) => void} onDocument @param {AbortSignal} signal
 */
export async function watchStatus(verificationId, onDocument, signal) {
  let last = '';
  /** @param {Record<string, any>} document @returns {boolean} whether it goes on */
  const see = (document) => {
    const text = JSON.stringify(document);
    if (text !== last && !signal.aborted) {
      last = text;
      recordExchange({
        from: 'app',
        to: 'browser',
        title: 'status',
        outcome: describe(document),
        tone: TROUBLE.has(describe(document)) ? 'bad' : 'plain',
        detail: document,
      });
      onDocument(document);
    }
    return !isEnded(document) && !signal.aborted;
  };
  try {
    if (await readStream(verificationId, see, signal)) await poll(verificationId, see, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** @param {Record<string, any>} document */
const isEnded = (document) => document['status'] === 'closed' || document['status'] === 'verified';

const TROUBLE = new Set(['unavailable', 'busy', 'rejected', 'failed', 'redirected', 'expired', 'too_many_checks', 'superseded']);

/** @param {Record<string, any>} document @returns {string} */
const describe = (document) =>
  document['reason'] ?? (document['status'] === 'pending' ? (document['call']?.outcome ?? 'pending') : document['status']);

/**
 * @param {string} verificationId @param {(document: Record<string, any>) => boolean} see @param {AbortSignal} signal
 * @returns {Promise<boolean>} whether there is still something to wait for
 */
async function readStream(verificationId, see, signal) {
  try {
    const response = await fetch(PATH, {
      headers: { Accept: 'text/event-stream', 'Verification-Id': verificationId },
      signal,
      cache: 'no-store',
    });
    if (!response.ok || response.body === null || !response.headers.get('Content-Type')?.startsWith('text/event-stream')) {
      await response.body?.cancel();
      return true;
    }
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return true;
      text += value.replaceAll('\r\n', '\n');
      const events = text.split('\n\n');
      text = events.pop() ?? '';
      for (const event of events) {
        const data = event
          .split('\n')
          .filter((line) => line.startsWith('data:'))
          .map((line) => line.slice(5))
          .join('\n');
        if (data !== '' && !see(JSON.parse(data))) {
          await reader.cancel();
          return false;
        }
      }
    }
  } catch (error) {
    if (signal.aborted) throw error;
    return true;
  }
}

/** @param {string} verificationId @param {(document: Record<string, any>) => boolean} see @param {AbortSignal} signal */
async function poll(verificationId, see, signal) {
  for (;;) {
    const answer = await send('GET', PATH, { headers: { 'Verification-Id': verificationId }, signal, quiet: true });
    if (answer.ok && !see(answer.body)) return;
    if (answer.status === 404) return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    if (signal.aborted) return;
  }
}
