/** Bodies whose headers do not fit them: compressions, charsets, forms. */
import { connect } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import express from 'express';
import type { Test } from 'supertest';
import { describe, expect, it } from 'vitest';
import { sendBytes, sendInPieces } from '../support/exact-body.js';
import { openShop, type Shop } from '../support/shop.js';

const reportOf = (id: string): string => JSON.stringify({ verification_call_uuid: id, q931_status: 17, who: 'Анна' });
const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();
/** Latin and Cyrillic letters of windows-1251. */
const cp1251 = (text: string): Buffer =>
  Buffer.from([...text].map((letter) => (letter < '\x80' ? letter.charCodeAt(0) : letter.charCodeAt(0) - 0x0410 + 0xc0)));

type Body = readonly [headers: Readonly<Record<string, string>>, bytes: (id: string) => Uint8Array];

const JSON_TYPE = { 'content-type': 'application/json' };
const plain = (id: string): Buffer => Buffer.from(reportOf(id));
const encoded = (encoding: string, bytes: Body[1]): Body => [{ ...JSON_TYPE, 'content-encoding': encoding }, bytes];
const typed = (type: string, bytes: Body[1]): Body => [{ 'content-type': type }, bytes];

const UNDERSTOOD: Readonly<Record<string, Body>> = {
  'UTF-8 as its encoding': encoded('UTF-8', plain),
  'an unknown encoding': encoded('br-2', plain),
  'an empty encoding': encoded('', plain),
  'identity in capitals': encoded('IDENTITY', plain),
  'gzip that is not compressed': encoded('gzip', plain),
  'br that is not compressed': encoded('br', plain),
  'deflate that is not compressed': encoded('deflate', plain),
  'zstd that is not compressed': encoded('zstd', plain),
  gzip: encoded('gzip', (id) => gzipSync(reportOf(id))),
  'x-gzip in capitals': encoded('X-GZIP', (id) => gzipSync(reportOf(id))),
  'gzip that is not declared': typed('application/json', (id) => gzipSync(reportOf(id))),
  'gzip that calls itself UTF-8': encoded('utf-8', (id) => gzipSync(reportOf(id))),
  deflate: encoded('deflate', (id) => deflateSync(reportOf(id))),
  'deflate without its frame': encoded('deflate', (id) => deflateRawSync(reportOf(id))),
  br: encoded('br', (id) => brotliCompressSync(reportOf(id))),
  'two encodings': encoded('gzip, br', (id) => brotliCompressSync(gzipSync(reportOf(id)))),
  'two encodings, of which one is meant': encoded('identity, gzip', (id) => gzipSync(reportOf(id))),
  'a byte order mark': typed('application/json', (id) => Buffer.from(`\uFEFF${reportOf(id)}`)),
  'windows-1251': typed('application/json; charset=windows-1251', (id) => cp1251(reportOf(id))),
  'windows-1251 that is not declared': typed('application/json', (id) => cp1251(reportOf(id))),
  'UTF-8 that calls itself windows-1251': typed('application/json; charset="windows-1251"', plain),
  'an unknown charset': typed('text/plain; charset=klingon', plain),
  'an unknown charset of bytes that are not UTF-8': typed('text/plain; charset=klingon', (id) => cp1251(reportOf(id))),
  'UTF-16': typed('application/json; charset=utf-16', (id) => Buffer.from(`\uFEFF${reportOf(id)}`, 'utf16le')),
  'UTF-16, the larger end first': typed('application/json; charset=utf-16', (id) => utf16be(`\uFEFF${reportOf(id)}`)),
  'UTF-16 without a mark': typed('application/json; charset=utf-16le', (id) => Buffer.from(reportOf(id), 'utf16le')),
  'UTF-16 without a mark, the larger end first, not declared': typed('application/json', (id) => utf16be(reportOf(id))),
  'UTF-8 that calls itself UTF-16': typed('application/json; charset=utf-16', plain),
  'UTF-16 in gzip': encoded('gzip', (id) => gzipSync(Buffer.from(reportOf(id), 'utf16le'))),
  'no type at all': [{}, plain],
  'a type that is no type': typed('application', plain),
};

function send(request: Test, [headers, bytes]: Body, id: string): Test {
  for (const [name, value] of Object.entries(headers)) request.set(name, value);
  return sendBytes(request, bytes(id));
}

const shapesOf = (shop: Shop): readonly string[] => shop.eventsOf('callback.unmapped').map(({ shape }) => shape);

describe('a report is understood with', () => {
  for (const [what, body] of Object.entries(UNDERSTOOD)) {
    it(what, async () => {
      const shop = await openShop();
      const verificationId = await shop.begin();
      await send(shop.callback('mcn'), body, shop.telephone.calls[0]?.id ?? '').expect(204);
      expect((await shop.status(verificationId)).body['call']).toEqual({ outcome: 'busy' });
      expect(shapesOf(shop)).toEqual([]);
    });
  }

  it('an encoding that the host’s parser has removed', async () => {
    const shop = await openShop({ before: [express.raw({ type: () => true })] });
    const verificationId = await shop.begin();
    await send(
      shop.callback('mcn'),
      encoded('gzip', (id) => gzipSync(reportOf(id))),
      shop.telephone.calls[0]?.id ?? '',
    ).expect(204);
    expect((await shop.status(verificationId)).body['call']).toEqual({ outcome: 'busy' });
  });

  it('an encoding of its stream that other middleware has set', async () => {
    const shop = await openShop({
      before: [
        (req, _res, next) => {
          req.setEncoding('utf8');
          next();
        },
      ],
    });
    await send(shop.callback('mcn'), typed('application/json', plain), '0123456789ab_1').expect(204);
    expect(shop.events.map(({ type }) => type)).toEqual(['callback.unmatched']);
  });
});

