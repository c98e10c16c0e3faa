import { request } from 'node:http';
import type { RequestHandler } from 'express';
import supertest from 'supertest';
import { describe, expect, it } from 'vitest';
import { sendUnfinished } from '../support/raw-request.js';
import { newSecret, openShop, type Shop } from '../support/shop.js';

const REPORT = { verification_call_uuid: '0123456789ab_117793', q931_status: 16, final_status: 'ANSWER' };

const trustOneProxy: RequestHandler = (req, _res, next) => {
  req.app.set('trust proxy', 1);
  next();
};

const trustEveryProxy: RequestHandler = (req, _res, next) => {
  req.app.set('trust proxy', true);
  next();
};

/** The path of MCN's callbacks with another last character. */
function wrongPath(shop: Shop): string {
  const path = `/webhooks/calls${shop.calls.webhookPath('mcn')}`;
  return path.slice(0, -1) + (path.endsWith('A') ? 'B' : 'A');
}

describe('a callback with a wrong token', () => {
  it('is answered 404, whatever it says', async () => {
    const shop = await openShop();
    const own = shop.calls.webhookPath('mcn').replace('/mcn/', '');
    for (const path of [
      wrongPath(shop),
      '/webhooks/calls/mcn/x',
      '/webhooks/calls/mcn',
      '/webhooks/calls',
      `/webhooks/calls/mobilgroup/${own}`,
      `/webhooks/calls/mcn/${own}/more`,
    ]) {
      const answer = await shop.client.post(path).send(REPORT);
      expect([answer.status, answer.text, answer.get('cache-control')]).toEqual([404, '', 'no-store']);
    }
  });

  it('is answered 404 for a provider that there is not, as for one that there is', async () => {
    const shop = await openShop();
    for (const name of ['nobody', '__proto__', 'constructor']) {
      await shop.client.post(`/webhooks/calls/${name}/abc`).send(REPORT).expect(404);
    }
    // Also where a host takes callbacks by itself: what a stranger writes must be in no event, nor in a metric.
    await shop.calls.report('+79157777777', { method: 'POST', headers: {}, query: {}, body: REPORT });
    expect(shop.eventsOf('callback.rejected').map(({ provider }) => provider)).toEqual(Array(4).fill('unknown'));
  });

  it('is told to the host, without the token', async () => {
    const shop = await openShop();
    await shop.client.post(wrongPath(shop)).send(REPORT);
    expect(shop.events).toEqual([{ type: 'callback.rejected', provider: 'mcn', reason: 'token', at: new Date(shop.now()) }]);
  });

  it('is answered before its body is read, which never ends', async () => {
    const shop = await openShop();
    const { status } = await sendUnfinished(`${shop.url}${wrongPath(shop)}`, { 'Content-Type': 'application/json' }, ['{"a":"']);
    expect(status).toBe(404);
  });

  it('is answered before a body is read that is announced as huge', async () => {
    const shop = await openShop();
    const status = await new Promise((resolve, reject) => {
      const sent = request(
        `${shop.url}${wrongPath(shop)}`,
        { method: 'POST', headers: { 'content-length': 10_000_000_000 } },
        (response) => {
          resolve(response.statusCode);
          sent.destroy();
        },
      );
      sent.on('error', reject);
      sent.write('{"a":"');
    });
    expect(status).toBe(404);
  });

  it('is answered 404 by GET, too', async () => {
    const shop = await openShop();
    await shop.client.get(`${wrongPath(shop)}?verification_call_uuid=a&q931_status=16`).expect(404);
  });
});

describe('a callback by another method than GET and POST', () => {
  for (const method of ['put', 'patch', 'delete', 'head', 'options'] as const) {
    it(`is answered 404: ${method.toUpperCase()}`, async () => {
      const shop = await openShop();
      await shop.client[method](`/webhooks/calls${shop.calls.webhookPath('mcn')}`).expect(404);
    });
  }
});

