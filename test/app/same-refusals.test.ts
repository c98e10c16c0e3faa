/** No refusal tells a stranger whether a number was called: what a quiet number would be refused is refused alike for every number. */
import type { CallVerificationOptions, PolicyAttempt, StartInput } from 'express-call-verification';
import { describe, expect, it } from 'vitest';
import { newNumber, openShop, otherThan, type Shop, type ShopOptions } from '../support/shop.js';

const OWNER = '192.0.2.1';
const STRANGER = '198.51.100.1';

/** A number of this shop's own prefix whose owner has just had it called, and one that nobody asked about. */
async function openWithBusyNumber(options: ShopOptions = {}): Promise<{ shop: Shop; busy: string; quiet: string }> {
  const shop = await openShop(options);
  const owned = await shop.calls.start({ phone: shop.phone, ip: OWNER });
  expect(owned.ok).toBe(true);
  return { shop, busy: shop.phone, quiet: newNumber() };
}

/** What a stranger is answered for both numbers: everything but what names the verification. */
async function answersTo({ shop, busy, quiet }: Awaited<ReturnType<typeof openWithBusyNumber>>, input: Partial<StartInput> = {}) {
  const asked = shop.requests.length;
  const ask = (phone: string) => shop.calls.start({ ip: STRANGER, ...input, phone } as StartInput);
  const answers = [await ask(busy), await ask(quiet)] as const;
  expect(shop.requests).toHaveLength(asked);
  return answers;
}

async function expectSameRefusal(
  opened: Awaited<ReturnType<typeof openWithBusyNumber>>,
  refusal: object,
  input: Partial<StartInput> = {},
): Promise<void> {
  const [busy, quiet] = await answersTo(opened, input);
  expect(quiet).toMatchObject(refusal);
  expect(busy).toEqual(quiet);
}

/** A policy that lets the owner's call pass, and then says this. */
function afterOwner(verdict: ReturnType<NonNullable<CallVerificationOptions['policy']>>, asked: PolicyAttempt[] = []) {
  return (attempt: PolicyAttempt) => {
    asked.push(attempt);
    return attempt.ip === OWNER ? 'allow' : verdict;
  };
}

describe('a stranger gets the same answer for a number that was called a moment ago', () => {
  it('if that kind of call is not configured', async () => {
    const opened = await openWithBusyNumber({ methods: ({ mcn }) => [mcn.flashCall()] });
    await expectSameRefusal(opened, { code: 'method_not_available' }, { method: 'sms' });
    await expectSameRefusal(opened, { code: 'method_not_available' }, { method: 'voice_call' });
  });

  it('if only numbers of another country get that kind', async () => {
    const opened = await openWithBusyNumber({
      methods: ({ mcn, mobilGroup }) => [mcn.flashCall(), mobilGroup.voiceCall({ countries: ['SK'] })],
    });
    await expectSameRefusal(opened, { code: 'method_not_available' }, { method: 'voice_call' });
  });

  it('if the policy denies', async () => {
    const asked: PolicyAttempt[] = [];
    const opened = await openWithBusyNumber({ calls: { policy: afterOwner('deny', asked) } });
    await expectSameRefusal(opened, { code: 'phone_not_supported' });
    expect(asked.map(({ isLimited }) => isLimited)).toEqual([false, true, false]);
  });

  it.each([
    { verdict: 'challenge', challenge: { captcha: 'site-key' } },
    { verdict: { challenge: { captcha: 'own' } }, challenge: { captcha: 'own' } },
  ] as const)('if the policy asks for a challenge (%j)', async ({ verdict, challenge }) => {
    const opened = await openWithBusyNumber({ calls: { policy: afterOwner(verdict), challenge: { captcha: 'site-key' } } });
    await expectSameRefusal(opened, { code: 'challenge_required', challenge });
  });

  it('if the policy wants a kind that is not configured', async () => {
    const opened = await openWithBusyNumber({ calls: { policy: afterOwner({ method: 'confirmation_call' }) } });
    await expectSameRefusal(opened, { code: 'method_not_available' });
  });

  it.each([
    { calls: { limits: { prefixStartsPerHour: 2 } }, code: 'too_many_requests' },
    { calls: { limits: { prefixStartsPerHour: 2 }, challenge: { captcha: 'site-key' } }, code: 'too_many_requests' },
    { calls: { limits: { prefixUnsettled: 2 }, challenge: { captcha: 'site-key' } }, code: 'challenge_required' },
  ])('if its prefix is closed (%j)', async ({ calls, code }) => {
    const shop = await openShop({ calls });
    const prefix = newNumber().slice(0, -4);
    const [busy, other, quiet] = [`${prefix}0001`, `${prefix}0002`, `${prefix}0003`];
    for (const phone of [busy, other]) expect(await shop.calls.start({ phone, ip: OWNER })).toMatchObject({ ok: true });
    await expectSameRefusal({ shop, busy, quiet }, { code });
  });

  it('if the shares of a prefix let only one call a minute through, and this minute has had its own', async () => {
    const shop = await openShop({ calls: { limits: { prefixUnsettled: 1 } } });
    const prefix = newNumber().slice(0, -4);
    const [first, probe, quiet] = [`${prefix}0001`, `${prefix}0002`, `${prefix}0003`];
    for (const phone of [first, probe]) expect(await shop.calls.start({ phone, ip: OWNER })).toMatchObject({ ok: true });
    await expectSameRefusal({ shop, busy: first, quiet }, { code: 'too_many_requests' });
  });

  it('if a budget is used up', async () => {
    const opened = await openWithBusyNumber({ calls: { limits: { callsPerDay: 1 } } });
    await expectSameRefusal(opened, { code: 'temporarily_unavailable' });
  });

  it('but not if the stranger could have it called: then it is told when', async () => {
    const opened = await openWithBusyNumber();
    expect(await opened.shop.calls.start({ phone: opened.busy, ip: STRANGER })).toMatchObject({ code: 'too_many_requests' });
  });
});