const gzipped = gzipSync(reportOf('0123456789ab_117793'));
const SHAPES: Readonly<Record<string, readonly [Body, string]>> = {
  'broken gzip': [encoded('gzip', () => gzipped.subarray(0, 30)), 'not text'],
  'gzip with a wrong check sum': [encoded('gzip', () => Buffer.concat([gzipped.subarray(0, -8), Buffer.alloc(8)])), 'not text'],
  'broken br': [encoded('br', () => Buffer.from([0x0b, 0x02, 0x80, 0xff])), 'not text'],
  'an unknown compression': [encoded('zstd', () => Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, 0, 1])), 'not text'],
  'an object without an id': [
    typed('application/json', () => Buffer.from('{"call":"0123456789ab_1","q931_status":16,"ok":true,"x":null,"in":{"n":"16"}}')),
    'JSON {call: text, q931_status: number, ok: boolean, x: null, in: {n: digits}}',
  ],
  'names that may be values': [
    typed('application/json', () => Buffer.from('{"79157777777":"1234","da59bda0a1bb_117793":{"+7 915":1}}')),
    'JSON {?: digits, ?: {?: number}}',
  ],
  'bare values': [typed('application/json', () => Buffer.from('["16","ANSWER",7,[]]')), 'JSON [digits, text, number, []]'],
  'a form': [
    typed('application/x-www-form-urlencoded', () => Buffer.from('call=1&q931_status=&79157777777=x')),
    'text {call: digits, q931_status: empty, ?: text}',
  ],
  'a text': [typed('text/plain', () => Buffer.from('hello 79157777777')), 'text'],
};

describe('the host is told the shape, and never a value, of', () => {
  for (const [what, [body, shape]] of Object.entries(SHAPES)) {
    it(what, async () => {
      const shop = await openShop();
      await send(shop.callback('mcn'), body, '').expect(204);
      expect(shapesOf(shop)).toEqual([shape]);
    });
  }

  it('nothing', async () => {
    const shop = await openShop();
    const path = `/webhooks/calls${shop.calls.webhookPath('mcn')}`;
    await shop.callback('mcn').expect(204);
    await shop.client.get(path).expect(204);
    await shop.client.get(`${path}?call=1&call=2`).expect(204);
    expect(shapesOf(shop)).toEqual(['no body', 'no body', 'no body; query {call: [digits, digits]}']);
  });

  it('what the host’s parser has made', async () => {
    const shop = await openShop({ before: [express.json()] });
    await sendBytes(shop.callback('mcn').type('application/json'), Buffer.from('{"verification_uuid":12345678901234567890}')).expect(204);
    expect(shapesOf(shop)).toEqual(['parsed {verification_uuid: rounded number}']);
  });

  it('a part that has no id, beside one that has', async () => {
    const shop = await openShop();
    await shop
      .callback('mcn')
      .send([{ verification_uuid: '0123456789ab_1', q931_status: 16 }, { q931_status: 17 }])
      .expect(204);
    expect(shop.events.map(({ type }) => type)).toEqual(['callback.unmapped', 'callback.unmatched']);
    expect(shapesOf(shop)).toEqual(['JSON [{verification_uuid: text, q931_status: number}, {q931_status: number}]']);
  });

  it('a body that ends too early', async () => {
    const shop = await openShop();
    const { hostname, port } = new URL(shop.url);
    const socket = connect(Number(port), hostname);
    socket.write(
      `POST /webhooks/calls${shop.calls.webhookPath('mcn')} HTTP/1.1\r\nHost: ${hostname}\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n{"verification_uuid"`,
    );
    socket.end();
    await expect.poll(() => shapesOf(shop)).toEqual(['unreadable']);
  });
});

describe('a compressed callback of more than 16 kB is refused', () => {
  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
    ['br', brotliCompressSync],
  ])('in %s', async (encoding, compress) => {
    const shop = await openShop();
    await sendBytes(shop.callback('mcn').set('content-encoding', encoding), compress(Buffer.alloc(1_000_000, 'x'))).expect(413);
    expect(shop.eventsOf('callback.rejected').map(({ reason }) => reason)).toEqual(['too_large']);
  });

  it('in gzip within gzip', async () => {
    const shop = await openShop();
    const bomb = gzipSync(gzipSync(Buffer.alloc(1_000_000, 'x')));
    await sendBytes(shop.callback('mcn').set('content-encoding', 'gzip, gzip'), bomb).expect(413);
  });

  it('and the next one on the same connection is read', async () => {
    const shop = await openShop();
    await sendInPieces(shop.callback('mcn'), ['x'.repeat(10_000), 'x'.repeat(10_000)]).expect(413);
    await shop.callback('mcn').send({ call: 1 }).expect(204);
  });
});
