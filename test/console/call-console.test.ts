import { channel } from 'node:diagnostics_channel';
import type { Request } from 'express';
import express from 'express';
import { callConsole } from 'express-call-verification/console';
import supertest from 'supertest';
import { describe, expect, it } from 'vitest';
import type { Snapshot, Story } from '../../src/console/snapshot.js';
import { type CallVerification, ConfigurationError, createMemoryStore } from '../../src/index.js';
import { callChannel, eventChannel } from '../../src/ports/channels.js';
import type { EventDetails } from '../../src/ports/events.js';
import { createCountingStore } from '../support/counting-store.js';
import { openShop, otherThan, type Shop, serve } from '../support/shop.js';

type Authorize = Parameters<typeof callConsole>[1]['authorize'];

const everybody: Authorize = () => true;
const withConsole = (authorize: Authorize = everybody) => ({
  routes: (app: express.Express, calls: CallVerification) => app.use('/console', callConsole(calls, { authorize })),
});

const tell = (calls: CallVerification, event: EventDetails, at = Date.parse('2026-03-01T10:05:00Z')): void =>
  eventChannel.publish({ service: calls.service, event: { ...event, at: new Date(at) } });

const PREFIX = '+7915777****';
const TRIP: EventDetails = {
  ...{ type: 'breaker.tripped', mode: 'enforce', scope: 'prefix', reason: 'unsettled', prefix: PREFIX, country: 'RU' },
  ...{ starts: 44, verified: 1, unsettled: 21, unpaid: 39 },
};

async function snapshotOf(shop: Shop, query = ''): Promise<Snapshot> {
  const { status, body } = await shop.client.get(`/console/snapshot.json${query}`);
  expect(status).toBe(200);
  return body as Snapshot;
}

/** As a browser sends it from the console's own page. */
const release = (shop: Shop, headers: Readonly<Record<string, string>>, body: object | string = { prefix: PREFIX }) =>
  shop.client
    .post('/console/release')
    .set({ 'Content-Type': 'application/json', ...headers })
    .send(body);

describe('callConsole', () => {
  it('is not made without "authorize", and says what to give', async () => {
    const { calls } = await openShop();
    for (const options of [undefined, {}, { authorize: true }]) {
      const make = () => callConsole(calls, options as never);
      expect(make).toThrow(ConfigurationError);
      expect(make).toThrow(/^callConsole: option "authorize" must be a function that says who may see the console, such as \(req\) => /);
    }
    expect(() => callConsole({} as never, { authorize: everybody })).toThrow(/option "calls" must be what createCallVerification returned/);
    expect(() => callConsole(calls, { authorise: everybody } as never)).toThrow(/"authorise" is unknown. Did you mean "authorize"/);
  });

  it.each<[string, unknown]>([
    ['false', false],
    ['nothing', undefined],
    ['a name alone, which may be an error as well', 'ada'],
    ['a user of whom nothing is known', { id: 7, name: 'ada' }],
    ['an empty name', { by: '' }],
    ['1', 1],
    ['a promise of false', Promise.resolve(false)],
  ])('leaves everything to the host, as if there were no console, if "authorize" returns %s', async (_, said) => {
    const shop = await openShop(withConsole(() => said as boolean));
    const answerTo = async (method: 'get' | 'head' | 'options' | 'post', path: string) => {
      const { status, text, headers } = await shop.client[method](path);
      const { date: _date, ...others } = headers;
      return { status, text: text?.replace(path, '<path>'), headers: { ...others, 'content-length': 'differs with the path' } };
    };
    for (const path of ['', '/', '/console.js', '/console.css', '/snapshot.json', '/verifications/a', '/release']) {
      for (const method of ['get', 'head', 'options', 'post'] as const) {
        const unknown = await answerTo(method, `/unknown${path}`);
        expect([method, unknown.status]).toEqual([method, 404]);
        expect([method, path, await answerTo(method, `/console${path}`)]).toEqual([method, path, unknown]);
      }
    }
    const { status } = await release(shop, { 'Sec-Fetch-Site': 'same-origin' });
    expect(status).toBe(404);
    expect(shop.errors).toEqual([]);
    expect(shop.eventsOf('operator.acted')).toEqual([]);
  });

  it('leaves strangers to the host also while the service leaves', async () => {
    const shop = await openShop(withConsole(() => false));
    await shop.calls.drain();
    // Not by the client of the other tests, whose connections end after each answer in any case.
    const answers = await Promise.all(['/console/', '/unknown/'].map((path) => fetch(shop.url + path)));
    expect(answers.map(({ status, headers }) => [status, headers.get('connection')])).toEqual(Array(2).fill([404, 'keep-alive']));
  });

  it('lets a stranger have the address, if the host uses it as well', async () => {
    const { calls } = await openShop();
    const app = express();
    app.use(callConsole(calls, { authorize: () => false }));
    app.get('/', (_req, res) => void res.send('the shop'));
    expect((await supertest(await serve(app)).get('/')).text).toBe('the shop');
  });

  it('shows nothing if "authorize" throws or rejects, and passes the error to the host', async () => {
    for (const fail of [
      () => Promise.reject(new Error('no session')),
      () => {
        throw new Error('no session');
      },
    ]) {
      const shop = await openShop(withConsole(fail as Authorize));
      const { status, text } = await shop.client.get('/console/');
      expect([status, text]).toEqual([500, '']);
      expect(shop.errors).toHaveLength(1);
    }
  });

  it('asks "authorize" at each request, with the request', async () => {
    const asked: string[] = [];
    const shop = await openShop(withConsole(async (req: Request) => asked.push(req.url) < 3));
    const statuses = [];
    for (const path of ['/', '/snapshot.json', '/console.js']) statuses.push((await shop.client.get(`/console${path}`)).status);
    expect(statuses).toEqual([200, 200, 404]);
    expect(asked).toEqual(['/', '/snapshot.json', '/console.js']);
  });
});

