import { connect } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { sendBytes } from '../support/exact-body.js';
import { sendUnfinished } from '../support/raw-request.js';
import { openShop, type Shop } from '../support/shop.js';

const JSON_TYPE = { 'Content-Type': 'application/json' };

const PATHS: readonly (readonly [string, (shop: Shop) => string])[] = [
  ['a start', () => '/auth/call'],
  ['a check', () => '/auth/call/check'],
  ['a callback', (shop) => `/webhooks/calls${shop.calls.webhookPath('mcn')}`],
];

/** Writes each piece once as many answers have come as stand before it. */
function talk(url: string, pieces: readonly string[]): Promise<readonly string[]> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let text = '';
    let sent = 0;
    const sendNext = (): void => {
      const piece = pieces[sent];
      sent += 1;
      if (piece !== undefined) return void socket.write(piece);
      socket.destroy();
      resolve([...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status = '']) => status));
    };
    socket.on('connect', sendNext).on('error', reject);
    socket.setEncoding('latin1').on('data', (data: string) => {
      text += data;
      if (text.split('HTTP/1.1 ').length - 1 >= sent) sendNext();
    });
  });
}

describe.each(PATHS)('the body of %s that is too large', (_, pathOf) => {
  it('is refused at once, though it never ends', async () => {
    const shop = await openShop();
    const answer = await sendUnfinished(`${shop.url}${pathOf(shop)}`, JSON_TYPE, ['x'.repeat(20_000)]);
    expect(answer.status).toBe(413);
  });

  it('leaves a connection that takes the next request', async () => {
    const shop = await openShop();
    const head = `POST ${pathOf(shop)} HTTP/1.1\r\nHost: shop\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const chunk = `${(20_000).toString(16)}\r\n${'x'.repeat(20_000)}\r\n`;
    const next = 'GET /auth/call/status HTTP/1.1\r\nHost: shop\r\n\r\n';
    expect(await talk(shop.url, [`${head}${chunk}`, `${chunk.repeat(20)}0\r\n\r\n${next}`])).toEqual(['413', '400']);
  });
});

it.each([
  ['IDENTITY', Buffer.from],
  ['gzip', gzipSync],
  ['X-GZIP', gzipSync],
  ['deflate', deflateSync],
  ['br', brotliCompressSync],
] as const)('a start may be compressed: %s', async (encoding, compress) => {
  const shop = await openShop();
  const body = compress(Buffer.from(JSON.stringify({ phone: shop.phone })));
  await sendBytes(shop.client.post('/auth/call').set({ ...JSON_TYPE, 'content-encoding': encoding }), body).expect(202);
});

it('a compressed body without bytes has no members', async () => {
  const shop = await openShop();
  const answer = await sendBytes(shop.client.post('/auth/call').set({ ...JSON_TYPE, 'content-encoding': 'gzip' }), Buffer.alloc(0));
  expect(answer.body).toMatchObject({ code: 'invalid_request', detail: expect.stringContaining('phone') });
});
