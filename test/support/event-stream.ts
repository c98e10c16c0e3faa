/** Reads server-sent events as a browser's `fetch` does, one after the other. */
import { onTestFinished } from 'vitest';

export interface EventStream {
  readonly status: number;
  readonly headers: Headers;
  /** The next event's document; `undefined` when the stream has ended. */
  next(): Promise<{ readonly event: string; readonly data: Readonly<Record<string, unknown>> } | undefined>;
  /** Leaves, as a closed page does. */
  leave(): void;
}

export async function openEventStream(url: string, headers: Readonly<Record<string, string>>): Promise<EventStream> {
  const leaving = new AbortController();
  onTestFinished(() => leaving.abort());
  const response = await fetch(url, { headers: { accept: 'text/event-stream', ...headers }, signal: leaving.signal });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  return {
    status: response.status,
    headers: response.headers,
    leave: () => leaving.abort(),
    async next() {
      for (;;) {
        const end = text.indexOf('\n\n');
        if (end >= 0) {
          const block = text.slice(0, end).split('\n');
          text = text.slice(end + 2);
          const field = (name: string): string | undefined =>
            block
              .find((line) => line.startsWith(`${name}:`))
              ?.slice(name.length + 1)
              .replace(/^ /, '');
          const data = field('data');
          // A heartbeat is a comment.
          if (data === undefined) continue;
          return { event: field('event') ?? 'message', data: JSON.parse(data) };
        }
        const chunk = await reader?.read();
        if (chunk === undefined || chunk.done) return undefined;
        text += chunk.value;
      }
    },
  };
}
