/** A sender of the host's own among the calls: order, refusals, budgets and limits are those of any other method. */
import { SenderRefused } from 'express-call-verification';
import { describe, expect, it } from 'vitest';
import { closedUrl } from '../providers/local-server.js';
import { memberOf } from '../support/member-of.js';
import { type OwnSender, openSender } from '../support/own-sender.js';
import { expectProblem } from '../support/problem.js';
import { registerSecret } from '../support/secrets.js';
import { newNumber, openShop, otherThan, type Shop, type ShopOptions } from '../support/shop.js';

/** The sender stands first, MCN's flash call behind it. */
async function openWith(sender: OwnSender, calls: ShopOptions['calls'] = {}): Promise<Shop> {
  return openShop({ methods: ({ mcn }) => [sender.method, mcn.flashCall()], calls });
}

const refusing = (blame: 'number' | 'account' | 'provider', reason: string) => (): Promise<never> =>
  Promise.reject(new SenderRefused({ blame, reason }));
const amrOf = (shop: Shop, token: string): unknown => shop.calls.verifyToken(registerSecret(token, 'a token'))?.['amr'];
const RUB = (amount: number) => ({ amount, currency: 'RUB' });

describe('a sender', () => {
  it('sends a code of six digits, which nothing else tells', async () => {
    const sender = openSender();
    const shop = await openWith(sender);
    const answer = await shop.start();
    expect(answer.body).toMatchObject({ method: 'sms', codeLength: 6, nextMethods: ['flash_call', 'sms'] });
    const id = memberOf(answer, 'verificationId');
    const [placed] = shop.eventsOf('call.placed');
    expect(placed?.txn).toMatch(/./);
    expect(sender.messages).toMatchObject([{ phone: shop.phone, purpose: 'sign-in', verificationTxn: placed?.txn }]);
    const code = sender.code();
    expect(code).toMatch(/^\d{6}$/);
    expectProblem(await shop.check(id, otherThan(code)), 'code_incorrect', { checksLeft: 2 });
    expect(amrOf(shop, memberOf(await shop.check(id, code), 'token'))).toEqual(['sms', 'otp']);
    expect([...shop.answers, JSON.stringify(shop.events)].filter((text) => text.includes(code))).toEqual([]);
    expect(shop.requests).toEqual([]);
  });

  it('that refuses is followed by the next method at once, and counts as no start', async () => {
    const sender = openSender();
    sender.ends(refusing('provider', 'out_of_service'));
    const shop = await openWith(sender, { limits: { startsPerHour: 1 } });
    const answer = await shop.start();
    expect(answer.body).toMatchObject({ method: 'flash_call', codeLength: 4, nextMethods: [], retryAt: null });
    expect(shop.eventsOf('call.refused')).toMatchObject([{ methodId: 'acme.sms', blame: 'provider', reason: 'out_of_service' }]);
    expect((await shop.check(memberOf(answer, 'verificationId'), shop.code())).status).toBe(200);
    shop.simulator.fail('mcn', 503);
    // Refused by both, so this number may start again at once.
    const other = { phone: newNumber() };
    for (let time = 0; time < 2; time += 1) expectProblem(await shop.start(other), 'temporarily_unavailable', { retryAfterSeconds: 30 });
    sender.ends(async () => undefined);
    expect((await shop.start(other)).body).toMatchObject({ method: 'sms' });
  });

  it('to which no connection is made has refused', async () => {
    const sender = openSender();
    const url = await closedUrl();
    sender.ends(async ({ signal }) => void (await fetch(url, { signal })));
    const shop = await openWith(sender);
    expect((await shop.start()).body).toMatchObject({ method: 'flash_call' });
    expect(shop.eventsOf('call.refused')).toMatchObject([{ methodId: 'acme.sms', blame: 'provider', reason: 'connection_refused' }]);
  });

  it.each([
    ['throws anything else', 'send_failed', () => Promise.reject(new Error('the code may have been sent'))],
    ['takes too long', 'timeout', () => new Promise<void>(() => undefined)],
  ])('that %s may have sent it: nothing else is dialled, and the code counts', async (_, reason, end) => {
    const sender = openSender({ timeoutMs: 20 });
    sender.ends(end);
    const shop = await openWith(sender);
    const id = await shop.begin();
    expect(shop.eventsOf('call.uncertain')).toMatchObject([{ methodId: 'acme.sms', reason }]);
    expect(shop.requests).toEqual([]);
    expect(sender.messages[0]?.signal.aborted).toBe(reason === 'timeout');
    expectProblem(await shop.start(), 'too_many_requests', { retryAfterSeconds: 30 });
    expect((await shop.check(id, sender.code())).status).toBe(200);
  });

  it('may blame the account, of which the owner is told, or the number, which the client learns if all do', async () => {
    const sender = openSender();
    sender.ends(refusing('account', 'balance_too_low'));
    const shop = await openShop({ methods: () => [sender.method] });
    expectProblem(await shop.start(), 'temporarily_unavailable', { retryAfterSeconds: 30 });
    expect(shop.eventsOf('account.trouble')).toMatchObject([{ provider: 'acme', reason: 'balance_too_low' }]);
    sender.ends(refusing('number', 'landline'));
    expectProblem(await shop.start(), 'phone_not_supported');
  });

  it('serves its countries only', async () => {
    const shop = await openWith(openSender({ countries: ['SK'] }));
    expect((await shop.start()).body).toMatchObject({ method: 'flash_call', nextMethods: ['flash_call'] });
    expectProblem(await shop.start({ phone: newNumber(), method: 'sms' }), 'method_not_available');
    const phone = registerSecret('+421905123456', 'a phone number');
    expect((await shop.start({ phone })).body).toMatchObject({ method: 'sms' });
  });

  it('carries its own code beside a call whose code was burnt, because another telephone rang', async () => {
    const sender = openSender();
    const shop = await openShop({ methods: ({ mcn }) => [sender.method, mcn.passwordCall()] });
    const id = await shop.begin();
    shop.telephone.mood = 'forwarded';
    shop.advance(30);
    const answer = await shop.again(id);
    expect([answer.status, answer.body['code']]).toEqual([409, 'call_failed']);
    // The burnt code is of a length that no live attempt has.
    expectProblem(await shop.check(id, shop.code()), 'invalid_request');
    shop.advance(45);
    const before = sender.code();
    expect((await shop.again(id, 'sms')).body).toMatchObject({ method: 'sms', codeLength: 6, checksLeft: 3 });
    expect(sender.code()).toBe(before);
    expect((await shop.check(id, before)).status).toBe(200);
  });
});

