/** Sends a request whose body never ends, and reads what is answered meanwhile. */
import { connect } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  readonly body: string;
}

/** The answer to a POST of `chunks` (chunked, and never finished). @param headers without `Host` and `Transfer-Encoding` */
export function sendUnfinished(
  url: string,
  headers: Readonly<Record<string, string>>,
  chunks: readonly (string | Uint8Array)[] = [],
): Promise<RawAnswer> {
  const { hostname, port, pathname } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => {
      const lines = Object.entries({ Host: `${hostname}:${port}`, 'Transfer-Encoding': 'chunked', ...headers }).map(
        ([name, value]) => `${name}: ${value}`,
      );
      socket.write(`POST ${pathname} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
      for (const chunk of chunks) {
        const bytes = Buffer.from(chunk);
        socket.write(Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]));
      }
    });
    let text = '';
    socket.setEncoding('utf8');
    socket.on('data', (data: string) => {
      text += data;
      const [head = '', body] = text.split('\r\n\r\n');
      const [, length] = /^content-length: (\d+)$/im.exec(head) ?? [];
      if (body === undefined || Buffer.byteLength(body) < Number(length ?? 0)) return;
      socket.destroy();
      resolve({ status: Number(head.split(' ')[1]), body });
    });
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the connection was closed without an answer')));
  });
}
