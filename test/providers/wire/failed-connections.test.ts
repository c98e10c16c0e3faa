/** Real connections that fail before, or after, anything was sent: what the two have in common must not be mistaken. */
import { execFile } from 'node:child_process';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { blockedPortOf } from '../../../src/providers/wire/blocked-ports.js';
import { sendRequest } from '../../../src/providers/wire/send-request.js';
import { closedUrl, startServer } from '../local-server.js';

/** A server below HTTP and TLS. @returns its address without a scheme */
async function listen(serve: (socket: Socket) => void, options: { allowHalfOpen?: boolean } = {}): Promise<string> {
  const server: Server = createServer(options, (socket) => {
    socket.on('error', () => undefined);
    serve(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const ask = (url: string) => sendRequest({ url, headers: {}, body: { number: '1' }, timeoutMs: 5000 }, fetch);

const NEVER_SENT = { status: 'refused', reason: 'connection_failed' };
const PERHAPS_SENT = { status: 'uncertain', reason: 'connection_lost' };
/** A record of TLS that says "handshake failure". */
const ALERT = Buffer.from([0x15, 3, 1, 0, 2, 2, 40]);

describe('a connection of TLS', () => {
  it.each<[string, (socket: Socket) => void]>([
    ['that is closed at once', (socket) => socket.destroy()],
    ['that is closed in its handshake', (socket) => socket.once('data', () => socket.destroy())],
    ['that is reset at once', (socket) => socket.resetAndDestroy()],
    ['that is reset in its handshake', (socket) => socket.once('data', () => socket.resetAndDestroy())],
    ['whose other side ends it in its handshake', (socket) => socket.once('data', () => socket.end())],
    ['whose other side refuses the handshake', (socket) => socket.once('data', () => socket.end(ALERT))],
    ['whose other side speaks HTTP', (socket) => socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))],
    ['whose other side speaks nonsense', (socket) => socket.once('data', () => socket.end(Buffer.alloc(600, 0x5a)))],
  ])('%s was never used', async (_, serve) => {
    expect(await ask(`https://${await listen(serve)}`)).toEqual(NEVER_SENT);
  });
});

describe('a connection without TLS', () => {
  it.each<[string, (socket: Socket) => void]>([
    ['that is closed once it is used', (socket) => socket.once('data', () => socket.destroy())],
    ['that is reset once it is used', (socket) => socket.once('data', () => socket.resetAndDestroy())],
    ['whose other side speaks nonsense', (socket) => socket.once('data', () => socket.end('nonsense'))],
    // Only the other side knows whether it has read anything.
    ['that is closed at once', (socket) => socket.destroy()],
  ])('%s may have carried the request', async (_, serve) => {
    expect(await ask(`http://${await listen(serve)}`)).toEqual(PERHAPS_SENT);
  });
});

describe('a request', () => {
  it('to a port that fetch blocks is never sent, and each blocked port is known', async () => {
    const ports = Array.from({ length: 65_535 }, (_, index) => index + 1);
    const blocked = ports.filter((port) => blockedPortOf(new URL(`http://127.0.0.1:${port}/`)) !== undefined);
    expect(blocked.length).toBeGreaterThan(80);
    const answers = await Promise.all(blocked.map((port) => ask(`http://127.0.0.1:${port}/`)));
    expect(answers).toEqual(blocked.map(() => ({ status: 'refused', reason: 'blocked_port' })));
    for (const usual of ['https://api.mcn.ru/', 'http://127.0.0.1:80/', 'http://127.0.0.1:443/', 'http://127.0.0.1:8080/'])
      expect(blockedPortOf(new URL(usual))).toBeUndefined();
  });

  it('of a process that can open no socket is never sent', async () => {
    const server = await startServer({ json: { ok: true } });
    const program = fileURLToPath(new URL('without-sockets.ts', import.meta.url));
    const tsx = import.meta.resolve('tsx');
    const command = 'ulimit -n 128 && exec "$0" "$@"';
    const parameters = ['-c', command, process.execPath, '--import', tsx, program, server.url, await closedUrl()];
    const { stdout } = await promisify(execFile)('sh', parameters);
    expect(JSON.parse(stdout)).toEqual({ status: 'refused', reason: 'no_socket_left' });
    expect(server.requests).toHaveLength(0);
  });
});
