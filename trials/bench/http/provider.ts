/** The process that stands for MCN: accepts every flash call as MCN documents, at once or after a while. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerParent } from '../child.js';
import type { ProviderOrder, Serving } from './messages.js';

let last = 0;

function answerTo(url: string): string {
  const query = new URL(url, 'http://provider').searchParams;
  last += 1;
  const object = {
    login_did: query.get('login_did'),
    code: query.get('code'),
    account_id: '1',
    verification_call_uuid: `${String(last).padStart(12, '0')}_117793`,
  };
  return JSON.stringify({ status: 'success', code: 200, object });
}

answerParent(async ({ delayMs }: ProviderOrder): Promise<Serving> => {
  const server = createServer((req, res) => {
    const send = (): void => void res.setHeader('content-type', 'application/json').end(answerTo(req.url ?? ''));
    req.resume();
    if (delayMs === 0) send();
    else setTimeout(send, delayMs);
  });
  server.keepAliveTimeout = 600_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port };
});
