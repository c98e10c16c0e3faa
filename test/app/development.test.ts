/** The mode for development: one number can be called all day, and whatever refuses a request says what it was. */
import { type CallVerificationOptions, createCallVerification, createMcn } from 'express-call-verification';
import type { Response } from 'supertest';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { collectWarnings } from '../support/collect-warnings.js';
import { expectProblem } from '../support/problem.js';
import { newSecret, openShop, otherThan, type Shop, type ShopOptions } from '../support/shop.js';

type Options = Partial<CallVerificationOptions>;

const GENERAL = 'There were too many requests. Try again after the time that "Retry-After" says.';
const flashCalls: ShopOptions['methods'] = ({ mcn }) => [mcn.flashCall()];
const openWith = (calls: Options): Promise<Shop> => openShop({ methods: flashCalls, calls });

describe('in development', () => {
  it('a developer may call the same number all day, and finish none of it', async () => {
    const shop = await openWith({ development: true });
    for (let call = 1; call <= 60; call += 1) {
      expect([call, (await shop.start()).status]).toEqual([call, 202]);
      shop.advance(3);
    }
    expect(shop.telephone.calls).toHaveLength(60);
  });

  it('which anywhere else ends with the fourth start, and an event says why', async () => {
    const shop = await openWith({});
    for (let call = 1; call <= 3; call += 1) {
      await shop.begin();
      shop.advance(90);
    }
    const refused = await shop.start();
    expectProblem(refused, 'too_many_requests', { retryAfterSeconds: expect.any(Number) });
    expect(refused.body['detail']).toBe(GENERAL);
    expect(shop.eventsOf('limit.reached')).toMatchObject([{ limit: 'starts', option: 'limits.networkStartsPerHour' }]);
  });

  it('the next call waits one, two, then three seconds', async () => {
    const shop = await openWith({ development: true });
    for (const seconds of [1, 2, 3, 3]) {
      await shop.begin();
      expectProblem(await shop.start(), 'too_many_requests', { retryAfterSeconds: seconds });
      shop.advance(seconds);
    }
  });

  it('what the host sets is as it is set, beside what is relaxed', async () => {
    const shop = await openWith({ development: true, resendDelaysSeconds: [7], limits: { networkStartsPerHour: 5 } });
    for (let call = 1; call <= 5; call += 1) {
      expectProblemOf(await shop.start(), undefined);
      expectProblem(await shop.start(), 'too_many_requests', { retryAfterSeconds: call < 5 ? 7 : expect.any(Number) });
      shop.advance(7);
    }
    expectProblemOf(await shop.start(), 'limits.networkStartsPerHour');
  });

  it('an option that is undefined is relaxed like one that is absent', async () => {
    const shop = await openWith({ development: true, limits: { networkStartsPerHour: undefined }, ipLimits: undefined });
    for (let call = 1; call <= 5; call += 1) {
      await shop.begin();
      shop.advance(3);
    }
  });

  it('no limit of guesses is relaxed', async () => {
    const shop = await openWith({ development: true });
    const guess = async (): Promise<Response> => shop.check(id, otherThan(shop.code()));
    let id = await shop.begin();
    for (const checksLeft of [2, 1, 0]) expectProblem(await guess(), 'code_incorrect', { checksLeft });
    expectProblem(await guess(), 'verification_closed', { reason: 'too_many_checks' });
    shop.advance(3);
    id = await shop.begin();
    for (const checksLeft of [2, 1]) expectProblem(await guess(), 'code_incorrect', { checksLeft });
    const refused = await guess();
    expectProblemOf(refused, 'limits.networkFailuresPerDay');
    expect(refused.body['detail']).toContain('calls.unlock(phone) opens the number');
  });

  it.each([
    ['9157777777', 'This is not a number that can be called. Write it with its plus and country code, or set "defaultCountry"'],
    ['+44 7400 123456', 'The number is of GB, which is not in "countries".'],
    ['+7 940 123-45-67', 'The number is in "blockedPrefixes", or in a dear range that is never called.'],
  ])('the answer says why %s is not called', async (phone, reason) => {
    const isBlocked = phone.startsWith('+7 940');
    const countries = isBlocked ? 'any' : ['RU', 'SK'];
    const shop = await openWith({ development: true, countries });
    expect((await shop.start({ phone })).body).toMatchObject({ code: 'phone_not_supported', detail: expect.stringContaining(reason) });
    const elsewhere = await openWith({ countries });
    expectProblem(await elsewhere.start({ phone }), 'phone_not_supported');
  });

  it('the answer names the kinds that there are, when another is wanted', async () => {
    const shop = await openShop({ calls: { development: true } });
    const { body } = await shop.start({ method: 'smss' });
    expect(body).toMatchObject({
      code: 'method_not_available',
      detail: expect.stringContaining('No method of this kind is in "methods", which has: flash_call, voice_call, sms.'),
    });
    // This kind is there, and not possible now.
    expectProblem(await shop.start({ method: 'sms' }), 'method_not_available');
    const elsewhere = await openWith({});
    expectProblem(await elsewhere.start({ method: 'smss' }), 'method_not_available');
  });

  it('the answer says why no provider has taken the call', async () => {
    const shop = await openShop({
      methods: ({ mcn, mobilGroup }) => [mcn.flashCall(), mobilGroup.voiceCall()],
      calls: { development: true },
    });
    shop.simulator.fail('mcn', 401);
    shop.simulator.fail('mobilgroup', 'down');
    const { status, body } = await shop.start();
    expect([status, body['detail']]).toEqual([
      503,
      expect.stringMatching(/^No provider has taken the call \(mcn\.flashCall: http_401, mobilgroup\.voiceCall: \w+\)\. This text/),
    ]);
  });

  it('tokens and stored values are what they are elsewhere', async () => {
    const shop = await openWith({ development: true });
    const { body } = await shop.check(await shop.begin(), shop.code());
    expect(body).toMatchObject({ status: 'verified', expiresIn: 300 });
    expect(shop.calls.verifyToken(String(body['token']))).not.toHaveProperty('test');
  });
});

