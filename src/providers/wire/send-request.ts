/** Sends one request to a provider and says whether it was answered, certainly refused, or perhaps carried out. */

import { type AnswerObject, isObject } from './answer-fields.js';
import { parseExactJson } from './exact-json.js';
import { watchFetch } from './failed-connections.js';
import { reasonForNoConnection } from './no-connection.js';

/** One request of a provider's API. All of them are POST. */
export interface ProviderRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as JSON. Absent: no body. */
  readonly body?: object | undefined;
  /** For the whole exchange, up to the last byte of the answer's body. */
  readonly timeoutMs: number;
}

/**
 * What came back. `reason` is a fixed word, never an address (the query contains number and code) and never the provider's text. A
 * refusal has its body as `json`, if it was readable, because it may hold an error code.
 */
export type ProviderAnswer =
  | { readonly status: 'answered'; readonly httpStatus: number; readonly json: AnswerObject }
  | { readonly status: 'refused'; readonly reason: string; readonly httpStatus?: number; readonly json?: AnswerObject | undefined }
  | { readonly status: 'uncertain'; readonly reason: string };

/** Far more than any documented answer. */
const MAX_ANSWER_BYTES = 64 * 1024;

/** The only 5xx that say that nothing was done. A gateway's 502 or 504 may come after the telephone has begun to ring. */
const REFUSING_5XX: ReadonlySet<number> = new Set([500, 501, 503]);

/** Sends `request` with the given `fetch`. Never throws, and ends within the time-out even if `fetch` ignores its signal. */
export async function sendRequest(request: ProviderRequest, fetch: typeof globalThis.fetch): Promise<ProviderAnswer> {
  const abort = new AbortController();
  const { result: answer, watched } = watchFetch(fetch, () => dispatch(request, fetch, abort.signal));
  let isUnsent = false;
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      isUnsent = watched.isUnsent();
      reject(new Error('timeout'));
      abort.abort();
    }, request.timeoutMs);
  });
  try {
    const response = await Promise.race([answer, deadline]);
    return await classifyResponse(response, deadline, abort.signal);
  } catch (error) {
    if (abort.signal.aborted) {
      // A name that is looked up for too long, or a host that does not answer, is known: nothing was sent yet.
      return (await hasFailed(answer)) && isUnsent
        ? { status: 'refused', reason: 'connect_timeout' }
        : { status: 'uncertain', reason: 'timeout' };
    }
    const reason = reasonForNoConnection(error);
    return reason === undefined ? { status: 'uncertain', reason: 'connection_lost' } : { status: 'refused', reason };
  } finally {
    clearTimeout(timer);
  }
}

/** Async, so that a `fetch` which throws at once rejects like any other. */
async function dispatch(request: ProviderRequest, fetch: typeof globalThis.fetch, signal: AbortSignal): Promise<Response> {
  return fetch(request.url, {
    method: 'POST',
    headers: { Accept: 'application/json', 'Content-Type': 'application/json', ...request.headers },
    ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    // A redirect would carry key, number and code to another host.
    redirect: 'manual',
    signal,
  });
}

/**
 * Whether an aborted `fetch` has stopped, at the latest when this turn of the event loop ends. undici sends nothing from then on, even if
 * the connection is made later. A `fetch` that ignores its signal goes on, and may send its request after all. (One that fails at
 * once without having passed its signal on cannot be told from one that has.)
 */
async function hasFailed(answer: Promise<unknown>): Promise<boolean> {
  let isFailed = false;
  answer.catch(() => {
    isFailed = true;
  });
  // Runs when no settled promise is left that has not been heard: a host's `fetch` may pass a failure on through promises of its own.
  await new Promise<void>((resolve) => process.nextTick(resolve));
  return isFailed;
}

async function classifyResponse(response: Response, deadline: Promise<never>, signal: AbortSignal): Promise<ProviderAnswer> {
  const { status } = response;
  // The result of a `fetch` that hides redirects, as browsers do.
  if (response.type === 'opaqueredirect') return { status: 'refused', reason: 'http_redirect' };
  if (!Number.isInteger(status) || status < 200 || status > 599 || response.redirected) {
    return { status: 'uncertain', reason: 'unreadable_answer' };
  }
  if (status === 408 || (status >= 500 && !REFUSING_5XX.has(status))) return { status: 'uncertain', reason: `http_${status}` };
  const body = await Promise.race([readBody(response), deadline]).catch(() => (signal.aborted ? 'timeout' : 'connection_lost'));
  if (status >= 300) {
    return { status: 'refused', reason: `http_${status}`, httpStatus: status, json: typeof body === 'string' ? undefined : body };
  }
  return typeof body === 'string' ? { status: 'uncertain', reason: body } : { status: 'answered', httpStatus: status, json: body };
}

/** The body's JSON object, or a word that says why there is none. */
async function readBody(response: Response): Promise<AnswerObject | 'unreadable_answer' | 'answer_too_large'> {
  const decoder = new TextDecoder();
  let bytes = 0;
  let text = '';
  for await (const chunk of response.body ?? []) {
    if (!(chunk instanceof Uint8Array)) return 'unreadable_answer';
    bytes += chunk.byteLength;
    // Leaving the loop cancels the stream, and the rest of the transfer.
    if (bytes > MAX_ANSWER_BYTES) return 'answer_too_large';
    text += decoder.decode(chunk, { stream: true });
  }
  return parseObject(text + decoder.decode()) ?? 'unreadable_answer';
}

function parseObject(text: string): AnswerObject | undefined {
  try {
    const value = parseExactJson(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
