/**
 * What every host must do: a simulated call, and over HTTP its code, a token, and all that a page needs. The trial compiles this file to
 * CommonJS and copies it into each host's project, so it imports nothing but types.
 */
import type { ProviderSimulator } from 'express-call-verification/simulator';

/** `yes`, or why not. */
export type Finding = string;

/** What works in a host. */
export interface Findings {
  /** A right code gave a token, and the guard took it. Everything else is worth nothing without this. */
  readonly token: Finding;
  /** A wrong code and a missing token are refused with problem documents. */
  readonly problems: Finding;
  /** The provider's report reached the webhook. */
  readonly report: Finding;
  /** The status came as a stream, and told of the report. */
  readonly stream: Finding;
  /** The script for pages was served. */
  readonly script: Finding;
}

/** A running host. */
export interface RunningHost {
  /** Without a slash at its end. */
  readonly url: string;
  readonly simulator: ProviderSimulator;
  /** Where the host's paths begin. @default '' */
  readonly prefix?: string;
  /** How long a report, or an event of the stream, may take. @default 10000 */
  readonly waitMs?: number;
}

const PHONE = '+79157777777';
const ANSWER_MS = 30_000;

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Proves a number in the host. Throws if it gets no token. */
export async function prove({ url, simulator, prefix = '', waitMs = 10_000 }: RunningHost): Promise<Findings> {
  const calls = `${prefix}/auth/call`;
  const send = async (method: string, path: string, body?: object, headers: Record<string, string> = {}): Promise<Answer> => {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const given = body === undefined ? headers : { 'content-type': 'application/json', ...headers };
    const answer = await fetch(`${url}${path}`, { method, headers: given, signal: AbortSignal.timeout(ANSWER_MS), ...sent });
    const type = answer.headers.get('content-type') ?? '';
    const text = await answer.text();
    return { status: answer.status, type, text, body: /json/.test(type) ? JSON.parse(text) : {} };
  };
  const must = async (status: number, method: string, path: string, body?: object, headers?: Record<string, string>): Promise<Answer> => {
    const answer = await send(method, path, body, headers);
    if (answer.status !== status) throw new Error(`${method} ${path}: ${answer.status} instead of ${status}, ${answer.text.slice(0, 300)}`);
    return answer;
  };

  const { verificationId } = (await must(202, 'POST', calls, { phone: PHONE })).body;
  const id = { 'verification-id': String(verificationId) };
  const telephone = simulator.telephone(PHONE);
  const { caller } = await telephone.rings();
  const stream = openStream(`${url}${calls}/status`, id, waitMs);
  const opened = await stream.tellsOf('pending');
  // Its number was shown, so the code counts; and the provider reports what became of the call.
  telephone.decline();
  const report = await until(waitMs, async () => {
    const { body } = await must(200, 'GET', `${calls}/status`, undefined, id);
    const { outcome } = body['call'] as { outcome: string };
    return outcome === 'unavailable' ? 'yes' : `no: the call is ${outcome}`;
  });
  const told = opened === 'yes' && report === 'yes' ? await stream.tellsOf('unavailable') : opened;
  stream.leave();

  const code = caller.slice(-4);
  const wrong = String((Number(code) + 1) % 10_000).padStart(4, '0');
  const refusals = [
    await send('POST', `${calls}/check`, { verificationId, code: wrong }),
    await send('GET', `${prefix}/account`),
    await send('POST', calls, { phone: 'no number' }),
  ];
  const { token } = (await must(200, 'POST', `${calls}/check`, { verificationId, code })).body;
  const account = await must(200, 'GET', `${prefix}/account`, undefined, { authorization: `Bearer ${String(token)}` });
  if (account.body['phone'] !== PHONE) throw new Error(`the guard let pass, but the number is ${String(account.body['phone'])}`);
  const script = await send('GET', `${calls}/client.js`);

  return {
    token: 'yes',
    problems: judgeRefusals(refusals),
    report,
    stream: told,
    script: script.status === 200 && script.text.includes('call-verification') ? 'yes' : `no: ${script.status}`,
  };
}

const REFUSALS = ['422 code_incorrect', '401 token_invalid', '422 phone_not_supported'];

function judgeRefusals(answers: readonly Answer[]): Finding {
  const got = answers.map(({ status, body }) => `${status} ${String(body['code'])}`);
  if (got.join() !== REFUSALS.join()) return `no: ${got.join(', ')}`;
  const others = answers.filter(({ type }) => !type.startsWith('application/problem+json'));
  return others.length === 0 ? 'yes' : `no: their type is ${others.map(({ type }) => type).join(', ')}`;
}

async function until(waitMs: number, look: () => Promise<Finding>): Promise<Finding> {
  const end = Date.now() + waitMs;
  for (;;) {
    const found = await look();
    if (found === 'yes' || Date.now() > end) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

interface Stream {
  tellsOf(outcome: string): Promise<Finding>;
  leave(): void;
}

/** The status as a page reads it. */
function openStream(url: string, headers: Record<string, string>, waitMs: number): Stream {
  const leaving = new AbortController();
  let text = '';
  let state = 'it did not open';
  const read = async (): Promise<void> => {
    const answer = await fetch(url, { headers: { accept: 'text/event-stream', ...headers }, signal: leaving.signal });
    const type = answer.headers.get('content-type') ?? '';
    state = type.startsWith('text/event-stream') ? 'it is held back' : `it is ${type}`;
    if (!type.startsWith('text/event-stream') || answer.body === null) return;
    const decoder = new TextDecoder();
    for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) text += decoder.decode(chunk, { stream: true });
    state = 'it ended';
  };
  const reading = read().catch((error: unknown) => {
    state = String(error);
  });
  return {
    async tellsOf(outcome) {
      // An answer that is no stream is there at once; one that is held back never comes.
      await Promise.race([reading, until(waitMs, async () => (text.includes(outcome) ? 'yes' : 'no'))]);
      return text.includes(`"${outcome}"`) ? 'yes' : `no: ${state}`;
    },
    leave: () => leaving.abort(),
  };
}
