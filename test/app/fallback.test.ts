import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createMcn } from 'express-call-verification';
import type { SimulatorFault } from 'express-call-verification/simulator';
import { describe, expect, it, onTestFinished } from 'vitest';
import { memberOf } from '../support/member-of.js';
import { expectProblem } from '../support/problem.js';
import { openShop, type ShopOptions } from '../support/shop.js';

const BOTH: ShopOptions = { methods: ({ mcn, mobilGroup }) => [mcn.flashCall(), mobilGroup.voiceCall()] };

const REFUSALS: readonly (readonly [string, SimulatorFault])[] = [
  ['cannot be reached', 'down'],
  ['answers with a redirect', 'redirects'],
  ['answers 400', 400],
  ['answers 401', 401],
  ['answers 404', 404],
  ['answers 429', 429],
  ['answers 500', 500],
  ['answers 501', 501],
  ['answers 503', 503],
  ['has no money left', 'no_money'],
  ['has disabled the account', 'account_disabled'],
  ['says that it did not succeed', { errorCode: 'whatever' }],
];

describe('the second method is tried at once when the first provider', () => {
  for (const [what, fault] of REFUSALS) {
    it(what, async () => {
      const shop = await openShop(BOTH);
      shop.simulator.fail('mcn', fault);
      const answer = await shop.start();
      expect(answer.status).toBe(202);
      // One attempt: the refused call is none, so neither the delay nor the kinds to come know of it.
      expect(answer.body).toMatchObject({
        method: 'voice_call',
        nextMethods: ['flash_call', 'voice_call'],
        retryAt: '2026-03-01T10:05:30.000Z',
      });
      expect((await shop.check(memberOf(answer, 'verificationId'), shop.code())).status).toBe(200);
      expect(shop.eventsOf('call.refused')).toHaveLength(1);
      expect(shop.eventsOf('call.placed')).toHaveLength(1);
    });
  }
});

describe('the second method is tried at once when the connection to the first provider', () => {
  it.each<[string, (socket: Socket) => void]>([
    ['is closed before TLS stands', (socket) => socket.once('data', () => socket.destroy())],
    ['is reset before TLS stands', (socket) => socket.once('data', () => socket.resetAndDestroy())],
    ['is to a server without TLS', (socket) => socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))],
  ])('%s', async (_, serve) => {
    const server = createServer((socket) => serve(socket.on('error', () => undefined)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const apiUrl = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const mcn = createMcn({ token: 'TOKEN', accountId: '117793', apiUrl });
    const shop = await openShop({ methods: ({ mobilGroup }) => [mcn.flashCall(), mobilGroup.voiceCall()] });
    const answer = await shop.start();
    expect(answer.status).toBe(202);
    expect(answer.body).toMatchObject({ method: 'voice_call', nextMethods: ['flash_call', 'voice_call'] });
    expect((await shop.check(memberOf(answer, 'verificationId'), shop.code())).status).toBe(200);
    expect(shop.eventsOf('call.refused')).toMatchObject([{ methodId: 'mcn.flashCall', blame: 'provider', reason: 'connection_failed' }]);
    expect(shop.eventsOf('call.uncertain')).toEqual([]);
  });
});

