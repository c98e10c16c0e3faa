import { gzipSync } from 'node:zlib';
import express, { type RequestHandler } from 'express';
import type { Test } from 'supertest';
import { describe, expect, it } from 'vitest';
import { sendBytes, sendInPieces } from '../support/exact-body.js';
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

/** Gives a request its headers and its body. */
type Sending = (request: Test) => Test;

const SHAPES: Readonly<Record<string, (request: Test, id: string) => Test>> = {
  'a JSON object': (request, id) => request.send({ verification_call_uuid: id, q931_status: 17, final_status: 'CANCEL' }),
  'a JSON array of objects': (request, id) => request.send([{ verification_call_uuid: id, q931_status: '17', final_status: 'CANCEL' }]),
  'a JSON array of one-key objects': (request, id) =>
    request.send([{ verification_call_uuid: id }, { q931_status: 17 }, { final_status: 'CANCEL' }]),
  'a JSON array of bare values': (request, id) => request.send([id, '17', 'CANCEL']),
  'a form': (request, id) =>
    request.type('application/x-www-form-urlencoded').send(`verification_call_uuid=${id}&q931_status=17&final_status=NO+ANSWER`),
  'multipart/form-data': (request, id) =>
    request.field('verification_call_uuid', id).field('q931_status', 17).field('final_status', 'CANCEL'),
  text: (request, id) => request.type('text/plain').send(`verification_call_uuid=${id}\nq931_status=17\nfinal_status=NO ANSWER`),
  'text without a type': (request, id) => sendBytes(request, Buffer.from(`{"verification_call_uuid":"${id}","q931_status":17}`)),
  'JSON that calls itself text': (request, id) => request.type('text/plain').send(JSON.stringify([id, 17, 'CANCEL'])),
  'JSON that is compressed': (request, id) =>
    sendBytes(
      request.type('application/json').set('content-encoding', 'gzip'),
      gzipSync(JSON.stringify({ verification_call_uuid: id, q931_status: 17 })),
    ),
};

describe.each(Object.entries(PARSERS))('behind %s, a callback is understood that is', (_name, before) => {
  for (const [shape, sending] of Object.entries(SHAPES)) {
    it(shape, async () => {
      const shop = await openShop({ before });
      const verificationId = await shop.begin();
      await sending(shop.callback('mcn'), shop.telephone.calls[0]?.id ?? '').expect(204);
      expect((await shop.status(verificationId)).body['call']).toEqual({ outcome: 'busy' });
    });
  }

  it('in the query of a GET', async () => {
    const shop = await openShop({ before });
    const verificationId = await shop.begin();
    const query = `verification_call_uuid=${shop.telephone.calls[0]?.id}&q931_status=17&final_status=CANCEL`;
    await shop.client.get(`/webhooks/calls${shop.calls.webhookPath('mcn')}?${query}`).expect(204);
    expect((await shop.status(verificationId)).body['call']).toEqual({ outcome: 'busy' });
  });
});

const json =
  (body: string): Sending =>
  (request) =>
    request.type('application/json').send(body);

const NONSENSE: Readonly<Record<string, Sending>> = {
  'no body': (request) => request,
  'an empty JSON body': json(''),
  'no JSON': json('{"verification_call_uuid":'),
  'JSON null': json('null'),
  'a JSON number': json('7'),
  'an empty array': json('[]'),
  'a deep array': json('['.repeat(5000) + ']'.repeat(5000)),
  'an object without an id': json('{"q931_status":16,"final_status":"ANSWER"}'),
  'an id that is an object': json('{"verification_call_uuid":{"a":1},"q931_status":16}'),
  'a prototype': json('{"__proto__":{"verification_call_uuid":"1"},"q931_status":16}'),
  'an unknown call': json('{"verification_call_uuid":"0123456789ab_117793","q931_status":16,"final_status":"ANSWER"}'),
  'an id of 16 000 characters': json(`{"verification_call_uuid":"${'a'.repeat(16_000)}","q931_status":16}`),
  'zero bytes': (request) => request.type('text/plain').send('\0\0\0'),
  'an unknown charset': (request) => request.type('text/plain; charset=klingon').send('verification_call_uuid=1'),
  'an unknown encoding': (request) => request.type('text/plain').set('content-encoding', 'br-2').send('verification_call_uuid=1'),
  'broken gzip': (request) => request.type('text/plain').set('content-encoding', 'gzip').send('verification_call_uuid=1'),
};

describe('a callback that is not understood', () => {
  for (const [what, sending] of Object.entries(NONSENSE)) {
    it(`is taken all the same: ${what}`, async () => {
      const shop = await openShop();
      const verificationId = await shop.begin();
      await sending(shop.callback('mcn')).expect(204);
      expect((await shop.status(verificationId)).body['call']).toEqual({ outcome: 'pending' });
      expect(shop.events.filter(({ type }) => type.startsWith('callback.'))).toHaveLength(1);
      expect(shop.errors).toEqual([]);
    });
  }

  it('is told to the host: unmapped without an id, unmatched without a call', async () => {
    const shop = await openShop();
    await shop.callback('mcn').send({ call: 'x' });
    await shop.callback('mcn').send({ verification_call_uuid: '0123456789ab_1', q931_status: 16 });
    expect(shop.events).toMatchObject([
      { type: 'callback.unmapped', provider: 'mcn', shape: 'JSON {call: text}' },
      { type: 'callback.unmatched' },
    ]);
  });
});

describe('a callback of more than 16 kB', () => {
  it('is refused by its length', async () => {
    const shop = await openShop();
    await shop.callback('mcn').type('text/plain').send('x'.repeat(16_384)).expect(204);
    await shop.callback('mcn').type('text/plain').send('x'.repeat(16_385)).expect(413);
  });

  it('is refused that tells no length', async () => {
    const shop = await openShop();
    await sendInPieces(shop.callback('mcn'), ['x'.repeat(10_000), 'x'.repeat(10_000)]).expect(413);
  });

  it('is refused that was compressed', async () => {
    const shop = await openShop();
    await sendBytes(shop.callback('mcn').set('content-encoding', 'gzip'), gzipSync('x'.repeat(1_000_000))).expect(413);
  });

  it('is refused behind a parser of the host', async () => {
    const shop = await openShop({ before: [express.json()] });
    await shop
      .callback('mcn')
      .send({ text: 'x'.repeat(17_000) })
      .expect(413);
  });
});

describe('while the store is down', () => {
  it('a callback is answered 503, so that it is sent again', async () => {
    const shop = await openShop({ calls: { store: storeThatIsDown } });
    const answer = await shop.callback('mcn').send({ verification_call_uuid: '0123456789ab_1', q931_status: 16 });
    expect([answer.status, answer.text, answer.get('cache-control'), answer.get('retry-after')]).toEqual([503, '', 'no-store', '30']);
    expect(shop.eventsOf('store.failed')).not.toEqual([]);
  });

  it('one that says nothing is not: again it would say no more', async () => {
    const shop = await openShop({ calls: { store: storeThatIsDown } });
    await shop.callback('mcn').send({ text: 'hello' }).expect(204);
  });
});
