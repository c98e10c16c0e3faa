/** The defences over a host's whole traffic, as they work in an app: breakers, budgets in money, circuits, guessable codes. */
import type { CallVerificationOptions } from 'express-call-verification';
import { describe, expect, it } from 'vitest';
import { memberOf } from '../support/member-of.js';
import { expectProblem } from '../support/problem.js';
import { registerSecret } from '../support/secrets.js';
import { newNumber, openShop, otherThan, type Shop, type ShopOptions } from '../support/shop.js';

const WAIT = { retryAfterSeconds: expect.any(Number) };

/** Numbers that share all but their last four digits. */
function numbersOfOnePrefix(count: number): readonly string[] {
  const prefix = newNumber().slice(0, -4);
  return Array.from({ length: count }, (_, index) => registerSecret(`${prefix}${String(1000 + index)}`, 'a phone number'));
}

const withoutAddresses: Partial<CallVerificationOptions> = { ipLimits: false };

async function startAll(shop: Shop, phones: readonly string[]): Promise<readonly number[]> {
  const statuses: number[] = [];
  for (const phone of phones) statuses.push((await shop.start({ phone })).status);
  return statuses;
}

describe('a prefix whose calls nobody verifies', () => {
  it('is closed to strangers, told of, and opened by hand', async () => {
    const shop = await openShop({ calls: withoutAddresses });
    const phones = numbersOfOnePrefix(23);
    // The one that trips it may be the minute's probe.
    const placed = (await startAll(shop, phones.slice(0, 22))).filter((status) => status === 202);
    expect(placed.length).toBeLessThanOrEqual(21);
    expectProblem(await shop.start({ phone: phones[22] }), 'too_many_requests', WAIT);
    expect(shop.requests).toHaveLength(placed.length);
    const [tripped] = shop.eventsOf('breaker.tripped');
    expect(tripped).toMatchObject({
      scope: 'prefix',
      mode: 'enforce',
      reason: 'unsettled',
      prefix: expect.stringMatching(/^\+7915\d{3}\*{4}$/),
    });
    expect((await shop.start({ phone: newNumber() })).status).toBe(202);
    expect(await shop.calls.release(phones[22] ?? '')).toEqual({ ok: true });
    expect((await shop.start({ phone: phones[22] })).status).toBe(202);
  });

  it('asks for the challenge where the host has one, and lets through who passed it', async () => {
    const shop = await openShop({
      calls: { ...withoutAddresses, challenge: { captcha: 'site-key' } },
      start: { input: ({ body }) => ({ phone: body.phone, challengePassed: body.captcha === 'solved' }) },
    });
    const phones = numbersOfOnePrefix(21);
    expect((await startAll(shop, phones.slice(0, 20))).every((status) => status === 202)).toBe(true);
    expectProblem(await shop.start({ phone: phones[20] }), 'challenge_required', { challenge: { captcha: 'site-key' } });
    expect((await shop.start({ phone: phones[20], captcha: 'solved' })).status).toBe(202);
  });

  it('counts no dial that the budget refused', async () => {
    const shop = await openShop({ calls: { ...withoutAddresses, limits: { callsPerDay: 1 } } });
    expect((await shop.start()).status).toBe(202);
    expect(new Set(await startAll(shop, numbersOfOnePrefix(30)))).toEqual(new Set([503]));
    expect(shop.eventsOf('breaker.tripped')).toEqual([]);
  });

  it('stays open while people verify', async () => {
    const shop = await openShop({ calls: withoutAddresses });
    for (const phone of numbersOfOnePrefix(40)) {
      const id = await shop.begin({ phone });
      expect((await shop.check(id, shop.code())).status).toBe(200);
    }
    expect(shop.eventsOf('breaker.tripped')).toEqual([]);
  });
});

describe('wrong codes over all numbers', () => {
  it('make strangers pass the challenge, once most codes are wrong', async () => {
    const shop = await openShop({ calls: { ...withoutAddresses, challenge: { captcha: 'site-key' }, limits: { prefixUnsettled: false } } });
    for (let guessed = 0; guessed < 51; guessed += 3) {
      const id = await shop.begin({ phone: newNumber() });
      for (const step of [1, 2, 3]) await shop.check(id, otherThan(shop.code(), step));
    }
    expectProblem(await shop.start(), 'challenge_required', { challenge: { captcha: 'site-key' } });
    expect(shop.eventsOf('breaker.tripped')).toMatchObject([{ scope: 'wrong_codes', reason: 'wrong_codes' }]);
  });
});

