/** Sends one request and reads its whole answer. */

export interface Sending {
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is. */
  readonly body?: string | Uint8Array;
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

export async function sendTo(method: string, url: string, { json, body, headers = {} }: Sending = {}): Promise<Answer> {
  const type = json === undefined ? {} : { 'content-type': 'application/json' };
  const content = json === undefined ? body : JSON.stringify(json);
  const response = await fetch(url, {
    method,
    headers: { ...type, ...headers },
    body: (content as BodyInit | undefined) ?? null,
    redirect: 'manual',
  });
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