describe('the page of the console', () => {
  it('allows nothing but its own files, and no frame around it', async () => {
    const shop = await openShop(withConsole());
    const { text, headers } = await shop.client.get('/console/');
    expect(headers['content-security-policy']).toBe(
      "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
    );
    expect(headers['cross-origin-resource-policy']).toBe('same-origin');
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['cache-control']).toBe('private, no-cache');
    expect(text).not.toMatch(/<script(?![^>]* src=)|<style|\sstyle=|\son\w+=|https?:/);
  });

  it('sends its script and its style sheet, compressed for whoever takes that, and not again to whoever has them', async () => {
    const shop = await openShop(withConsole());
    for (const [file, type] of [
      ['console.js', 'text/javascript; charset=utf-8'],
      ['console.css', 'text/css; charset=utf-8'],
      ['icon.svg', 'image/svg+xml; charset=utf-8'],
    ]) {
      const { status, headers } = await shop.client.get(`/console/${file}`).set('Accept-Encoding', 'gzip');
      expect([status, headers['content-type'], headers['content-encoding']]).toEqual([200, type, 'gzip']);
      const again = await shop.client
        .get(`/console/${file}`)
        .set('Accept-Encoding', 'gzip')
        .set('If-None-Match', headers['etag'] ?? '');
      expect(again.status).toBe(304);
    }
  });

  it('stands anywhere: without a slash it moves to itself with one', async () => {
    const shop = await openShop({ prefix: '/inner/tools', ...withConsole() });
    const { status, headers } = await shop.client.get('/console?span=day');
    expect([status, headers['location']]).toEqual([302, './console/']);
    const app = express();
    app.use(callConsole(shop.calls, { authorize: everybody }));
    expect((await supertest(await serve(app)).get('/')).status).toBe(200);
    expect((await shop.client.get('/console/nothing')).status).toBe(404);
  });
});

