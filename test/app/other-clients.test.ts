/** What the starts of other clients do to a verification that is open: nothing. */
import type { StatusListener, VerificationStatus } from 'express-call-verification';
import { describe, expect, it } from 'vitest';
import { openShop, otherThan, type Shop, type ShopOptions } from '../support/shop.js';

const OWNER = '192.0.2.1';
const STRANGER = '198.51.100.1';
const CONFIRMED = { dtmf: '9' };
const CONFIRMATION: ShopOptions = { methods: ({ mcn }) => [mcn.confirmationCall({ confirmedBy: { field: 'dtmf', value: '9' } })] };

async function started(shop: Shop, ip: string): Promise<string> {
  const answer = await shop.calls.start({ phone: shop.phone, ip });
  if (!answer.ok) throw new Error(answer.code);
  return answer.verificationId;
}

describe('a stranger’s start', () => {
  it('leaves the owner’s verification open: its code verifies, and its stream says nothing', async () => {
    const shop = await openShop();
    const owners = await started(shop, OWNER);
    const code = shop.code();
    const seen: VerificationStatus[] = [];
    const listener: StatusListener = { onStatus: (status) => seen.push(status), onEnd: () => undefined };
    const watching = await shop.calls.watchStatus({ verificationId: owners }, listener);
    shop.advance(30);
    const strangers = await started(shop, STRANGER);
    expect(strangers).not.toBe(owners);
    expect(await shop.calls.check({ verificationId: owners, code, ip: OWNER })).toMatchObject({ status: 'verified' });
    expect(seen.filter(({ status, reason }) => status === 'closed' && reason !== 'verified')).toEqual([]);
    if (watching.ok) watching.stop();
  });

  it('has an id, a code and checks of its own', async () => {
    const shop = await openShop();
    const owners = await started(shop, OWNER);
    const code = shop.code();
    shop.advance(30);
    const strangers = await started(shop, STRANGER);
    for (const checksLeft of [2, 1]) {
      const wrong = await shop.calls.check({ verificationId: strangers, code: otherThan(shop.code(), checksLeft), ip: STRANGER });
      expect(wrong).toMatchObject({ code: 'code_incorrect', checksLeft });
    }
    expect(await shop.calls.status({ verificationId: owners })).toMatchObject({ status: 'pending', checksLeft: 3 });
    expect(await shop.calls.check({ verificationId: owners, code, ip: OWNER })).toMatchObject({ status: 'verified' });
  });
});

describe('a client’s own new start', () => {
  it('ends its earlier verification when the call is placed', async () => {
    const shop = await openShop();
    const first = await started(shop, OWNER);
    shop.advance(30);
    await started(shop, OWNER);
    expect(await shop.calls.status({ verificationId: first })).toMatchObject({ status: 'closed', reason: 'superseded' });
  });

  it('ends nothing when all providers refuse', async () => {
    const shop = await openShop();
    const first = await started(shop, OWNER);
    const code = shop.code();
    shop.advance(30);
    shop.simulator.fail('mcn', 'no_money');
    shop.simulator.fail('mobilgroup', 'no_money');
    expect(await shop.calls.start({ phone: shop.phone, ip: OWNER })).toMatchObject({ ok: false, code: 'temporarily_unavailable' });
    expect(await shop.calls.check({ verificationId: first, code, ip: OWNER })).toMatchObject({ status: 'verified' });
  });
});

describe('a confirmation call', () => {
  it('of a stranger who was first confirms nothing once the owner asks for one', async () => {
    const shop = await openShop(CONFIRMATION);
    const strangers = await started(shop, STRANGER);
    shop.advance(30);
    expect(await shop.calls.start({ phone: shop.phone, ip: OWNER })).toMatchObject({ ok: false, code: 'call_failed' });
    expect(shop.requests).toHaveLength(1);
    expect(shop.eventsOf('limit.reached')).toMatchObject([{ limit: 'confirmations' }]);
    await shop.report({ cause: 16, word: 'ANSWER', ...CONFIRMED });
    expect(await shop.calls.check({ verificationId: strangers, ip: STRANGER })).toMatchObject({ ok: false, code: 'call_failed' });
  });

  it('of a stranger is not placed again for the owner to press its key', async () => {
    const shop = await openShop(CONFIRMATION);
    const strangers = await started(shop, STRANGER);
    shop.advance(30);
    await shop.calls.start({ phone: shop.phone, ip: OWNER });
    for (let turn = 0; turn < 3; turn += 1) {
      shop.advance(90);
      expect(await shop.calls.start({ verificationId: strangers, ip: STRANGER })).toMatchObject({ ok: false });
    }
    expect(shop.requests).toHaveLength(1);
  });

  it('of the owner confirms nothing once a stranger has asked for one, until the stranger’s verification is over', async () => {
    const shop = await openShop(CONFIRMATION);
    const owners = await started(shop, OWNER);
    shop.advance(30);
    expect(await shop.calls.start({ phone: shop.phone, ip: STRANGER })).toMatchObject({ ok: false, code: 'call_failed', nextMethods: [] });
    await shop.report({ cause: 16, word: 'ANSWER', ...CONFIRMED });
    expect(await shop.calls.check({ verificationId: owners, ip: OWNER })).toMatchObject({ ok: false, code: 'call_failed' });
    shop.advance(300);
    const later = await started(shop, OWNER);
    await shop.report({ cause: 16, word: 'ANSWER', ...CONFIRMED });
    expect(await shop.calls.check({ verificationId: later, ip: OWNER })).toMatchObject({ status: 'verified' });
  });

  it('that is not placed as a further call says so, and leaves the code that was sent good', async () => {
    const shop = await openShop({
      methods: ({ mcn }) => [mcn.flashCall(), mcn.confirmationCall({ confirmedBy: { field: 'dtmf', value: '9' } })],
    });
    const strangers = await shop.calls.start({ phone: shop.phone, ip: STRANGER, method: 'confirmation_call' });
    expect(strangers).toMatchObject({ ok: true });
    shop.advance(30);
    const owners = await started(shop, OWNER);
    const code = shop.code();
    shop.advance(45);
    const again = await shop.calls.start({ verificationId: owners, ip: OWNER, method: 'confirmation_call' });
    expect(again).toMatchObject({ ok: false, code: 'call_failed', nextMethods: ['flash_call'] });
    expect(await shop.calls.status({ verificationId: owners })).toMatchObject({ status: 'pending', method: 'flash_call', codeLength: 4 });
    expect(await shop.calls.check({ verificationId: owners, code, ip: OWNER })).toMatchObject({ status: 'verified' });
  });

  it('that is not placed costs no budget, and counts against its client', async () => {
    const shop = await openShop({ ...CONFIRMATION, calls: { limits: { callsPerDay: 2, networkStartsPerHour: 1 } } });
    await started(shop, OWNER);
    shop.advance(90);
    expect(await shop.calls.start({ phone: shop.phone, ip: STRANGER })).toMatchObject({ code: 'call_failed' });
    shop.advance(90);
    expect(await shop.calls.start({ phone: shop.phone, ip: STRANGER })).toMatchObject({ code: 'too_many_requests' });
    shop.advance(300);
    expect(await shop.calls.start({ phone: shop.phone, ip: '203.0.113.1' })).toMatchObject({ ok: true });
    expect(shop.requests).toHaveLength(2);
  });
});
