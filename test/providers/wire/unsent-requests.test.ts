/** Requests that end by their time-out: those that never got a connection were never sent, and the others may have been. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { execFile } from 'node:child_process';
import { request as httpRequest } from 'node:http';
import { createSecureServer } from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { sendRequest } from '../../../src/providers/wire/send-request.js';
import { closedUrl, startServer } from '../local-server.js';
import { SELF_SIGNED } from '../self-signed.js';
import { installLateNameServer } from './late-name-server.js';

const askWithin =
  (timeoutMs: number) =>
  (url: string, host: typeof fetch = fetch) =>
    sendRequest({ url, headers: {}, body: { number: '1' }, timeoutMs }, host);

/** For what does not answer before it is told to: no machine is too slow for that. */
const askSilence = askWithin(200);
/** For a server that has to be reached before the time is up, on a slow machine, too. */
const askServer = askWithin(1000);

type Agent = new (options: object) => { destroy(): Promise<void> };

/** The class of the agent that all fetches of Node share. It is there once something was fetched. */
function undiciAgent(): Agent {
  const shared: unknown = ['2', '1']
    .map((version) => Reflect.get(globalThis, Symbol.for(`undici.globalDispatcher.${version}`)))
    .find(Boolean);
  return (shared as { readonly constructor: Agent }).constructor;
}

const NEVER_SENT = { status: 'refused', reason: 'connect_timeout' };
const PERHAPS_SENT = { status: 'uncertain', reason: 'timeout' };

/** @returns lets the name server answer, after all */
function silenceNameServer(): () => void {
  const nameServer = installLateNameServer();
  onTestFinished(() => nameServer.restore());
  return () => nameServer.answer();
}

/** Long enough for what would go on and on to go on. */
async function turnEventLoop(): Promise<void> {
  for (let turn = 0; turn < 200; turn += 1) await new Promise((resolve) => void setImmediate(resolve));
}