describe('the answers of the console', () => {
  it('tell the whole story of a verification, from start to token', async () => {
    const shop = await openShop(withConsole());
    const verificationId = await shop.begin();
    await shop.check(verificationId, otherThan(shop.code()));
    await shop.report({ cause: 17, word: 'BUSY' });
    const checked = await shop.check(verificationId, shop.code());
    expect(checked.status).toBe(200);
    const { stories, verifications, calls, rows, process: about } = await snapshotOf(shop);
    expect(about).toMatchObject({ service: 'default', pid: process.pid });
    expect(verifications).toMatchObject({ begun: 1, verified: 1, settled: 1, wrongCodes: 1 });
    expect(calls).toMatchObject({ placed: 1, verified: 1, outcomes: { busy: 1 }, causes: [{ cause: 17, calls: 1 }] });
    expect(calls.latency.half).toEqual(expect.any(Number));
    expect(rows.map(({ provider, kind, country }) => [provider, kind, country])).toEqual([['mcn', 'flash_call', 'RU']]);
    const txn = stories[0]?.txn ?? '';
    const { body } = await shop.client.get(`/console/verifications/${txn}`);
    const { steps, state } = body as Story;
    expect(state).toBe('verified');
    expect(steps.map(({ type }) => type)).toEqual([
      'verification.started',
      'call.placed',
      'code.rejected',
      'call.reported',
      'verification.verified',
    ]);
    expect(steps[1]?.details).toEqual({
      provider: 'mcn',
      methodId: 'mcn.flashCall',
      method: 'flash_call',
      price: '0.45 RUB',
      tookMs: expect.any(Number),
    });
    expect((await shop.client.get('/console/verifications/unknown')).status).toBe(404);
  });

  it('hold no number, code, token, id or key, whatever went wrong', async () => {
    const shop = await openShop(withConsole(() => ({ by: 'ada' })));
    const verificationId = await shop.begin({ purpose: undefined });
    const code = shop.code();
    await shop.check(verificationId, otherThan(code));
    await shop.again(verificationId);
    await shop.report({ cause: 17, word: 'BUSY' });
    const callId = shop.telephone.calls[0]?.id ?? '';
    await shop.callback('mcn').send({ [callId]: shop.phone, somebody: shop.phone, code });
    await shop.callback('mcn').send({ verification_call_uuid: 'da59bda0a1bb_117793', q931_status: 16, final_status: 'ANSWER' });
    await shop.client.post('/webhooks/calls/mcn/a-wrong-token-of-nobody').send({ id: callId });
    const checked = await shop.check(verificationId, code);
    const token = String(checked.body['token'] ?? 'no-token');
    await shop.calls.unlock(shop.phone, { by: 'ada' });
    const { stories, callbacks, notices } = await snapshotOf(shop);
    expect(callbacks.map(({ what }) => what).sort()).toEqual(['rejected', 'unmapped', 'unmatched']);
    expect(callbacks.find(({ what }) => what === 'unmatched')?.shape).toBe(
      'fields {verification_call_uuid: text, q931_status: digits, final_status: text}',
    );
    expect(notices.map(({ type }) => type)).toContain('operator.acted');
    const paths = ['/', '/console.js', '/snapshot.json', '/snapshot.json?span=day', ...stories.map(({ txn }) => `/verifications/${txn}`)];
    const texts = await Promise.all(paths.map(async (path) => (await shop.client.get(`/console${path}`)).text));
    const told = texts.join('\n');
    const secrets = {
      ...{ number: shop.phone, national: shop.phone.slice(2), id: verificationId, token, callId, code: `"${code}"`, bare: `:${code}` },
      ...{
        path: shop.calls.webhookPath('mcn').split('/').at(-1) ?? '',
        stranger: 'a-wrong-token-of-nobody',
        foreign: 'da59bda0a1bb_117793',
      },
      ...{ key: shop.simulator.mcn.token, otherKey: shop.simulator.mobilgroup.apiKey },
    };
    for (const [name, secret] of Object.entries(secrets)) {
      expect(secret.length, name).toBeGreaterThan(3);
      expect(told.includes(secret), name).toBe(false);
    }
  });

  it('carry hostile texts as data: JSON that no browser takes for a page', async () => {
    const shop = await openShop(withConsole());
    const hostile = '<img src=x onerror=alert(1)>"\'&</script>';
    tell(shop.calls, { type: 'callback.unmapped', provider: 'mcn', shape: `JSON {${hostile}: text}` });
    tell(shop.calls, { type: 'account.trouble', provider: 'mcn', reason: hostile });
    const { body, headers } = await shop.client.get(`/console/snapshot.json?provider=${encodeURIComponent(hostile)}`);
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect((body as Snapshot).notices[0]?.details['reason']).toBe(hostile);
    expect((body as Snapshot).chosen).toEqual({});
  });

  it('are not sent again while nothing happens', async () => {
    const shop = await openShop(withConsole());
    const { headers } = await shop.client.get('/console/snapshot.json');
    const ask = (): supertest.Test => shop.client.get('/console/snapshot.json').set('If-None-Match', headers['etag'] ?? '');
    shop.advance(50);
    const unchanged = await ask();
    expect([unchanged.status, unchanged.headers['cache-control']]).toEqual([304, 'no-store']);
    await shop.start();
    expect((await ask()).status).toBe(200);
  });

  it.each([
    ['hour', 60],
    ['day', 600],
  ])('move on with the time although nothing happens: with the %s every %i seconds', async (span, seconds) => {
    const shop = await openShop(withConsole());
    const path = `/console/snapshot.json?span=${span}`;
    shop.advance(300);
    const { headers, body } = await shop.client.get(path);
    const ask = (): supertest.Test => shop.client.get(path).set('If-None-Match', headers['etag'] ?? '');
    shop.advance(seconds - 1);
    expect((await ask()).status).toBe(304);
    shop.advance(1);
    const { status, body: later } = await ask();
    expect([status, (later as Snapshot).slots.first]).toEqual([200, (body as Snapshot).slots.first + seconds]);
  });

  it('keep two services of one process apart', async () => {
    const [one, other] = [await openShop(withConsole()), await openShop(withConsole())];
    await one.start();
    expect((await snapshotOf(one)).verifications.begun).toBe(1);
    expect((await snapshotOf(other)).verifications.begun).toBe(0);
    expect((await snapshotOf(other)).calls.latency.half).toBeNull();
  });
});

