/** Talks to the shop's server, and tells the timeline what went over the wire. */

/**
 * @typedef {{ status: number, ok: boolean, body: Record<string, any> }} Answer `status` is 0 when the server was not reached
 * @typedef {{ at: number, from: string, to: string, title: string, outcome?: string, tone: string, detail: unknown }} Exchange
 * @typedef {{ body?: unknown, headers?: Record<string, string>, signal?: AbortSignal, quiet?: boolean }} SendOptions
 */

/** @type {(exchange: Exchange) => void} */
let tell = () => {};

/** @param {(exchange: Exchange) => void} listener */
export function onExchange(listener) {
  tell = listener;
}

/** @param {Omit<Exchange, 'at'>} exchange */
export function recordExchange(exchange) {
  tell({ at: Date.now(), ...exchange });
}

/**
 * Sends JSON and reads JSON. Never throws but when aborted.
 *
 * @param {string} method @param {string} path @param {SendOptions} [options]
 * @returns {Promise<Answer>}
 */
export async function send(method, path, { body, headers = {}, signal, quiet = false } = {}) {
  const title = `${method} ${path}`;
  if (!quiet)
    recordExchange({
      from: 'browser',
      to: 'app',
      title,
      tone: 'plain',
      detail: { ...(Object.keys(headers).length > 0 && { headers }), ...(body !== undefined && { body }) },
    });
  /** @type {Answer} */
  let answer;
  try {
    const response = await fetch(path, {
      method,
      headers: { Accept: 'application/json', ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
      cache: 'no-store',
    });
    answer = { status: response.status, ok: response.ok, body: await readJson(response) };
  } catch (error) {
    if (signal?.aborted) throw error;
    answer = { status: 0, ok: false, body: { code: 'not_reached' } };
  }
  if (!quiet) recordAnswer(title, answer);
  return answer;
}

/** @param {string} title @param {Answer} answer */
export function recordAnswer(title, answer) {
  const outcome = answer.status === 0 ? 'no answer' : `${answer.status}${answer.body['code'] ? ` ${answer.body['code']}` : ''}`;
  recordExchange({ from: 'app', to: 'browser', title, outcome, tone: answer.ok ? 'plain' : 'bad', detail: answer.body });
}

/** @param {Response} response @returns {Promise<Record<string, any>>} */
async function readJson(response) {
  try {
    return (await response.json()) ?? {};
  } catch {
    return {};
  }
}
