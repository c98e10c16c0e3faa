/** A server on a loopback address that stands in for the provider of a method, and behaves as badly as a case tells it to. */
import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A request as it came over the wire. */
export interface ReceivedRequest {
  /** `POST`, `GET`, … */
  readonly method: string;
  /** The path with its query, as it was sent. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders;
  /** The body as text. */
  readonly body: string;
}

/** An answer of the provider. */
export interface ProviderReply {
  /** The HTTP status. @default 200 */
  readonly status?: number | undefined;
  /** Headers beside `Content-Type`, or in its place. @default `application/json` for an object, `text/plain` for a text */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** A text, or an object that is sent as JSON. @default no body */
  readonly body?: string | object | undefined;
}

/** One request that asks for a call, and its answer, which a case writes by hand. */
export interface Exchange {
  readonly request: ReceivedRequest;
  readonly response: ServerResponse;
  /** Resolves when the connection is closed, or the answer sent. */
  readonly closed: Promise<void>;
}

/** How the stand-in behaves: by each connection, for any protocol, or by each request of HTTP. */
export type Behaviour = { readonly connection: (socket: Socket) => void } | { readonly request: (exchange: Exchange) => unknown };

/** A running stand-in. */
export interface StandIn {
  readonly host: string;
  readonly port: number;
  readonly baseUrl: string;
  /** How many connections were made. */
  readonly connections: () => number;
  /** The requests that asked for a call. */
  readonly sends: readonly Exchange[];
  /** All requests, those for access tokens and the like included. */
  readonly requests: readonly ReceivedRequest[];
  close(): Promise<void>;
}

const HOST = '127.0.0.1';

/** What a request is for, and how one is answered that does not ask for a call. */
export interface Manners {
  isSending(request: ReceivedRequest): boolean;
  answerOther(request: ReceivedRequest, response: ServerResponse): void;
}

export async function startStandIn(behaviour: Behaviour, manners: Manners): Promise<StandIn> {
  const sends: Exchange[] = [];
  const requests: ReceivedRequest[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const take = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = await readRequest(incoming);
    requests.push(request);
    if (!manners.isSending(request)) return manners.answerOther(request, response);
    const closed = new Promise<void>((resolve) => void response.once('close', resolve));
    const exchange = { request, response, closed };
    sends.push(exchange);
    if ('request' in behaviour) await behaviour.request(exchange);
  };
  const server: Server =
    'connection' in behaviour
      ? createServer()
      : // A request that breaks off is none. Nothing else may fail here, and what does is seen in the result.
        createHttpServer((incoming, response) => void take(incoming, response).catch(() => response.destroy()));
  server.on('connection', (socket) => {
    connections += 1;
    sockets.add(socket.on('error', () => undefined).once('close', () => sockets.delete(socket)));
    if ('connection' in behaviour) behaviour.connection(socket);
  });
  const port = await listen(server);
  return {
    host: HOST,
    port,
    baseUrl: `http://${HOST}:${port}`,
    connections: () => connections,
    sends,
    requests,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/**
 * Writes an answer as it stands. `statusText` is what HTTP calls the reason phrase. Each answer ends its connection, so that no stand-in
 * meets connections of another.
 */
export function write(response: ServerResponse, { status = 200, headers = {}, body }: ProviderReply, statusText?: string): void {
  const type = body === undefined ? {} : { 'Content-Type': typeof body === 'string' ? 'text/plain' : 'application/json' };
  if (statusText !== undefined) response.statusMessage = statusText;
  response.writeHead(status, { ...type, Connection: 'close', ...headers });
  response.end(textOf(body));
}

/** The body as it is sent. */
export function textOf(body: ProviderReply['body']): string {
  return typeof body === 'object' ? JSON.stringify(body) : (body ?? '');
}

/**
 * An address on which nobody listens, and nobody can: the port is in use, by the end of a connection that was made from it.
 */
export async function holdClosedPort(): Promise<StandIn> {
  const behind = await startStandIn({ connection: () => undefined }, { isSending: () => false, answerOther: () => undefined });
  const holder = connect(behind.port, HOST).on('error', () => undefined);
  await once(holder, 'connect');
  const port = holder.localPort ?? 0;
  return {
    ...behind,
    port,
    baseUrl: `http://${HOST}:${port}`,
    connections: () => 0,
    async close() {
      holder.destroy();
      await behind.close();
    },
  };
}

async function listen(server: Server): Promise<number> {
  server.listen(0, HOST);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function readRequest(incoming: IncomingMessage): Promise<ReceivedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const { method = '', url = '', headers } = incoming;
  return { method, url, headers, body: Buffer.concat(chunks).toString() };
}