/** A server below HTTP, which records what it gets, unless it leaves all that to be read by another one. */
async function listen(
  options: { pauseOnConnect?: boolean } = {},
): Promise<{ port: number; sockets: Socket[]; received: Buffer[]; ended: () => number }> {
  const sockets: Socket[] = [];
  const received: Buffer[] = [];
  let ended = 0;
  const server = createServer(options, (socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    if (options.pauseOnConnect !== true) socket.on('data', (bytes) => received.push(bytes));
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
    await turnEventLoop();
    expect([sockets.length, ended(), received]).toEqual([1, 1, []]);
  });

  it('leaves nothing behind that keeps its process alive', async () => {
    const { port, sockets, received, ended } = await listen();
    const program = fileURLToPath(new URL('given-up-lookup.ts', import.meta.url));
    const parameters = ['--import', import.meta.resolve('tsx'), program, `http://api.provider.invalid:${port}/`];
    // Rejects if the process has to be ended.
    const { stdout } = await promisify(execFile)(process.execPath, parameters, { timeout: 25_000 });
    expect(JSON.parse(stdout)).toEqual(NEVER_SENT);
    await expect.poll(ended).toBe(1);
    expect([sockets.length, received]).toEqual([1, []]);
  });

  it('may be sent later by a fetch that ignores its signal', async () => {
    const { port, sockets, received } = await listen();
    const answer = silenceNameServer();
    const deaf: typeof fetch = (input, { signal: _, ...init } = {}) => fetch(input, init);
    expect(await askSilence(`http://api.provider.invalid:${port}/`, deaf)).toEqual(PERHAPS_SENT);
    answer();
    await expect.poll(() => Buffer.concat(received).toString()).toMatch(/^POST [\s\S]*\{"number":"1"\}/);
    await turnEventLoop();
    expect([sockets.length, Buffer.concat(received).toString().split('POST /').length - 1]).toEqual([1, 1]);
  });

  it('may be sent later by a fetch that tries again once it was aborted', async () => {
    const { port, received } = await listen();
    const answer = silenceNameServer();
    const stubborn: typeof fetch = (input, init) => fetch(input, init).catch(() => fetch(input, { ...init, signal: null }));
    expect(await askSilence(`http://api.provider.invalid:${port}/`, stubborn)).toEqual(PERHAPS_SENT);
    answer();
    await expect.poll(() => Buffer.concat(received).toString()).toMatch(/^POST /);
  });

  it('was never sent by a fetch that fails in its own words once it was aborted', async () => {
    silenceNameServer();
    const wordy: typeof fetch = async (input, init) => {
      try {
        return await fetch(input, init);
      } catch (error) {
        await Promise.resolve();
        throw new Error('no answer', { cause: error });
      }
    };
    expect(await askSilence('http://api.provider.invalid/', wordy)).toEqual(NEVER_SENT);
  });

  it('was never sent by a fetch that waits before it asks', async () => {
    silenceNameServer();
    const patient: typeof fetch = async (input, init) => {
      await Promise.resolve();
      return fetch(input, init);
    };
    expect(await askSilence('http://api.provider.invalid/', patient)).toEqual(NEVER_SENT);
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

  it.each(['a host', 'who replaces that of Node'])('may have been sent by the second try of the fetch of %s', async (owner) => {
    const { port, received } = await listen();
    const closed = await closedUrl();
    const own = fetch;
    const again: typeof fetch = (input, init) => own(closed, init).catch(() => own(input, init));
    if (owner !== 'a host') vi.stubGlobal('fetch', again);
    onTestFinished(() => void vi.unstubAllGlobals());
    expect(await askServer(`http://127.0.0.1:${port}/`, again)).toEqual(PERHAPS_SENT);
    expect(Buffer.concat(received).toString()).toMatch(/^POST /);
  });

  it('may have been sent by a fetch in the place of that of Node, whose own first request still waits', async () => {
    const { port, received } = await listen();
    const mute = await listen();
    const own = fetch;
    vi.stubGlobal('fetch', async (...request: Parameters<typeof fetch>) => {
      own(`https://127.0.0.1:${mute.port}/telemetry`, { signal: request[1]?.signal ?? null }).catch(() => undefined);
      await Promise.resolve();
      return own(...request);
    });
    onTestFinished(() => void vi.unstubAllGlobals());
    expect(await askServer(`http://127.0.0.1:${port}/`, fetch)).toEqual(PERHAPS_SENT);
    expect(Buffer.concat(received).toString()).toMatch(/^POST /);
  });

  it('may have been sent over HTTP/2', async () => {
    await fetch('data:,').then((first) => first.text());
    const requests: string[] = [];
    const server = createSecureServer(SELF_SIGNED).on('stream', (_, headers) => void requests.push(String(headers[':method'])));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const agent = new (undiciAgent())({ allowH2: true, connect: { rejectUnauthorized: false } });
    onTestFinished(async () => {
      await agent.destroy();
      server.close();
    });
    const over2 = ((input: string, init: RequestInit) => fetch(input, { ...init, dispatcher: agent } as RequestInit)) as typeof fetch;
    expect(await askServer(`https://127.0.0.1:${(server.address() as AddressInfo).port}/`, over2)).toEqual(PERHAPS_SENT);
    expect(requests).toEqual(['POST']);
  });

  it('is never sent while TLS does not stand', async () => {
    const { port, received } = await listen();
    expect(await askServer(`https://127.0.0.1:${port}/`)).toEqual(NEVER_SENT);
    // Only the beginning of a handshake: a record of TLS.
    expect(received.map((bytes) => bytes[0])).toEqual([0x16]);
  });

  it('is not sent later either, when TLS stands after all', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    const warnings = vi.spyOn(process, 'emitWarning').mockReturnValue();
    onTestFinished(() => {
      vi.unstubAllEnvs();
      warnings.mockRestore();
    });
    const { port, sockets, ended } = await listen({ pauseOnConnect: true });
    let handshakes = 0;
    let requests = 0;
    // In TLS 1.2 the server has the last word of a handshake. The last word of a client that hangs up at once may get lost.
    const secure = createHttpsServer({ ...SELF_SIGNED, maxVersion: 'TLSv1.2' }, () => {
      requests += 1;
    }).on('secureConnection', () => {
      handshakes += 1;
    });
    expect(await askServer(`https://127.0.0.1:${port}/`)).toEqual(NEVER_SENT);
    secure.emit('connection', sockets[0]);
    await expect.poll(() => [handshakes, ended()]).toEqual([1, 1]);
    await turnEventLoop();
    expect([sockets.length, handshakes, requests]).toEqual([1, 1, 0]);
  });
});

describe('the requests of a fetch', () => {
  it('are followed through every promise only if the fetch is not that of Node', async () => {
    const run = vi.spyOn(AsyncLocalStorage.prototype, 'run');
    onTestFinished(() => run.mockRestore());
    const server = await startServer({ json: { ok: true } });
    expect(await askServer(server.url)).toMatchObject({ status: 'answered' });
    expect(run).not.toHaveBeenCalled();
    expect(await askServer(server.url, (...request) => fetch(...request))).toMatchObject({ status: 'answered' });
    expect(run).toHaveBeenCalledOnce();
  });
});
