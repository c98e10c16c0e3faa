/** Requests that end by their time-out: those that never got a connection were never sent, and the others may have been. */
import dns from 'node:dns';
import { request as httpRequest } from 'node:http';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { sendRequest } from '../../../src/providers/wire/send-request.js';
import { startServer } from '../local-server.js';

const askWithin =
  (timeoutMs: number) =>
  (url: string, host: typeof fetch = fetch) =>
    sendRequest({ url, headers: {}, body: { number: '1' }, timeoutMs }, host);

/** For what does not answer before it is told to: no machine is too slow for that. */
const askSilence = askWithin(200);
/** For a server that has to be reached before the time is up, on a slow machine, too. */
const askServer = askWithin(1000);

const NEVER_SENT = { status: 'refused', reason: 'connect_timeout' };
const PERHAPS_SENT = { status: 'uncertain', reason: 'timeout' };

type Found = (error: Error | null, addresses: { address: string; family: number }[]) => void;

/** A name server that does not answer. @returns lets it answer with 127.0.0.1, after all */
function silenceNameServer(): () => void {
  const waiting: Found[] = [];
  const lookup = (_name: string, _options: object, found: Found): void => void waiting.push(found);
  const spy = vi.spyOn(dns, 'lookup').mockImplementation(lookup as unknown as typeof dns.lookup);
  onTestFinished(() => spy.mockRestore());
  return () => {
    for (const found of waiting) found(null, [{ address: '127.0.0.1', family: 4 }]);
  };
}

/** A server below HTTP, which records what it gets. */
async function listen(): Promise<{ port: number; sockets: Socket[]; received: Buffer[]; ended: () => number }> {
  const sockets: Socket[] = [];
  const received: Buffer[] = [];
  let ended = 0;
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => received.push(bytes));
    socket.on('close', () => {
      ended += 1;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, sockets, received, ended: () => ended };
}

describe('a request whose name server does not answer', () => {
  it.each(['http', 'https'])('was never sent over %s', async (scheme) => {
    silenceNameServer();
    expect(await askSilence(`${scheme}://api.provider.invalid/`)).toEqual(NEVER_SENT);
  });

  it('is not sent later either, when the name server answers after all', async () => {
    const { port, sockets, received, ended } = await listen();
    const answer = silenceNameServer();
    expect(await askSilence(`http://api.provider.invalid:${port}/`)).toEqual(NEVER_SENT);
    answer();
    await expect.poll(ended).toBe(1);
    expect([sockets.length, received]).toEqual([1, []]);
  });

  it('is not sent later either by a fetch that ignores its signal', async () => {
    const { port, received, ended } = await listen();
    const answer = silenceNameServer();
    const deaf: typeof fetch = (input, { signal: _, ...init } = {}) => fetch(input, init);
    expect(await askSilence(`http://api.provider.invalid:${port}/`, deaf)).toEqual(NEVER_SENT);
    answer();
    await expect.poll(ended).toBeGreaterThanOrEqual(1);
    expect(received).toEqual([]);
  });

  it('may have been sent by a fetch that is not undici, because nothing is known of it', async () => {
    silenceNameServer();
    const other = ((url: string) =>
      new Promise((_, reject) => {
        const sent = httpRequest(url, { method: 'POST' }).on('error', reject);
        onTestFinished(() => void sent.destroy());
        sent.end();
      })) as typeof fetch;
    expect(await askSilence('http://api.provider.invalid/', other)).toEqual(PERHAPS_SENT);
  });
});

describe('a request that got a connection', () => {
  it('may have been sent, if its answer does not come', async () => {
    const { port, received } = await listen();
    expect(await askServer(`http://127.0.0.1:${port}/`)).toEqual(PERHAPS_SENT);
    await expect.poll(() => received.length).toBeGreaterThan(0);
  });

  it('may have been sent over one that was there before', async () => {
    let requests = 0;
    const server = await startServer((response) => {
      requests += 1;
      if (requests === 1) response.end('{"ok":true}');
    });
    expect(await askServer(server.url)).toMatchObject({ status: 'answered' });
    expect(await askServer(server.url)).toEqual(PERHAPS_SENT);
    expect(requests).toBe(2);
  });

  it('may have been sent by a fetch that made two, even if the second one got none', async () => {
    const server = await startServer({ json: { ok: true } });
    silenceNameServer();
    const twice: typeof fetch = async (input, init) => {
      await (await fetch(server.url)).text();
      return fetch(input, init);
    };
    expect(await askServer('http://api.provider.invalid/', twice)).toEqual(PERHAPS_SENT);
  });

  it('is never sent while TLS does not stand', async () => {
    const { port, received } = await listen();
    expect(await askServer(`https://127.0.0.1:${port}/`)).toEqual(NEVER_SENT);
    // Only the beginning of a handshake: a record of TLS.
    expect(received.map((bytes) => bytes[0])).toEqual([0x16]);
  });
});