/** A 429 whose detail names the option, or no problem at all. */
function expectProblemOf(answer: Response, option: string | undefined): void {
  if (option === undefined) {
    expect(answer.status).toBe(202);
    return;
  }
  expectProblem(answer, 'too_many_requests', { retryAfterSeconds: expect.any(Number) });
  expect(answer.body['detail']).toContain(`The option "${option}" refuses this (`);
}

type Case = readonly [option: string, calls: Options, refused: (shop: Shop) => Promise<Response>, more?: ShopOptions];

/** The start after so many that were made. */
const startAfter =
  (starts: number) =>
  async (shop: Shop): Promise<Response> => {
    for (let each = 0; each < starts; each += 1) await shop.begin();
    return shop.start();
  };
/** The check after so many that were wrong. */
const checkAfter =
  (wrong: number) =>
  async (shop: Shop): Promise<Response> => {
    const id = await shop.begin();
    for (let each = 0; each < wrong; each += 1)
      expectProblem(await shop.check(id, otherThan(shop.code())), 'code_incorrect', { checksLeft: 2 - each });
    return shop.check(id, shop.code());
  };
const startAfterWrongCodes = async (shop: Shop): Promise<Response> => {
  for (let each = 0; each < 2; each += 1) await shop.check(await shop.begin(), otherThan(shop.code())).expect(422);
  return shop.start();
};
const endings = Array.from({ length: 500 }, (_, index) => `7495555${String(index).padStart(4, '0')}`);
const NO_NETWORKS = { networkFailuresPerDay: false } as const;

const CASES: readonly Case[] = [
  ['resendDelaysSeconds', { resendDelaysSeconds: [5] }, startAfter(1)],
  ['limits.startsPerHour', { limits: { startsPerHour: 2 } }, startAfter(2)],
  ['limits.startsPerDay', { limits: { startsPerDay: 2 } }, startAfter(2)],
  ['limits.networkStartsPerHour', { limits: { networkStartsPerHour: 2 } }, startAfter(2)],
  ['limits.networkStartsPerDay', { limits: { networkStartsPerDay: 2 } }, startAfter(2)],
  ['limits.networkFailuresPerDay', { limits: { networkFailuresPerDay: 1 } }, checkAfter(1)],
  ['limits.failuresPerDay', { limits: { failuresPerDay: 1, ...NO_NETWORKS } }, checkAfter(1)],
  ['limits.failuresPerMonth', { limits: { failuresPerMonth: 1, ...NO_NETWORKS } }, checkAfter(1)],
  ['limits.failuresPerDay', { limits: { failuresPerDay: 2, ...NO_NETWORKS } }, startAfterWrongCodes],
  ['limits.prefixStartsPerHour', { limits: { prefixStartsPerHour: 1 } }, startAfter(1)],
  ['limits.prefixStartsPerDay', { limits: { prefixStartsPerDay: 1 } }, startAfter(1)],
  ['limits.countryStartsPerHour', { limits: { countryStartsPerHour: 1 } }, startAfter(1)],
  ['limits.countryStartsPerDay', { limits: { countryStartsPerDay: 1 } }, startAfter(1)],
  ['ipLimits.startsPerHour', { ipLimits: { startsPerHour: 2 } }, startAfter(2)],
  ['ipLimits.checksPerHour', { ipLimits: { checksPerHour: 1 } }, checkAfter(1)],
  ['callerNumbers', {}, startAfterWrongCodes, { methods: ({ mcn }) => [mcn.ownNumberCall({ callerNumbers: endings })] }],
];

