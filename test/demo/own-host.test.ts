/** The demo may call real telephones, so it must not listen to pages of strangers. */
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startDemo } from '../../demo-app/start-demo.js';

async function openDemo() {
  const demo = await startDemo({ port: 0 });
  onTestFinished(() => demo.close());
  const port = Number(new URL(demo.url).port);
  /** The status of a request that names this host; `fetch` would not let it. */
  const ask = async (host: string, path = '/', method = 'GET'): Promise<number | undefined> => {
    const asked = request({ port, host: '127.0.0.1', path, method, headers: { host } });
    asked.end();
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    answer.resume();
    return answer.statusCode;
  };
  return { demo, port, ask };
}

describe('the demo', () => {
  it('answers under its own names', async () => {
    const { port, ask } = await openDemo();
    for (const name of ['127.0.0.1', 'localhost', 'LocalHost', '[::1]']) expect(await ask(`${name}:${port}`)).toBe(200);
  });

  it('answers nobody who names another host: page, start, stream or script', async () => {
    const { port, ask } = await openDemo();
    const others = [
      'rebound.example',
      `rebound.example:${port}`,
      `localhost.rebound.example:${port}`,
      `127.0.0.1:${port + 1}`,
      'localhost',
    ];
    for (const host of others) {
      for (const [path, method] of [
        ['/', 'GET'],
        ['/auth/call', 'POST'],
        ['/auth/call/client.js', 'GET'],
        ['/demo/events', 'GET'],
      ] as const) {
        expect([host, path, await ask(host, path, method)]).toEqual([host, path, 421]);
      }
    }
  });

  it('takes reports under any name, because they come through a tunnel to a secret path', async () => {
    const { demo, ask } = await openDemo();
    const [path = ''] = demo.webhookPaths;
    expect(await ask('tunnel.example', path, 'POST')).toBe(204);
    expect(await ask('tunnel.example', '/webhooks/calls/mcn/guessed', 'POST')).toBe(404);
  });
});
