import { requireVerifiedPhone } from 'express-call-verification';
import type { Response } from 'supertest';
import { describe, expect, it } from 'vitest';
import { expectProblem } from '../support/problem.js';
import { newNumber, openShop, otherThan, type Shop, type ShopOptions, storeThatIsDown } from '../support/shop.js';

type Code = Parameters<typeof expectProblem>[1];

interface Row {
  readonly when: string;
  readonly options?: ShopOptions;
  readonly provoke: (shop: Shop) => Promise<Response>;
  readonly members?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

const KEY = { 'idempotency-key': '2f1c3f0e-8d4b-4a55-9c53-5f8f1f0f6b11' };

const UNKNOWN_ID = Buffer.alloc(40, 7).toString('base64url');

const confirmation: ShopOptions = { methods: ({ mcn }) => [mcn.confirmationCall({ confirmedBy: { field: 'dtmf', value: '9' } })] };
const flashCallOnly: ShopOptions = { methods: ({ mcn }) => [mcn.flashCall()] };
const passwordCall: ShopOptions = { methods: ({ mcn }) => [mcn.passwordCall(), mcn.flashCall()] };

async function failAllChecks(shop: Shop): Promise<string> {
  const verificationId = await shop.begin();
  for (const step of [1, 2, 3]) await shop.check(verificationId, otherThan(shop.code(), step));
  return verificationId;
}

async function deadVerification(shop: Shop): Promise<string> {
  const verificationId = await shop.begin();
  await shop.report({ cause: 20, word: 'CANCEL' });
  return verificationId;
}

const ID = expect.stringMatching(/^[\w-]{40,}$/);

const ROWS: Readonly<Record<Code, readonly Row[]>> = {
  invalid_request: [
    {
      when: 'the body is not JSON',
      provoke: (shop) => shop.client.post('/auth/call').set('content-type', 'application/json').send('{'),
    },
    { when: 'a member is unknown', provoke: (shop) => shop.start({ telephone: '1' }) },
    { when: 'a start names neither a phone nor a verification', provoke: (shop) => shop.start({ phone: undefined }) },
    { when: 'a check without a code follows no accepted one', provoke: async (shop) => shop.check(await shop.begin()) },
    {
      when: 'a code is given for a confirmation call',
      options: confirmation,
      provoke: async (shop) => shop.check(await shop.begin(), '1234'),
    },
    { when: 'a check names no id', provoke: (shop) => shop.client.post('/auth/call/check').send({ code: '1234' }) },
    { when: 'a status is asked without an id', provoke: (shop) => shop.client.get('/auth/call/status') },
    {
      when: 'a status is asked with the id in the URL',
      provoke: async (shop) => shop.client.get(`/auth/call/status?verificationId=${await shop.begin()}`),
    },
    { when: 'a cancel names no id', provoke: (shop) => shop.client.delete('/auth/call') },
  ],
  token_invalid: [
    {
      when: 'a guarded route is asked without a token',
      options: { routes: (app, calls) => void app.get('/account', requireVerifiedPhone(calls)) },
      provoke: (shop) => shop.client.get('/account'),
      headers: { 'www-authenticate': 'Bearer' },
    },
    {
      when: 'a guarded route is asked with a token that is none',
      options: { routes: (app, calls) => void app.get('/account', requireVerifiedPhone(calls)) },
      provoke: (shop) => shop.client.get('/account').set('authorization', 'Bearer abc.def.ghi'),
      headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
    },
  ],
  challenge_required: [
    {
      when: 'the host’s policy asks for a challenge',
      options: { calls: { policy: () => ({ challenge: { captcha: 'site-key' } }) } },
      provoke: (shop) => shop.start(),
      members: { challenge: { captcha: 'site-key' } },
    },
    {
      when: 'it names none',
      options: { calls: { policy: () => ({ challenge: undefined }) } },
      provoke: (shop) => shop.start(),
    },
  ],
  verification_not_found: [
    { when: 'a check names an unknown id', provoke: (shop) => shop.check(UNKNOWN_ID, '1234') },
    { when: 'a check names what cannot be an id', provoke: (shop) => shop.check('no id', '1234') },
    { when: 'another call is asked for by an unknown id', provoke: (shop) => shop.again(UNKNOWN_ID) },
    { when: 'a status is asked by an unknown id', provoke: (shop) => shop.status(UNKNOWN_ID) },
    { when: 'a cancel names an unknown id', provoke: (shop) => shop.cancel(UNKNOWN_ID) },
  ],
  call_failed: [
    {
      when: 'a check finds no live attempt',
      provoke: async (shop) => shop.check(await deadVerification(shop), shop.code()),
      members: { verificationId: ID, nextMethods: ['voice_call', 'flash_call'], retryAt: '2026-03-01T10:05:30.000Z' },
    },
    {
      when: 'a start learns that the number is forwarded',
      options: passwordCall,
      provoke(shop) {
        shop.telephone.mood = 'forwarded';
        return shop.start();
      },
      members: { verificationId: ID, nextMethods: ['flash_call', 'voice_call'], retryAt: '2026-03-01T10:05:30.000Z' },
    },
  ],
  no_method_left: [
    {
      when: 'all attempts are used',
      options: { calls: { maxAttempts: 1 } },
      async provoke(shop) {
        const verificationId = await shop.begin();
        shop.advance(60);
        return shop.again(verificationId);
      },
    },
  ],
  method_not_available: [
    { when: 'the kind is not configured', options: flashCallOnly, provoke: (shop) => shop.start({ method: 'voice_call' }) },
    { when: 'the kind is not possible yet', provoke: (shop) => shop.start({ method: 'sms' }) },
    { when: 'the next call is asked for by such a kind', provoke: async (shop) => shop.again(await shop.begin(), 'sms') },
  ],
  verification_closed: [
    {
      when: 'its time is over',
      async provoke(shop) {
        const verificationId = await shop.begin();
        shop.advance(300);
        return shop.check(verificationId, shop.code());
      },
      members: { reason: 'expired' },
    },
    {
      when: 'all checks failed',
      provoke: async (shop) => shop.check(await failAllChecks(shop), shop.code()),
      members: { reason: 'too_many_checks' },
    },
    {
      when: 'a new one began',
      async provoke(shop) {
        const verificationId = await shop.begin();
        const code = shop.code();
        shop.advance(30);
        await shop.begin();
        return shop.check(verificationId, code);
      },
      members: { reason: 'superseded' },
    },
    {
      when: 'it is verified',
      async provoke(shop) {
        const verificationId = await shop.begin();
        await shop.check(verificationId, shop.code());
        return shop.check(verificationId, shop.code());
      },
      members: { reason: 'verified' },
    },
    {
      when: 'it is canceled',
      async provoke(shop) {
        const verificationId = await shop.begin();
        await shop.cancel(verificationId);
        return shop.check(verificationId, shop.code());
      },
      members: { reason: 'canceled' },
    },
    {
      when: 'another call is asked for after the end',
      async provoke(shop) {
        const verificationId = await shop.begin();
        shop.advance(300);
        return shop.again(verificationId);
      },
      members: { reason: 'expired' },
    },
    {
      when: 'a cancel comes after the token',
      async provoke(shop) {
        const verificationId = await shop.begin();
        await shop.check(verificationId, shop.code());
        return shop.cancel(verificationId);
      },
      members: { reason: 'verified' },
    },
  ],
  payload_too_large: [{ when: 'the body has more than 8 kB', provoke: (shop) => shop.start({ phone: ' '.repeat(8192) }) }],
  unsupported_media_type: [
    {
      when: 'the body is a form',
      provoke: (shop) => shop.client.post('/auth/call').set('content-type', 'application/x-www-form-urlencoded').send('phone=1'),
    },
  ],
  code_incorrect: [
    {
      when: 'the code is wrong',
      provoke: async (shop) => shop.check(await shop.begin(), otherThan(shop.code())),
      members: { checksLeft: 2 },
    },
  ],
  idempotency_key_reused: [
    {
      when: 'another number comes under the same key',
      async provoke(shop) {
        await shop.client.post('/auth/call').set(KEY).send({ phone: shop.phone });
        return shop.client.post('/auth/call').set(KEY).send({ phone: newNumber() });
      },
    },
    {
      when: 'another code comes under the same key',
      async provoke(shop) {
        const verificationId = await shop.begin();
        const check = (code: string) => shop.client.post('/auth/call/check').set(KEY).send({ verificationId, code });
        await check(otherThan(shop.code()));
        return check(shop.code());
      },
    },
  ],
  phone_not_supported: [
    { when: 'it is no number', provoke: (shop) => shop.start({ phone: 'nobody' }) },
    { when: 'its country is not one of those called', provoke: (shop) => shop.start({ phone: '+4915112345678' }) },
    { when: 'no method serves its type', options: flashCallOnly, provoke: (shop) => shop.start({ phone: '+74957777777' }) },
    {
      when: 'every provider that refused blames it',
      options: { methods: ({ mobilGroup }) => [mobilGroup.voiceCall()] },
      provoke(shop) {
        shop.telephone.mood = 'not_permitted';
        return shop.start();
      },
    },
  ],
  too_many_requests: [
    {
      when: 'a start comes too soon after the one before',
      async provoke(shop) {
        await shop.begin();
        return shop.start();
      },
      members: { retryAfterSeconds: 30 },
    },
    {
      when: 'another call is asked for too soon',
      provoke: async (shop) => shop.again(await shop.begin()),
      members: { retryAfterSeconds: 30 },
    },
  ],
  temporarily_unavailable: [
    {
      when: 'every provider is down',
      provoke(shop) {
        shop.simulator.fail('mcn', 'down');
        shop.simulator.fail('mobilgroup', 'down');
        return shop.start();
      },
      members: { retryAfterSeconds: 30 },
    },
    {
      when: 'the account is in trouble',
      provoke(shop) {
        shop.simulator.fail('mcn', 'no_money');
        shop.simulator.fail('mobilgroup', 'account_disabled');
        return shop.start();
      },
      members: { retryAfterSeconds: 30 },
    },
    {
      when: 'the store is down',
      options: { calls: { store: storeThatIsDown } },
      provoke: (shop) => shop.start(),
      members: { retryAfterSeconds: 30 },
    },
    {
      when: "the day's budget is spent",
      options: { calls: { limits: { callsPerDay: 1 } } },
      async provoke(shop) {
        await shop.begin();
        shop.advance(30);
        return shop.start();
      },
      members: { retryAfterSeconds: 30 },
    },
  ],
};

describe.each(Object.entries(ROWS) as [Code, readonly Row[]][])('%s is answered when', (code, rows) => {
  for (const { when, options, provoke, members, headers = {} } of rows) {
    it(when, async () => {
      const shop = await openShop(options);
      const answer = await provoke(shop);
      expectProblem(answer, code, members);
      expect(answer.get('www-authenticate')).toBe(headers['www-authenticate']);
      expect(shop.errors).toEqual([]);
    });
  }
});

describe('one face', () => {
  const documentOf = async (row: Row): Promise<unknown> => (await row.provoke(await openShop(row.options))).body;

  it('is shown by all that is not found', async () => {
    const [first, ...others] = await Promise.all(ROWS.verification_not_found.map(documentOf));
    for (const other of others) expect(other).toEqual(first);
  });

  it('is shown by all trouble of provider, account, store and budget', async () => {
    const [first, ...others] = await Promise.all(ROWS.temporarily_unavailable.map(documentOf));
    for (const other of others) expect(other).toEqual(first);
  });
});
