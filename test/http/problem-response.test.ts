import { gzipSync } from 'node:zlib';
import type { RequestHandler } from 'express';
import type { Response } from 'supertest';
import { describe, expect, it } from 'vitest';
import { openShop, type Shop } from '../support/shop.js';

const askStatus = (shop: Shop, id: string, headers: Readonly<Record<string, string>> = {}) =>
  shop.client.get('/auth/call/status').set({ 'verification-id': id, ...headers });

/** The headers that this package sets; Node and Express add the others. */
function ownHeadersOf({ headers }: Response): Readonly<Record<string, string>> {
  const { date: _, connection: __, 'keep-alive': ___, 'x-powered-by': ____, ...own } = headers;
  return own;
}

describe('a JSON answer', () => {
  it('has its type, its length, and nothing for caches', async () => {
    const shop = await openShop();
    const answer = await askStatus(shop, await shop.begin());
    expect(ownHeadersOf(answer)).toEqual({
      'cache-control': 'no-store',
      'content-type': 'application/json; charset=utf-8',
      'content-length': String(Buffer.byteLength(answer.text)),
    });
    const problem = await askStatus(shop, 'unknown');
    expect(ownHeadersOf(problem)).toEqual({
      'cache-control': 'no-store',
      'content-type': 'application/problem+json; charset=utf-8',
      'content-length': String(Buffer.byteLength(problem.text)),
    });
  });

  it('counts bytes, not characters', async () => {
    const shop = await openShop({ calls: { policy: () => ({ challenge: { question: 'Сколько будет 2 + 2? 🤖' } }) } });
    const answer = await shop.start().expect(403);
    expect(answer.get('content-length')).toBe(String(Buffer.byteLength(answer.text)));
    expect(answer.body).toMatchObject({ challenge: { question: 'Сколько будет 2 + 2? 🤖' } });
  });

  it('has the same headers and no body for HEAD', async () => {
    const shop = await openShop();
    const id = await shop.begin();
    const get = await askStatus(shop, id);
    const head = await shop.client.head('/auth/call/status').set('verification-id', id);
    expect([head.status, head.text, ownHeadersOf(head)]).toEqual([200, undefined, ownHeadersOf(get)]);
  });

  it('is sent whole, whatever a client says it has', async () => {
    const shop = await openShop();
    const id = await shop.begin();
    const answer = await askStatus(shop, id, { 'if-none-match': '*' }).expect(200);
    expect(answer.body).toMatchObject({ status: 'pending' });
  });

  it('passes through middleware that changes what is sent, as one that compresses does', async () => {
    const compress: RequestHandler = (_req, res, next) => {
      const end = res.end.bind(res);
      const endCompressed = (chunk: string) => {
        const bytes = gzipSync(chunk);
        res.setHeader('Content-Encoding', 'gzip');
        res.setHeader('Content-Length', bytes.length);
        return end(bytes);
      };
      Object.assign(res, { end: endCompressed });
      next();
    };
    const shop = await openShop({ before: [compress] });
    const answer = await askStatus(shop, await shop.begin())
      .buffer(true)
      .expect('content-encoding', 'gzip');
    expect(answer.body).toMatchObject({ status: 'pending' });
  });
});
