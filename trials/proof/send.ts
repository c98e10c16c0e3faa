/** One HTTP request on a connection of its own: a broken one is then always the other side's doing. */
import { type IncomingHttpHeaders, request } from 'node:http';

export interface Sent {
  readonly status: number;
  readonly body: string;
}

export interface SendOptions {
  readonly port: number;
  readonly method: string;
  readonly path: string;
  readonly headers?: IncomingHttpHeaders;
  readonly body?: string | Buffer;
  readonly timeoutMs: number;
}

/** The whole answer; `undefined` if the connection broke or nothing came in time. */
export function send({ port, method, path, headers = {}, body, timeoutMs }: SendOptions): Promise<Sent | undefined> {
  return new Promise((resolve) => {
    const give = (sent: Sent | undefined): void => {
      clearTimeout(timer);
      resolve(sent);
    };
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    const sending = request({ host: '127.0.0.1', port, method, path, agent: false, headers: { ...headers, ...length } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => give({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }));
      response.on('error', () => give(undefined));
      response.on('aborted', () => give(undefined));
    });
    const timer = setTimeout(() => sending.destroy(new Error('no answer in time')), timeoutMs);
    sending.on('error', () => give(undefined));
    sending.end(body);
  });
}