describe('the refusal of a closed number', () => {
  it('takes nothing from breakers and budgets', async () => {
    const { shop, busy } = await openWithBusyNumber({ calls: { limits: { callsPerDay: 2, prefixStartsPerHour: 2 } } });
    for (let repeat = 0; repeat < 5; repeat += 1) await shop.calls.start({ phone: busy, ip: STRANGER });
    expect(await shop.calls.start({ phone: `${busy.slice(0, -4)}0000`, ip: STRANGER })).toMatchObject({ ok: true });
  });
});

describe('a further call', () => {
  it('of a kind that is not configured is refused alike, whatever closes the number', async () => {
    const shop = await openShop({ methods: ({ mcn }) => [mcn.flashCall()], calls: { limits: { startsPerHour: 1 } } });
    const id = await shop.begin();
    shop.advance(40);
    const answer = await shop.calls.start({ verificationId: id, method: 'sms', ip: STRANGER });
    expect(answer).toMatchObject({ code: 'method_not_available' });
  });

  it('is denied by the policy before the number may say that none is left', async () => {
    const shop = await openShop({ calls: { limits: { startsPerHour: 1 }, policy: ({ isFurther }) => (isFurther ? 'deny' : 'allow') } });
    const id = await shop.begin();
    expect(await shop.calls.start({ verificationId: id, ip: STRANGER })).toMatchObject({ code: 'phone_not_supported' });
  });
});

describe('what a start tells', () => {
  it('is as many checks as any number gets, whatever failed before', async () => {
    const shop = await openShop({ calls: { limits: { networkFailuresPerDay: 5, failuresPerDay: 4 } } });
    const owned = await shop.begin();
    for (const step of [1, 2]) await shop.check(owned, otherThan(shop.code(), step));
    shop.advance(40);
    const started = await shop.calls.start({ phone: shop.phone, ip: STRANGER });
    expect(started).toMatchObject({ ok: true, checksLeft: 3 });
  });

  it('is as many checks for a number that was verified lately, or failed since, whoever asks', async () => {
    const shop = await openShop({ calls: { ipLimits: false, resendDelaysSeconds: [0] } });
    const [proven, failed, quiet] = [newNumber(), newNumber(), newNumber()];
    const startFrom = async (phone: string, ip: string) => {
      const started = await shop.calls.start({ phone, ip });
      if (!started.ok) throw new Error(started.code);
      return { ...started, code: shop.simulator.telephone(phone).shown?.slice(-4) ?? '' };
    };
    for (const phone of [proven, failed]) {
      const { verificationId, code } = await startFrom(phone, OWNER);
      expect(await shop.calls.check({ verificationId, code, ip: OWNER })).toMatchObject({ status: 'verified' });
    }
    const guessed = await startFrom(failed, '203.0.113.1');
    for (const step of [1, 2, 3]) {
      await shop.calls.check({ verificationId: guessed.verificationId, code: otherThan(guessed.code, step), ip: '203.0.113.1' });
    }
    for (const ip of [STRANGER, OWNER]) {
      const told = [];
      for (const phone of [proven, failed, quiet]) told.push((await startFrom(phone, ip)).checksLeft);
      expect(told).toEqual([3, 3, 3]);
    }
  });

  it('is a time for the next call that does not say to the millisecond when another client called', async () => {
    const { shop, busy } = await openWithBusyNumber({ calls: { limits: { startsPerHour: 2 } } });
    shop.advance(3600 - 100.123);
    const started = await shop.calls.start({ phone: busy, ip: STRANGER });
    const retryAt = started.ok ? Date.parse(started.retryAt ?? '') : Number.NaN;
    expect([Math.floor((retryAt - shop.now()) / 1000), retryAt % 1000]).toEqual([120, 0]);
  });
});

describe('a check', () => {
  it('of a number that may not fail any more is refused without being evaluated', async () => {
    const shop = await openShop({ calls: { limits: { failuresPerDay: 2 } } });
    const id = await shop.begin();
    for (const step of [1, 2]) expect((await shop.check(id, otherThan(shop.code(), step))).body).toMatchObject({ checksLeft: 3 - step });
    expect((await shop.check(id, shop.code())).status).toBe(429);
    expect((await shop.status(id)).body).toMatchObject({ status: 'pending', checksLeft: 1 });
  });
});