for (const [option, calls, refused, more] of CASES) {
  describe(`the limit of ${option}`, () => {
    const open = (mode: Options): Promise<Shop> =>
      openShop({ methods: flashCalls, ...more, calls: { resendDelaysSeconds: [0], ...calls, ...mode } });

    it('is named by the answer in development, and by a warning', async () => {
      const warnings = collectWarnings();
      const shop = await open({ development: true });
      expectProblemOf(await refused(shop), option);
      const texts = await warnings.settled();
      expect(texts.filter((text) => text.startsWith(`A request was refused. The option "${option}" refuses this (`))).toHaveLength(1);
      for (const text of texts) expect(text).not.toContain(shop.phone);
    });

    it('is named by an event alone without it', async () => {
      const shop = await open({});
      const answer = await refused(shop);
      expectProblem(answer, 'too_many_requests', { retryAfterSeconds: expect.any(Number) });
      expect(answer.body['detail']).toBe(GENERAL);
      expect(shop.eventsOf('limit.reached')).toMatchObject([{ option }]);
    });
  });
}

it('a prefix that is closed as suspicious says so, too', async () => {
  const open = (mode: Options): Promise<Shop> => openWith({ resendDelaysSeconds: [0], limits: { prefixUnsettled: 1 }, ...mode });
  const shop = await open({ development: true });
  expectProblemOf(await startAfter(2)(shop), 'breakers.prefix');
  const other = await open({});
  expect((await startAfter(2)(other)).body['detail']).toBe(GENERAL);
  expect(other.eventsOf('breaker.tripped')).toMatchObject([{ scope: 'prefix', mode: 'enforce' }]);
});

it('a further call that a limit delays beyond the end of its verification says so, too', async () => {
  const calls: Options = { resendDelaysSeconds: [0], limits: { startsPerHour: 1 }, lifetimeSeconds: 60 };
  const shop = await openWith({ ...calls, development: true });
  const refused = await shop.again(await shop.begin());
  expectProblem(refused, 'no_method_left');
  expect(refused.body['detail']).toContain('The option "limits.startsPerHour" refuses this (');
  const other = await openWith(calls);
  expect((await other.again(await other.begin())).body['detail']).not.toContain('startsPerHour');
  expect(other.eventsOf('limit.reached')).toMatchObject([{ option: 'limits.startsPerHour' }]);
});

describe('warnings in development', () => {
  it('give the reason of what else goes wrong, once', async () => {
    const warnings = collectWarnings();
    const shop = await openShop({
      methods: flashCalls,
      mcn: { token: newSecret('a wrong token'), name: 'mcn-of-warnings' },
      calls: { development: true },
    });
    for (let each = 0; each < 2; each += 1) await shop.start().expect(503);
    const texts = await warnings.settled();
    expect(texts.filter((warning) => warning.startsWith('mcn-of-warnings.flashCall: the provider refused the call ('))).toHaveLength(1);
    expect(shop.errors).toEqual([]);
  });

  it('are not written elsewhere', async () => {
    const warnings = collectWarnings();
    const shop = await openShop({ methods: flashCalls, mcn: { token: newSecret('a wrong token'), name: 'mcn-elsewhere' } });
    await shop.start().expect(503);
    const texts = await warnings.settled();
    expect(texts.filter((warning) => warning.includes('mcn-elsewhere'))).toEqual([]);
  });
});

describe('in production', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  const create = (development: boolean | undefined) => {
    vi.stubEnv('NODE_ENV', 'production');
    return createCallVerification({
      secret: newSecret('the secret'),
      countries: ['RU'],
      methods: [createMcn({ token: newSecret('the MCN token'), accountId: '1' }).flashCall()],
      limits: { callsPerDay: 100 },
      development,
    });
  };

  it('the mode throws, and says what to write', () => {
    expect(() => create(true)).toThrow(
      'createCallVerification: option "development" relaxes limits and tells clients which one refused them, so it must be false under NODE_ENV=production.',
    );
    expect(() => create(true)).toThrow('development: process.env.NODE_ENV !== "production"');
  });

  it('false and undefined are good', () => {
    for (const off of [false, undefined]) expect(() => create(off)).not.toThrow();
  });
});
