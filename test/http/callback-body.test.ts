import { gzipSync } from 'node:zlib';
import express, { type RequestHandler } from 'express';
import { describe, expect, it } from 'vitest';
import type { Sending } from '../support/http-answer.js';
import { openShop, storeThatIsDown } from '../support/shop.js';

const PARSERS: Readonly<Record<string, readonly RequestHandler[]>> = {
  'no parser': [],
  'express.json()': [express.json()],
  'express.urlencoded()': [express.urlencoded({ extended: false })],
  'express.urlencoded({ extended: true })': [express.urlencoded({ extended: true })],
  'express.text()': [express.text({ type: '*/*' })],
  'express.raw()': [express.raw({ type: '*/*' })],
  'all parsers': [express.json(), express.urlencoded({ extended: true }), express.text()],
};

const SHAPES: Readonly<Record<string, (id: string) => Sending>> = {
  'a JSON object': (id) => ({ json: { verification_call_uuid: id, q931_status: 17, final_status: 'CANCEL' } }),
  'a JSON array of objects': (id) => ({ json: [{ verification_call_uuid: id, q931_status: '17', final_status: 'CANCEL' }] }),
  'a JSON array of one-key objects': (id) => ({ json: [{ verification_call_uuid: id }, { q931_status: 17 }, { final_status: 'CANCEL' }] }),
  'a JSON array of bare values': (id) => ({ json: [id, '17', 'CANCEL'] }),
  'a form': (id) => ({
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: `verification_call_uuid=${id}&q931_status=17&final_status=NO+ANSWER`,
  }),
  text: (id) => ({
    headers: { 'content-type': 'text/plain' },
    body: `verification_call_uuid=${id}\nq931_status=17\nfinal_status=NO ANSWER`,
  }),
  'text without a type': (id) => ({ body: new TextEncoder().encode(`{"verification_call_uuid":"${id}","q931_status":17}`) }),
  'JSON that calls itself text': (id) => ({ headers: { 'content-type': 'text/plain' }, body: JSON.stringify([id, 17, 'CANCEL']) }),
  'JSON that is compressed': (id) => ({
    headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    body: gzipSync(JSON.stringify({ verification_call_uuid: id, q931_status: 17 })),
  }),
};

describe.each(Object.entries(PARSERS))('behind %s, a callback is understood that is', (_name, before) => {
  for (const [shape, sending] of Object.entries(SHAPES)) {
    it(shape, async () => {
      const shop = await openShop({ before });
      const verificationId = await shop.begin();
      expect((await shop.callback('mcn', sending(shop.telephone.calls[0]?.id ?? ''))).status).toBe(204);
      expect((await shop.status(verificationId)).body['call']).toEqual({ outcome: 'busy' });
    });
  }

  it('in the query of a GET', async () => {
    const shop = await openShop({ before });
    const verificationId = await shop.begin();
    const query = `verification_call_uuid=${shop.telephone.calls[0]?.id}&q931_status=17&final_status=CANCEL`;
    expect((await shop.send('GET', `/webhooks/calls${shop.calls.webhookPath('mcn')}?${query}`)).status).toBe(204);
    expect((await shop.status(verificationId)).body['call']).toEqual({ outcome: 'busy' });
  });
});

const NONSENSE: Readonly<Record<string, Sending>> = {
  'no body': {},
  'an empty JSON body': { headers: { 'content-type': 'application/json' }, body: '' },
  'no JSON': { headers: { 'content-type': 'application/json' }, body: '{"verification_call_uuid":' },
  'JSON null': { headers: { 'content-type': 'application/json' }, body: 'null' },
  'a JSON number': { headers: { 'content-type': 'application/json' }, body: '7' },
  'an empty array': { json: [] },
  'a deep array': { headers: { 'content-type': 'application/json' }, body: '['.repeat(5000) + ']'.repeat(5000) },
  'an object without an id': { json: { q931_status: 16, final_status: 'ANSWER' } },
  'an id that is an object': { json: { verification_call_uuid: { a: 1 }, q931_status: 16 } },
  'a prototype': { headers: { 'content-type': 'application/json' }, body: '{"__proto__":{"verification_call_uuid":"1"},"q931_status":16}' },
  'an unknown call': { json: { verification_call_uuid: '0123456789ab_117793', q931_status: 16, final_status: 'ANSWER' } },
  'an id of 16 000 characters': { json: { verification_call_uuid: 'a'.repeat(16_000), q931_status: 16 } },
  'zero bytes': { headers: { 'content-type': 'text/plain' }, body: '\0\0\0' },
  'an unknown charset': { headers: { 'content-type': 'text/plain; charset=klingon' }, body: 'verification_call_uuid=1' },
  'an unknown encoding': { headers: { 'content-encoding': 'br-2' }, body: 'verification_call_uuid=1' },
  'broken gzip': { headers: { 'content-encoding': 'gzip' }, body: 'verification_call_uuid=1' },
};

describe('a callback that is not understood', () => {
  for (const [what, sending] of Object.entries(NONSENSE)) {
    it(`is taken all the same: ${what}`, async () => {
      const shop = await openShop();
      const verificationId = await shop.begin();
      expect((await shop.callback('mcn', sending)).status).toBe(204);
      expect((await shop.status(verificationId)).body['call']).toEqual({ outcome: 'pending' });
      expect(shop.errors).toEqual([]);
    });
  }

  it('is told to the host: unmapped without an id, unmatched without a call', async () => {
    const shop = await openShop();
    await shop.callback('mcn', { json: { call: 'x' } });
    await shop.callback('mcn', { json: { verification_call_uuid: '0123456789ab_1', q931_status: 16 } });
    expect(shop.events.map(({ type }) => type)).toEqual(['callback.unmapped', 'callback.unmatched']);
  });
});

describe('a callback of more than 16 kB', () => {
  it('is refused by its length', async () => {
    const shop = await openShop();
    expect((await shop.callback('mcn', { body: 'x'.repeat(16_384) })).status).toBe(204);
    expect((await shop.callback('mcn', { body: 'x'.repeat(16_385) })).status).toBe(413);
  });

  it('is refused that tells no length', async () => {
    const shop = await openShop();
    expect((await shop.callback('mcn', { chunks: ['x'.repeat(10_000), 'x'.repeat(10_000)] })).status).toBe(413);
  });

  it('is refused that was compressed', async () => {
    const shop = await openShop();
    expect((await shop.callback('mcn', { headers: { 'content-encoding': 'gzip' }, body: gzipSync('x'.repeat(1_000_000)) })).status).toBe(
      413,
    );
  });

  it('is refused behind a parser of the host', async () => {
    const shop = await openShop({ before: [express.json()] });
    expect((await shop.callback('mcn', { json: { text: 'x'.repeat(17_000) } })).status).toBe(413);
  });
});

describe('while the store is down', () => {
  it('a callback is answered 503, so that it is sent again', async () => {
    const shop = await openShop({ calls: { store: storeThatIsDown } });
    const answer = await shop.callback('mcn', { json: { verification_call_uuid: '0123456789ab_1', q931_status: 16 } });
    expect([answer.status, answer.text, answer.get('cache-control')]).toEqual([503, '', 'no-store']);
    expect(shop.eventsOf('store.failed')).not.toEqual([]);
  });

  it('one that says nothing is not: again it would say no more', async () => {
    const shop = await openShop({ calls: { store: storeThatIsDown } });
    expect((await shop.callback('mcn', { json: { text: 'hello' } })).status).toBe(204);
  });
});
