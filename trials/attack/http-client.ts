/** Requests to an app on this machine over connections that are kept, as from a proxy that names the client in X-Forwarded-For. */
import { Agent, type IncomingHttpHeaders, request } from 'node:http';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The JSON object; empty if there was none. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Sending {
  /** What the proxy writes: the client's own claims, if it made any, and behind them the address that the proxy saw. */
  readonly forwardedFor?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  /** Sent as it is, instead of `json`. */
  readonly body?: string;
}

/** A stream of server-sent events. */
export interface OpenStream {
  readonly status: number;
  /** The documents that have come so far. */
  readonly documents: readonly Readonly<Record<string, unknown>>[];
  /** Until the server has ended it; rejects if it does not within some seconds. */
  readonly ended: Promise<void>;
  close(): void;
}

export interface HttpClient {
  send(method: string, path: string, sending?: Sending): Promise<HttpAnswer>;
  /** Resolves with the first document, or with the end if there is none. */
  stream(path: string, sending?: Pick<Sending, 'forwardedFor' | 'headers'>): Promise<OpenStream>;
  close(): void;
}

/** More wait in the agent's queue. */
const MOST_CONNECTIONS = 64;
/** On a busy machine. */
const STREAM_PATIENCE_MS = 20_000;

export function createHttpClient(port: number): HttpClient {
  const agent = new Agent({ keepAlive: true, maxSockets: MOST_CONNECTIONS });
  return {
    send(method, path, { forwardedFor, headers = {}, json, body }: Sending = {}) {
      const payload = json === undefined ? body : JSON.stringify(json);
      const all = {
        ...(payload === undefined ? {} : { 'content-length': String(Buffer.byteLength(payload)) }),
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...(forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor }),
        ...headers,
      };
      return new Promise((resolve, reject) => {
        const sent = request({ host: '127.0.0.1', port, method, path, agent, headers: all }, (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString('utf8');
            resolve({ status: response.statusCode ?? 0, headers: response.headers, text, body: parseObject(text) });
          });
        });
        sent.on('error', reject);
        sent.end(payload);
      });
    },
    stream(path, { forwardedFor, headers = {} } = {}) {
      const all = { accept: 'text/event-stream', ...(forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor }), ...headers };
      return new Promise((resolve, reject) => {
        const sent = request({ host: '127.0.0.1', port, method: 'GET', path, headers: all }, (response) => {
          const documents: Readonly<Record<string, unknown>>[] = [];
          let text = '';
          const ended = new Promise<void>((end, late) => {
            const timer = setTimeout(() => late(new Error('a stream did not end')), STREAM_PATIENCE_MS);
            response.once('close', () => {
              clearTimeout(timer);
              end();
            });
          });
          ended.catch(() => undefined);
          const open = { status: response.statusCode ?? 0, documents, ended, close: () => void sent.destroy() };
          response.setEncoding('utf8').on('data', (chunk: string) => {
            const events = (text + chunk).split('\n\n');
            text = events.pop() ?? '';
            for (const event of events) {
              const data = /^data: (.*)$/m.exec(event)?.[1];
              if (data !== undefined) documents.push(parseObject(data));
            }
            if (documents.length > 0) resolve(open);
          });
          response.on('error', () => undefined);
          void ended.then(() => resolve(open), reject);
        });
        sent.on('error', reject);
        sent.end();
      });
    },
    close: () => agent.destroy(),
  };
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}