describe('a budget in money', () => {
  const cheapFlashCall: ShopOptions['methods'] = ({ mcn }) => [mcn.flashCall({ price: { amount: 0.15, currency: 'RUB' } })];

  it('ends the calls when it is spent, and tells of it', async () => {
    const shop = await openShop({ methods: cheapFlashCall, calls: { budgets: { RUB: { perDay: 0.4 } } } });
    expect(await startAll(shop, [newNumber(), newNumber()])).toEqual([202, 202]);
    expectProblem(await shop.start(), 'temporarily_unavailable', WAIT);
    expect(shop.requests).toHaveLength(2);
    expect(shop.eventsOf('budget.reached')).toContainEqual(expect.objectContaining({ budget: 'RUB.perDay', share: 1 }));
    shop.advance(86_400);
    expect((await shop.start()).status).toBe(202);
  });

  it('counts what the provider says that a call cost', async () => {
    // The simulated MobilGroup says 0.35.
    const methods: ShopOptions['methods'] = ({ mobilGroup }) => [mobilGroup.voiceCall({ price: { amount: 0.1, currency: 'RUB' } })];
    const shop = await openShop({ methods, calls: { budgets: { RUB: { perDay: 0.5 } } } });
    expect((await shop.start({ phone: newNumber() })).status).toBe(202);
    await expect.poll(async () => (await startAll(shop, [newNumber(), newNumber()])).at(-1)).toBe(503);
    expect(shop.requests.length).toBeLessThanOrEqual(3);
  });

  it('is given back for a call that no provider placed', async () => {
    const shop = await openShop({ methods: cheapFlashCall, calls: { budgets: { RUB: { perDay: 0.15 } } } });
    shop.simulator.fail('mcn', 503);
    expectProblem(await shop.start(), 'temporarily_unavailable', WAIT);
    shop.simulator.fail('mcn', null);
    expect((await shop.start()).status).toBe(202);
  });
});

describe('a provider that fails again and again', () => {
  it('is asked no more for a while, and the next one takes its place at once', async () => {
    const shop = await openShop({ calls: withoutAddresses });
    shop.simulator.fail('mcn', 503);
    for (let start = 0; start < 5; start += 1)
      expect((await shop.start({ phone: newNumber() })).body).toMatchObject({ method: 'voice_call' });
    const before = shop.requests.filter(({ provider }) => provider === 'mcn').length;
    expect((await shop.start()).body).toMatchObject({ method: 'voice_call' });
    expect(shop.requests.filter(({ provider }) => provider === 'mcn')).toHaveLength(before);
    expect(shop.eventsOf('circuit.opened')).toMatchObject([{ provider: 'mcn', methodId: 'mcn.flashCall' }]);
  });
});

describe('a provider that chooses the same code for everybody', () => {
  const sameCode: typeof fetch = async (...parameters) => {
    const answer = (await (await fetch(...parameters)).json()) as object;
    return Response.json({ ...answer, code: '4711' });
  };

  it('is told of, and used no more under minEntropyBits', async () => {
    const shop = await openShop({
      methods: ({ mobilGroup }) => [mobilGroup.flashCall({ digits: 4 })],
      calls: { ...withoutAddresses, minEntropyBits: 10, fetch: sameCode },
    });
    const statuses = await startAll(shop, Array.from({ length: 12 }, newNumber));
    expect(statuses.at(0)).toBe(202);
    expect(statuses.at(-1)).toBe(503);
    expect(shop.eventsOf('codes.predictable')).toContainEqual(
      expect.objectContaining({ methodId: 'mobilgroup.flashCall', reason: 'repeats', isSwitchedOff: true }),
    );
  });
});

describe('what the host must be asked', () => {
  it('is not asked for a client that its address has used up', async () => {
    let asked = 0;
    const shop = await openShop({
      calls: { ipLimits: { startsPerHour: 2 } },
      start: {
        input: ({ body }) => {
          asked += 1;
          return body;
        },
      },
    });
    expect(await startAll(shop, Array.from({ length: 4 }, newNumber))).toEqual([202, 202, 429, 429]);
    expect(asked).toBe(2);
  });
});

describe('one network', () => {
  it('leaves a dial of the hour to others, however often it calls again', async () => {
    const shop = await openShop({
      calls: { ...withoutAddresses, resendDelaysSeconds: [0], maxAttempts: 10 },
      routes: (app) => app.set('trust proxy', 1),
    });
    const from = (ip: string, json: object) => shop.client.post('/auth/call').set('X-Forwarded-For', ip).send(json);
    const started = await from('203.0.113.1', { phone: shop.phone });
    const verificationId = registerSecret(memberOf(started, 'verificationId'), 'a verification id');
    for (let further = 0; further < 3; further += 1) expect((await from('203.0.113.1', { verificationId })).status).toBe(202);
    expect((await shop.status(verificationId)).body).toMatchObject({ retryAt: null, nextMethods: [] });
    expectProblem(await from('203.0.113.1', { verificationId }), 'no_method_left');
    expect((await from('203.0.113.2', { phone: shop.phone })).status).toBe(202);
  });
});

it('a number that was forgotten has no links from its calls', async () => {
  const shop = await openShop();
  await shop.begin();
  expect(await shop.calls.forget(shop.phone)).toEqual({ ok: true, verifications: 1, calls: 1, networks: 1 });
  await shop.report({ cause: 16, word: 'ANSWER' });
  expect(shop.eventsOf('callback.unmatched')).toHaveLength(1);
});