describe('a budget', () => {
  it('that is too small for a message leaves it out between two calls, and ends the starts that begin with it', async () => {
    const sender = openSender({ price: RUB(60) });
    const shop = await openShop({
      methods: ({ mcn, mobilGroup }) => [
        mcn.flashCall({ price: RUB(1) }),
        sender.method,
        mobilGroup.voiceCall({ price: RUB(2), countries: ['RU'] }),
      ],
      calls: { budgets: { RUB: { perDay: 100 } } },
    });
    shop.simulator.fail('mcn', 503);
    const methods = [];
    for (let start = 0; start < 2; start += 1) methods.push((await shop.start({ phone: newNumber() })).body['method']);
    expect(methods).toEqual(['sms', 'voice_call']);
    expect(sender.messages).toHaveLength(1);
    expectProblem(await shop.start({ method: 'sms' }), 'temporarily_unavailable', { retryAfterSeconds: expect.any(Number) });
    expect(sender.messages).toHaveLength(1);
  });

  it('gets back what a message would have cost that was refused', async () => {
    const sender = openSender({ price: RUB(60) });
    sender.ends(refusing('provider', 'out_of_service'));
    const shop = await openShop({ methods: () => [sender.method], calls: { budgets: { RUB: { perDay: 100 } } } });
    for (let start = 0; start < 2; start += 1) expect((await shop.start({ phone: newNumber() })).status).toBe(503);
    sender.ends(async () => undefined);
    expect((await shop.start()).status).toBe(202);
  });

  it('reserves what a sender has told that a message costs', async () => {
    const sender = openSender({ price: RUB(2), tellsPrice: true });
    sender.ends(async () => ({ id: 'm-1', price: RUB(60) }));
    const shop = await openShop({ methods: () => [sender.method], calls: { budgets: { RUB: { perDay: 100 } } } });
    await shop.begin();
    expect(shop.eventsOf('call.placed')).toMatchObject([{ price: RUB(60) }]);
    await expect.poll(async () => (await shop.start({ phone: newNumber() })).status).toBe(503);
    expect(sender.messages.length).toBeLessThanOrEqual(2);
  });
});