describe('when every provider refuses', () => {
  it('no start is counted, and the number may be called at once', async () => {
    const shop = await openShop({ ...BOTH, calls: { limits: { startsPerHour: 1, callsPerDay: 1 } } });
    shop.simulator.fail('mcn', 503);
    shop.simulator.fail('mobilgroup', 503);
    for (let time = 0; time < 3; time += 1) expectProblem(await shop.start(), 'temporarily_unavailable', { retryAfterSeconds: 30 });
    shop.simulator.fail('mcn', null);
    expect((await shop.start()).status).toBe(202);
  });

  it('an open verification keeps its code, its time and its attempts', async () => {
    const shop = await openShop({ ...BOTH, calls: { maxAttempts: 2 } });
    const verificationId = await shop.begin();
    const code = shop.code();
    shop.simulator.fail('mcn', 503);
    shop.simulator.fail('mobilgroup', 503);
    shop.advance(30);
    expectProblem(await shop.again(verificationId), 'temporarily_unavailable', { retryAfterSeconds: 30 });
    expect((await shop.status(verificationId)).body).toMatchObject({
      status: 'pending',
      method: 'flash_call',
      nextMethods: ['voice_call', 'flash_call'],
    });
    shop.simulator.fail('mobilgroup', null);
    expect((await shop.again(verificationId)).status).toBe(202);
    expect((await shop.check(verificationId, code)).status).toBe(200);
  });

  it('the number is to blame only if each of them says so', async () => {
    const methods: ShopOptions['methods'] = ({ mobilGroup, mcn }) => [mobilGroup.voiceCall(), mcn.flashCall()];
    const shop = await openShop({ methods });
    shop.simulator.fail('mobilgroup', { errorCode: 'number_not_permitted' });
    shop.simulator.fail('mcn', 503);
    expectProblem(await shop.start(), 'temporarily_unavailable', { retryAfterSeconds: 30 });
    expect(shop.eventsOf('call.refused').map(({ blame }) => blame)).toEqual(['number', 'provider']);
  });

  it('the number is not to blame for the kind that a first start has named, if there is another', async () => {
    const shop = await openShop({ methods: ({ mcn, mobilGroup }) => [mcn.flashCall(), mobilGroup.voiceCall()] });
    shop.simulator.fail('mobilgroup', { errorCode: 'number_not_permitted' });
    expectProblem(await shop.start({ method: 'voice_call' }), 'method_not_available');
  });

  it('the number is not to blame for a further way, after a call that was placed', async () => {
    const shop = await openShop({ methods: ({ mcn, mobilGroup }) => [mcn.flashCall(), mobilGroup.voiceCall()] });
    const id = await shop.begin();
    const code = shop.code();
    shop.simulator.fail('mobilgroup', { errorCode: 'number_not_permitted' });
    shop.advance(30);
    expectProblem(await shop.again(id, 'voice_call'), 'method_not_available');
    expect((await shop.check(id, code)).status).toBe(200);
  });

  for (const errorCode of ['number_is_empty', 'number_not_valid', 'number_not_permitted', 'number_in_spam_list']) {
    it(`the number is to blame when its only provider says ${errorCode}`, async () => {
      const shop = await openShop({ methods: ({ mobilGroup }) => [mobilGroup.voiceCall()] });
      shop.simulator.fail('mobilgroup', { errorCode });
      expectProblem(await shop.start(), 'phone_not_supported');
      expect(shop.eventsOf('account.trouble')).toEqual([]);
    });
  }

  for (const errorCode of ['authorisation_failed', 'user_disabled', 'not_enough_money', 'ani_phone_not_valid', 'unknown_request']) {
    it(`the account is to blame when its provider says ${errorCode}, and its owner is told once`, async () => {
      const shop = await openShop({ methods: ({ mobilGroup }) => [mobilGroup.voiceCall()] });
      shop.simulator.fail('mobilgroup', { errorCode });
      expectProblem(await shop.start(), 'temporarily_unavailable', { retryAfterSeconds: 30 });
      expect(shop.eventsOf('account.trouble')).toEqual([
        { type: 'account.trouble', provider: 'mobilgroup', reason: errorCode, at: new Date(shop.now()) },
      ]);
    });
  }
});

describe('a kind that the client names', () => {
  it('is the only one tried', async () => {
    const shop = await openShop(BOTH);
    shop.simulator.fail('mcn', 503);
    expectProblem(await shop.start({ method: 'flash_call' }), 'temporarily_unavailable', { retryAfterSeconds: 30 });
    expect(shop.requests.map(({ provider }) => provider)).toEqual(['mcn']);
  });

  it('is tried with each account that has it', async () => {
    const shop = await openShop({ methods: ({ mcn, mobilGroup }) => [mcn.flashCall(), mobilGroup.voiceCall(), mobilGroup.flashCall()] });
    shop.simulator.fail('mcn', 503);
    expect((await shop.start({ method: 'flash_call' })).status).toBe(202);
    expect(shop.requests.map(({ body }) => body)).toEqual([undefined, expect.objectContaining({ capacity: '4' })]);
  });
});
