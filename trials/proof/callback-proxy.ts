/** What stands between the providers and the processes: hands each callback to the next process that is alive. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Processes } from './processes.js';
import { send } from './send.js';

export interface CallbackProxy {
  readonly url: string;
  close(): Promise<void>;
}

/** Less than the providers' patience, so that they hear of the second process's answer. */
const PATIENCE_MS = 2200;

export async function openCallbackProxy(processes: Processes): Promise<CallbackProxy> {
  let turn = 0;
  const deliver = async (method: string, path: string, type: string | undefined, body: Buffer): Promise<number> => {
    // A paused process takes part: its callback times out and is sent again, as behind a real load balancer.
    for (let tries = 0; tries < 2; tries += 1) {
      const living = processes.all.filter((each) => each.isAlive);
      turn += 1;
      const worker = living[turn % living.length];
      if (worker === undefined) return 503;
      const headers = type === undefined ? {} : { 'content-type': type };
      const sent = await send({ port: worker.port, method, path, headers, body, timeoutMs: PATIENCE_MS });
      if (sent !== undefined && sent.status !== 503) return sent.status;
    }
    return 503;
  };
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      void deliver(req.method ?? 'POST', req.url ?? '/', req.headers['content-type'], Buffer.concat(chunks)).then((status) => {
        res.writeHead(status).end();
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}