describe('the kind of a sender', () => {
  const telegram = () => openSender({ name: 'gateway', kind: 'telegram', amr: ['otp', 'swk'] });

  it('may be asked for by a client, and chosen by the policy', async () => {
    const sender = telegram();
    const methods: ShopOptions['methods'] = ({ mcn }) => [mcn.flashCall(), sender.method];
    const asked = await openShop({ methods });
    expect((await asked.start({ method: 'telegram' })).body).toMatchObject({ method: 'telegram', codeLength: 6 });
    const chosen = await openShop({ methods, calls: { policy: () => ({ method: 'telegram' }) } });
    const id = memberOf(await chosen.start({ method: 'flash_call' }), 'verificationId');
    expect(amrOf(chosen, memberOf(await chosen.check(id, sender.code()), 'token'))).toEqual(['otp', 'swk']);
    expect([...asked.requests, ...chosen.requests]).toEqual([]);
  });

  it('that no method has is not available, whatever the number is', async () => {
    const shop = await openWith(telegram());
    await shop.begin();
    const phones = [shop.phone, newNumber(), newNumber()];
    for (const phone of phones) expectProblem(await shop.start({ phone, method: 'viber' }), 'method_not_available');
    for (const method of ['Viber', 'v', '2fa', 'a b', 7]) expectProblem(await shop.start({ method }), 'invalid_request');
  });

  it('may be that of another method too, which repeats a call, and is tried when the sender refuses', async () => {
    const sender = openSender();
    const shop = await openShop({ methods: ({ mobilGroup }) => [mobilGroup.voiceCall(), sender.method, mobilGroup.sms()] });
    const id = await shop.begin();
    const spoken = shop.code();
    shop.advance(30);
    sender.ends(refusing('provider', 'busy'));
    expect((await shop.again(id, 'sms')).body).toMatchObject({ method: 'sms', codeLength: 4 });
    expect(shop.telephone.messages).toEqual([`Your code is ${spoken}.`]);
    sender.ends(async () => undefined);
    shop.advance(45);
    expect((await shop.again(id, 'sms')).body).toMatchObject({ method: 'sms', codeLength: 6 });
    expectProblem(await shop.check(id, otherThan(sender.code())), 'code_incorrect', { checksLeft: 2 });
    expect((await shop.check(id, spoken)).status).toBe(200);
  });
});

describe('a sender that must not send', () => {
  it('is not asked for a decoy, which looks like its message', async () => {
    const sender = openSender();
    let verdict: 'decoy' | 'allow' = 'decoy';
    const shop = await openWith(sender, { policy: () => verdict });
    const decoy = await shop.start();
    expect(sender.messages).toEqual([]);
    expectProblem(await shop.check(memberOf(decoy, 'verificationId'), '000000'), 'code_incorrect', { checksLeft: 2 });
    verdict = 'allow';
    const real = await shop.start({ phone: newNumber() });
    expect(Object.keys(decoy.body)).toEqual(Object.keys(real.body));
    for (const member of ['method', 'codeLength', 'nextMethods']) expect(decoy.body[member]).toEqual(real.body[member]);
  });

  it('is not asked for a test number, whose own code verifies it', async () => {
    const sender = openSender();
    const phone = newNumber();
    const shop = await openWith(sender, { testNumbers: { [phone]: '246810' } });
    const id = memberOf(await shop.start({ phone }), 'verificationId');
    expect(amrOf(shop, memberOf(await shop.check(id, '246810'), 'token'))).toEqual(['sms', 'otp']);
    expect(sender.messages).toEqual([]);
  });
});

it('a sender needs no report where calls do', async () => {
  const sender = openSender();
  const shop = await openShop({ methods: ({ mcn }) => [mcn.flashCall(), sender.method], calls: { requireCallReport: true } });
  const id = await shop.begin();
  shop.advance(30);
  await shop.again(id);
  expect((await shop.check(id, shop.code())).body).toMatchObject({ status: 'awaiting_call' });
  expect((await shop.check(id, sender.code())).body).toMatchObject({ status: 'verified' });
});