describe('a release by the console', () => {
  it('opens the prefix for a page of the same origin, and tells who did it', async () => {
    const shop = await openShop(withConsole(() => ({ by: 'ada' })));
    tell(shop.calls, TRIP);
    expect((await snapshotOf(shop)).breakers).toMatchObject([{ name: PREFIX, prefix: PREFIX, count: 1 }]);
    expect((await release(shop, { 'Sec-Fetch-Site': 'same-origin' })).status).toBe(204);
    expect((await snapshotOf(shop)).breakers).toEqual([]);
    expect(shop.eventsOf('operator.acted')).toMatchObject([{ action: 'release', by: 'ada', prefix: PREFIX }]);
  });

  it('names nobody if the host does not', async () => {
    const shop = await openShop(withConsole());
    const origin = new URL(shop.url).origin;
    expect((await release(shop, { Origin: origin })).status).toBe(204);
    expect(shop.eventsOf('operator.acted')).toMatchObject([{ action: 'release', by: undefined }]);
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['another site', { 'Sec-Fetch-Site': 'cross-site' }],
    ['another site that names this origin', { 'Sec-Fetch-Site': 'cross-site', Origin: 'http://127.0.0.1' }],
    ['a neighbour under the same domain', { 'Sec-Fetch-Site': 'same-site' }],
    ['a bookmark', { 'Sec-Fetch-Site': 'none' }],
    ['a page of another origin, in a browser that says no more', { Origin: 'https://evil.example' }],
    ['a sandboxed page', { Origin: 'null' }],
    ['nobody knows where', {}],
  ])('is refused with 403 if it comes from %s', async (_, headers) => {
    const shop = await openShop(withConsole());
    tell(shop.calls, TRIP);
    const { status, body, headers: answered } = await release(shop, headers);
    expect([status, body['title']]).toEqual([403, 'Forbidden']);
    expect(Object.keys(answered).filter((name) => name.startsWith('access-control'))).toEqual([]);
    expect(shop.eventsOf('operator.acted')).toEqual([]);
    expect((await snapshotOf(shop)).breakers).toHaveLength(1);
  });

  it('takes JSON only, and a prefix as the console lists it', async () => {
    const shop = await openShop(withConsole());
    const own = { 'Sec-Fetch-Site': 'same-origin' };
    expect((await release(shop, { ...own, 'Content-Type': 'application/x-www-form-urlencoded' }, 'prefix=%2B7915777')).status).toBe(415);
    expect((await release(shop, own, '[')).status).toBe(400);
    for (const body of [{}, { prefix: shop.phone }, { prefix: 7 }, { prefix: '+7915777' }, { prefix: PREFIX, by: 'eve' }])
      expect((await release(shop, own, body)).status).toBe(400);
    expect((await shop.client.get('/console/release')).status).toBe(404);
    expect((await shop.client.options('/console/release')).headers['access-control-allow-origin']).toBeUndefined();
    expect(shop.eventsOf('operator.acted')).toEqual([]);
  });
});

describe('what the console costs', () => {
  it('is nothing in the store, for a start, a check and a callback', async () => {
    const asked: (readonly string[])[] = [];
    for (const options of [{}, withConsole()]) {
      const store = createCountingStore(createMemoryStore({ clock: () => Date.parse('2026-03-01T10:05:00Z') }));
      const shop = await openShop({ ...options, calls: { store } });
      const verificationId = await shop.begin();
      await shop.report({ cause: 17, word: 'BUSY' });
      await shop.check(verificationId, shop.code());
      asked.push([...store.operations]);
    }
    expect(asked[1]).toEqual(asked[0]);
  });

  it('is four messages for a start, and one for a check', async () => {
    const shop = await openShop(withConsole());
    const heard: string[] = [];
    const listeners = [eventChannel, callChannel.start, callChannel.asyncEnd].map((each) => {
      const name = String(each.name);
      const listener = (): void => void heard.push(name);
      channel(name).subscribe(listener);
      return () => channel(name).unsubscribe(listener);
    });
    const verificationId = await shop.begin();
    expect(heard.splice(0).sort()).toEqual([
      'express-call-verification:event',
      'express-call-verification:event',
      'tracing:express-call-verification:call:asyncEnd',
      'tracing:express-call-verification:call:start',
    ]);
    await shop.check(verificationId, shop.code());
    expect(heard).toEqual(['express-call-verification:event']);
    for (const stop of listeners) stop();
  });

  it('ends with the service, so that nothing keeps it', async () => {
    const before = eventChannel.hasSubscribers;
    const shop = await openShop(withConsole());
    expect([before, eventChannel.hasSubscribers, callChannel.hasSubscribers]).toEqual([false, true, true]);
    await shop.calls.close();
    expect([eventChannel.hasSubscribers, callChannel.hasSubscribers]).toEqual([false, false]);
    expect((await shop.client.get('/console/')).status).toBe(200);
  });
});
