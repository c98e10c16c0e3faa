import { createCallVerification, createMcn, requireVerifiedPhone } from 'express-call-verification';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { memberOf } from '../support/member-of.js';
import { expectProblem } from '../support/problem.js';
import { newNumber, newSecret, openShop, otherThan, type Shop, type ShopOptions } from '../support/shop.js';

const CODE = '246810';

async function openTestable(phone: string, options: ShopOptions = {}): Promise<Shop> {
  return openShop({
    ...options,
    calls: { testNumbers: { [phone]: CODE } },
    routes(app, calls) {
      app.get('/account', requireVerifiedPhone(calls), (_req, res) => void res.end());
      app.get('/test-account', requireVerifiedPhone(calls, { allowTest: true }), (_req, res) => void res.end());
    },
  });
}

describe('a test number', () => {
  it('is verified by its own code, and nothing is dialled', async () => {
    const phone = newNumber();
    const shop = await openTestable(phone);
    const started = await shop.start({ phone });
    expect(started.body).toMatchObject({ status: 'pending', method: 'flash_call', codeLength: 6, checksLeft: 3 });
    const verificationId = memberOf(started, 'verificationId');
    expectProblem(await shop.check(verificationId, '000000'), 'code_incorrect', { checksLeft: 2 });
    expect((await shop.check(verificationId, CODE)).status).toBe(200);
    expect(shop.requests).toEqual([]);
  });

  it('tells nothing of guessers: its wrong codes trip no breaker', async () => {
    const phone = newNumber();
    const limits = { startsPerHour: false, startsPerDay: false, networkStartsPerHour: false, networkStartsPerDay: false } as const;
    const unlimited = { ...limits, failuresPerDay: false, failuresPerMonth: false, networkFailuresPerDay: false } as const;
    const shop = await openShop({
      calls: { testNumbers: { [phone]: CODE }, limits: unlimited, ipLimits: false, maxChecks: 5, resendDelaysSeconds: [0] },
    });
    const guess = async (number: string): Promise<void> => {
      const id = await shop.begin({ phone: number });
      for (let check = 0; check < 5; check += 1) await shop.check(id, number === phone ? '000000' : otherThan(shop.code()));
      shop.advance(1);
    };
    for (let round = 0; round < 10; round += 1) await guess(phone);
    expect(shop.eventsOf('code.rejected')).toHaveLength(50);
    expect(shop.eventsOf('breaker.tripped')).toEqual([]);
    for (let round = 0; round < 10; round += 1) await guess(shop.phone);
    expect(shop.eventsOf('breaker.tripped')).toMatchObject([{ scope: 'wrong_codes', checks: 50, wrong: 50 }]);
  });

  it('gives a token that says so, which a guard refuses unless it allows it', async () => {
    const phone = newNumber();
    const shop = await openTestable(phone);
    const verificationId = await shop.begin({ phone });
    const token = memberOf(await shop.check(verificationId, CODE), 'token');
    expect(shop.calls.verifyToken(token)).toMatchObject({ test: true, phone_number: phone });
    const headers = { authorization: `Bearer ${token}` };
    expectProblem(await shop.client.get('/account').set(headers), 'token_invalid');
    await shop.client.get('/test-account').set(headers).expect(200);
  });

  it('meets the same limits, and may be called again by the same rules', async () => {
    const phone = newNumber();
    const shop = await openTestable(phone);
    const verificationId = await shop.begin({ phone });
    expectProblem(await shop.again(verificationId), 'too_many_requests', { retryAfterSeconds: 30 });
    shop.advance(30);
    expect((await shop.again(verificationId)).body).toMatchObject({ method: 'voice_call' });
    expect((await shop.check(verificationId, CODE)).status).toBe(200);
    expect(shop.requests).toEqual([]);
  });

  it('is confirmed at once where a key would be pressed', async () => {
    const phone = newNumber();
    const shop = await openTestable(phone, {
      methods: ({ mcn }) => [mcn.confirmationCall({ confirmedBy: { field: 'dtmf', value: '9' } })],
    });
    const verificationId = await shop.begin({ phone });
    expect((await shop.check(verificationId)).status).toBe(200);
  });

  it('makes no other number testable', async () => {
    const shop = await openTestable(newNumber());
    const verificationId = await shop.begin();
    expect(shop.requests).toHaveLength(1);
    const token = memberOf(await shop.check(verificationId, shop.code()), 'token');
    expect(shop.calls.verifyToken(token)).not.toHaveProperty('test');
  });
});

describe('in production', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  const create = (until?: Date) => {
    vi.stubEnv('NODE_ENV', 'production');
    return createCallVerification({
      secret: newSecret('the secret'),
      countries: ['RU'],
      methods: [createMcn({ token: newSecret('the MCN token'), accountId: '1' }).flashCall()],
      testNumbers: { [newNumber()]: CODE },
      clock: () => Date.parse('2026-03-01T12:00:00Z'),
      ...(until === undefined ? {} : { dangerouslyAllowTestNumbersUntil: until }),
    });
  };

  it('test numbers are refused', () => {
    expect(() => create()).toThrow('createCallVerification: option "testNumbers"');
  });

  it('test numbers are allowed until the date that the host names', () => {
    expect(() => create(new Date('2026-03-01T12:00:00Z'))).toThrow('option "testNumbers"');
    expect(() => create(new Date('2026-03-01T12:00:01Z'))).not.toThrow();
  });

  it('test numbers stop working when that date comes, without a restart', async () => {
    const phone = newNumber();
    vi.stubEnv('NODE_ENV', 'production');
    const shop = await openShop({
      methods: ({ mcn }) => [mcn.flashCall()],
      calls: { testNumbers: { [phone]: CODE }, dangerouslyAllowTestNumbersUntil: new Date('2026-03-01T11:00:00Z') },
    });
    await shop.begin({ phone });
    expect(shop.requests).toEqual([]);
    shop.advance(3600);
    await shop.begin({ phone });
    expect(shop.requests).toHaveLength(1);
  });
});
