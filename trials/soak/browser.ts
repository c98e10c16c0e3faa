/** Requests as browsers send them: over connections that are kept and used again. */
import { Agent, type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';
import type { Socket } from 'node:net';

export interface Reply {
  /** 0 if the connection was lost or no answer came. */
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly ms: number;
}

export interface Asking {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly json?: object;
}

/** A status stream that is open, or was refused. */
export interface OpenStream {
  readonly status: number;
  /** How many statuses have come. */
  readonly events: () => number;
  /** Resolves when the stream is over, whoever ended it. True if the server ended it. */
  readonly over: Promise<boolean>;
  /** Closes the page (`closes`), vanishes as a machine does that is switched off (`resets`), or stays and reads nothing more (`sleeps`). */
  leave(how: 'closes' | 'resets' | 'sleeps'): void;
}

export interface Browser {
  ask(asking: Asking): Promise<Reply>;
  openStream(path: string, headers: OutgoingHttpHeaders): Promise<OpenStream>;
  /** Closes every connection. */
  close(): void;
}

/** Longer than any deadline of the server. */
const PATIENCE_MS = 15_000;

export function createBrowser(port: number): Browser {
  const agent = new Agent({ keepAlive: true });
  const host = { host: '127.0.0.1', port, agent };
  const sleeping = new Set<Socket>();
  /** Whoever has gone home asks nothing more. */
  let isClosed = false;

  async function ask({ method, path, headers = {}, json }: Asking): Promise<Reply> {
    const began = performance.now();
    const reply = (status: number, body: Reply['body']): Reply => ({ status, body, ms: performance.now() - began });
    if (isClosed) return reply(0, {});
    const text = json === undefined ? undefined : JSON.stringify(json);
    const typed = text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
    return new Promise((resolve) => {
      const lost = (): void => resolve(reply(0, {}));
      const sent = request({ ...host, method, path, headers: { ...headers, ...typed } }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', lost);
        response.on('end', () => resolve(reply(response.statusCode ?? 0, parse(Buffer.concat(chunks).toString('utf8')))));
      });
      sent.setTimeout(PATIENCE_MS, () => sent.destroy()).on('error', lost);
      sent.end(text);
    });
  }

  async function openStream(path: string, headers: OutgoingHttpHeaders): Promise<OpenStream> {
    const sent = request({ ...host, method: 'GET', path, headers: { ...headers, accept: 'text/event-stream' } });
    const response = await new Promise<IncomingMessage | undefined>((resolve) => {
      sent.on('response', resolve).on('error', () => resolve(undefined));
      if (isClosed) sent.destroy(new Error('closed'));
      else sent.end();
    });
    let events = 0;
    response?.on('data', (chunk: Buffer) => {
      if (chunk.includes('event: status')) events += 1;
    });
    const over = new Promise<boolean>((resolve) => {
      if (response === undefined) return resolve(false);
      response
        .on('end', () => resolve(true))
        .on('error', () => undefined)
        .on('close', () => resolve(false));
    });
    return {
      status: response?.statusCode ?? 0,
      events: () => events,
      over,
      leave(how) {
        const socket = response?.socket;
        if (how === 'resets') return void socket?.resetAndDestroy();
        if (how === 'closes') return void sent.destroy();
        response?.pause();
        if (socket !== undefined) sleeping.add(socket.once('close', () => sleeping.delete(socket)));
      },
    };
  }

  return {
    ask,
    openStream,
    close() {
      isClosed = true;
      agent.destroy();
      for (const socket of sleeping) socket.destroy();
    },
  };
}

function parse(text: string): Reply['body'] {
  try {
    return JSON.parse(text) as Reply['body'];
  } catch {
    return {};
  }
}
