/** Sends one request and reads its whole answer. */

export interface Sending {
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is. */
  readonly body?: string | Uint8Array;
  /** Sent in pieces, without a length. */
  readonly chunks?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The answer's JSON object; empty if it has no body. */
  readonly body: Readonly<Record<string, unknown>>;
  /** A member that must be text. */
  member(name: string): string;
}

export async function sendTo(method: string, url: string, sending: Sending = {}): Promise<Answer> {
  const { json, body, chunks, headers = {} } = sending;
  const type = json === undefined ? {} : { 'content-type': 'application/json' };
  const content = chunks === undefined ? (body ?? (json === undefined ? null : JSON.stringify(json))) : streamOf(chunks);
  const init = { method, headers: { ...type, ...headers }, body: content, redirect: 'manual', duplex: 'half' } as RequestInit;
  const response = await fetch(url, init);
  const text = await response.text();
  const parsed = text !== '' && response.headers.get('content-type')?.includes('json') === true ? JSON.parse(text) : {};
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: parsed,
    member(name) {
      const value: unknown = parsed[name];
      if (typeof value !== 'string') throw new Error(`the answer (${response.status}) has no text in "${name}"`);
      return value;
    },
  };
}

function streamOf(chunks: readonly string[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk));
      controller.close();
    },
  });
}
