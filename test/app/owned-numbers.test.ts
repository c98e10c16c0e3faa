/** Whoever owns numbers, and verified each of them once, gets no more calls for it than a few, and never more than the limits of volume. */
import type { Response, Test } from 'supertest';
import { describe, expect, it } from 'vitest';
import { memberOf } from '../support/member-of.js';
import { expectProblem } from '../support/problem.js';
import { registerSecret } from '../support/secrets.js';
import { newNumber, openShop, type ShopOptions } from '../support/shop.js';

const HOUR = 3600;
const WAIT = { retryAfterSeconds: expect.any(Number) };
const HOME = '203.0.113.7';

/** The limits of numbers are not what these tests are about. */
const NUMBERS = { startsPerHour: false, startsPerDay: false, networkStartsPerHour: false, networkStartsPerDay: false } as const;
const NO_SUSPICION = { prefixUnsettled: false, prefixVerifiedShare: false, prefixStartsPerHour: false } as const;

/** A shop behind one proxy, with numbers of one prefix that are all verified from one network. */
async function openWithNumbers(count: number, options: ShopOptions = {}) {
  const shop = await openShop({
    methods: ({ mcn }) => [mcn.flashCall({ price: { amount: 1, currency: 'RUB' } })],
    ...options,
    calls: { ipLimits: false, resendDelaysSeconds: [0], ...options.calls, limits: { ...NUMBERS, ...options.calls?.limits } },
    routes: (app) => app.set('trust proxy', 1),
  });
  const prefix = newNumber().slice(0, -4);
  const numbers = Array.from({ length: count + 40 }, (_, index) => registerSecret(`${prefix}${1000 + index}`, 'a phone number'));
  const [owned, others] = [numbers.slice(0, count), numbers.slice(count)];
  const post = (path: string, json: object, ip = HOME): Test => shop.client.post(path).set('X-Forwarded-For', ip).send(json);
  const start = (phone: string | undefined, more: object = {}, ip = HOME): Test => post('/auth/call', { phone, ...more }, ip);
  const idOf = (answer: Response): string => registerSecret(memberOf(answer, 'verificationId'), 'a verification id');
  const verify = async (phone: string | undefined): Promise<void> => {
    await post('/auth/call/check', { verificationId: idOf(await start(phone)), code: shop.code() }).expect(200);
  };
  const verifyAll = async (): Promise<void> => {
    for (const phone of owned) await verify(phone);
  };
  /** How many of the starts are placed. */
  const pump = async (phones: readonly string[], more: object = {}): Promise<number> => {
    let placed = 0;
    for (const phone of phones) if ((await start(phone, more)).status === 202) placed += 1;
    return placed;
  };
  /** Strangers call until the prefix is closed to them. */
  const closePrefix = async (): Promise<void> => {
    for (const [index, phone] of others.slice(0, 30).entries()) await start(phone, {}, `198.51.100.${index}`);
    await start(others[31], {}, '198.51.100.99').expect((answer) => expect(answer.status).not.toBe(202));
  };
  return { shop, owned, others, start, verify, verifyAll, pump, closePrefix };
}

const withChallenge: ShopOptions = {
  calls: { challenge: { captcha: 'site-key' } },
  start: { input: ({ body }) => ({ phone: body.phone, challengePassed: body.captcha === 'solved' }) },
};

describe('numbers that were verified once', () => {
  it('get three calls each past a closed prefix, whatever days go by, and then none', async () => {
    const { shop, owned, verifyAll, pump, closePrefix } = await openWithNumbers(4);
    await verifyAll();
    await closePrefix();
    expect(await pump(owned)).toBe(4);
    expect(await pump(owned)).toBe(4);
    expect(await pump(owned)).toBe(4);
    expect(await pump(owned)).toBe(0);
    shop.advance(25 * HOUR);
    await closePrefix();
    expect(await pump(owned)).toBe(0);
  });

  it('get three again once they are verified again', async () => {
    const { shop, owned, verify, verifyAll, pump, closePrefix } = await openWithNumbers(2);
    await verifyAll();
    await closePrefix();
    expect(await pump([...owned, ...owned, ...owned])).toBe(6);
    shop.advance(HOUR);
    await shop.calls.release(owned[0] ?? '');
    await verify(owned[0]);
    await closePrefix();
    expect([await pump(Array(5).fill(owned[0])), await pump([owned[1] ?? ''])]).toEqual([3, 0]);
  });

  it('are asked for the challenge after three calls, as strangers are, and it opens the prefix to them', async () => {
    const { owned, start, verifyAll, pump, closePrefix } = await openWithNumbers(1, withChallenge);
    await verifyAll();
    await closePrefix();
    expect(await pump([...owned, ...owned])).toBe(2);
    expect(await pump([...owned], { captcha: 'solved' })).toBe(1);
    expectProblem(await start(owned[0]), 'challenge_required', { challenge: { captcha: 'site-key' } });
    expect((await start(owned[0], { captcha: 'solved' })).status).toBe(202);
  });

  it('get no more calls at once than one after the other', async () => {
    const { shop, owned, verifyAll, closePrefix } = await openWithNumbers(1);
    await verifyAll();
    await closePrefix();
    const [phone] = owned;
    // Without HTTP between them, all of them are permitted before the first is recorded.
    const answers = await Promise.all(Array.from({ length: 6 }, () => shop.calls.start({ phone, ip: HOME })));
    for (const answer of answers) if (answer.ok) registerSecret(answer.verificationId, 'a verification id');
    // Of those that are let through, one may end the other.
    expect(answers.filter((answer) => answer.ok || answer.code !== 'too_many_requests')).toHaveLength(3);
  });

  it('keep a call that no provider placed', async () => {
    const { shop, owned, start, verifyAll, closePrefix, pump } = await openWithNumbers(1);
    await verifyAll();
    await closePrefix();
    shop.simulator.fail('mcn', 503);
    for (let refused = 0; refused < 4; refused += 1) await start(owned[0]).expect(503);
    shop.simulator.fail('mcn', null);
    expect(await pump([...owned, ...owned, ...owned])).toBe(3);
  });
});

describe('limits of volume', () => {
  it.each(['prefixStartsPerHour', 'prefixStartsPerDay', 'countryStartsPerHour', 'countryStartsPerDay'])(
    'exempt no number that was verified, and no challenge opens them: %s',
    async (limit) => {
      const { shop, owned, start, verifyAll } = await openWithNumbers(3, {
        ...withChallenge,
        calls: { ...withChallenge.calls, limits: { [limit]: 4 } },
      });
      await verifyAll();
      expect((await start(owned[0])).status).toBe(202);
      expectProblem(await start(owned[1]), 'too_many_requests', WAIT);
      expectProblem(await start(owned[1], { captcha: 'solved' }), 'too_many_requests', WAIT);
      expect(shop.requests).toHaveLength(4);
      expect(shop.eventsOf('limit.reached')).toMatchObject([{ limit }]);
    },
  );

  it('exempt no number that was verified: a budget is charged for it, and its reserve is for three of its calls', async () => {
    const { owned, start, verifyAll, pump, others } = await openWithNumbers(1, {
      calls: { budgets: { RUB: { perDay: 100 } }, limits: NO_SUSPICION },
    });
    await verifyAll();
    let strangers = 0;
    for (let index = 0; (await start(others[index % 40], {}, `198.51.100.${index}`)).status === 202; index += 1) strangers += 1;
    expect(strangers).toBe(94);
    expect(await pump([...owned, ...owned, ...owned])).toBe(3);
    expectProblem(await start(owned[0]), 'temporarily_unavailable', WAIT);
  });
});