describe('the tokens of a provider', () => {
  it('may be several, to overlap while they change; the first is the one to give out', async () => {
    const tokens = [newSecret('a new callback token'), newSecret('an old callback token')];
    const shop = await openShop({ mcn: { callback: { tokens } } });
    expect(shop.calls.webhookPath('mcn')).toBe(`/mcn/${tokens[0]}`);
    for (const token of tokens) await shop.client.post(`/webhooks/calls/mcn/${token}`).send(REPORT).expect(204);
    await shop.client
      .post(`/webhooks/calls/mcn/${newSecret('another token')}`)
      .send(REPORT)
      .expect(404);
  });

  it('differ between two accounts, each of which takes its own only', async () => {
    const shop = await openShop();
    const [mcn, mobilGroup] = (['mcn', 'mobilgroup'] as const).map((name) => shop.calls.webhookPath(name).split('/')[2]);
    expect(mcn).toMatch(/^[\w-]{22,}$/);
    expect(mobilGroup).not.toBe(mcn);
  });
});

describe('a header secret', () => {
  const value = newSecret('the header secret');
  const options = { mcn: { callback: { header: { name: 'X-Callback-Secret', value } } } };

  it('lets its callbacks in', async () => {
    const shop = await openShop(options);
    await shop.callback('mcn').set('x-callback-secret', value).send(REPORT).expect(204);
  });

  it('keeps out those without it, before their body is read', async () => {
    const shop = await openShop(options);
    await shop.callback('mcn').send(REPORT).expect(404);
    await shop.callback('mcn').set('x-callback-secret', `${value}x`).send(REPORT).expect(404);
    const url = `${shop.url}/webhooks/calls${shop.calls.webhookPath('mcn')}`;
    expect((await sendUnfinished(url, {}, ['x'])).status).toBe(404);
    expect(shop.eventsOf('callback.rejected').map(({ reason }) => reason)).toEqual(['header', 'header', 'header']);
  });
});

describe('address ranges', () => {
  it('let in what comes from them', async () => {
    const shop = await openShop({ mcn: { callback: { addresses: ['85.94.49.0/25', '127.0.0.0/8'] } } });
    await shop.callback('mcn').send(REPORT).expect(204);
  });

  it('keep out what does not, also when it claims to', async () => {
    const shop = await openShop({ mcn: { callback: { addresses: ['85.94.49.0/25'] } } });
    await shop.callback('mcn').send(REPORT).expect(404);
    await shop.callback('mcn').set('x-forwarded-for', '85.94.49.7').send(REPORT).expect(404);
    expect(shop.eventsOf('callback.rejected').map(({ reason }) => reason)).toEqual(['address', 'address']);
  });

  it('go by the address that a trusted proxy tells', async () => {
    const shop = await openShop({ mcn: { callback: { addresses: ['85.94.49.0/25'] } }, before: [trustOneProxy] });
    await shop.callback('mcn').set('x-forwarded-for', '85.94.49.7').send(REPORT).expect(204);
    await shop.callback('mcn').set('x-forwarded-for', '85.94.49.200').send(REPORT).expect(404);
  });

  it('do not go by what any client may claim, under `trust proxy: true`', async () => {
    const shop = await openShop({ mcn: { callback: { addresses: ['85.94.49.0/25'] } }, before: [trustEveryProxy] });
    expect((await shop.callback('mcn').set('x-forwarded-for', '85.94.49.7').send(REPORT)).status).not.toBe(204);
  });
});

describe('the webhooks', () => {
  it('may be mounted under any path', async () => {
    const shop = await openShop({ prefix: '/shop/v2' });
    await shop.callback('mcn').send(REPORT).expect(204);
    await supertest(new URL(shop.url).origin)
      .post(`/webhooks/calls${shop.calls.webhookPath('mcn')}`)
      .send(REPORT)
      .expect(404);
  });
});
