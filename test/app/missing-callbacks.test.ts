/** The events that say that a webhook does not work. */

import express from 'express';
import {
  type CallVerification,
  type CallVerificationEvent,
  callVerificationRouter,
  callWebhooks,
  createCallVerification,
  createMemoryStore,
} from 'express-call-verification';
import supertest from 'supertest';
import { describe, expect, it, onTestFinished } from 'vitest';
import { selfSentCallId } from '../../src/contract/self-sent.js';
import { collectWarnings } from '../support/collect-warnings.js';
import { newNumber, newSecret, openAccounts, openShop, openSimulator, type Shop } from '../support/shop.js';

/** Calls `count` numbers, ten seconds apart. */
async function callMany(shop: Shop, count: number): Promise<void> {
  for (let call = 0; call < count; call += 1) {
    shop.advance(10);
    await shop.start({ phone: newNumber() });
  }
}

const withoutIpLimits = { ipLimits: false } as const;

describe('callback.missing', () => {
  it('is raised once when twenty calls have brought no report', async () => {
    const shop = await openShop({ calls: withoutIpLimits });
    await callMany(shop, 20);
    expect(shop.eventsOf('callback.missing')).toEqual([]);
    shop.advance(60);
    await callMany(shop, 1);
    await expect.poll(() => shop.eventsOf('callback.missing')).toMatchObject([{ provider: 'mcn', calls: 20 }]);
    await callMany(shop, 5);
    expect(shop.eventsOf('callback.missing')).toHaveLength(1);
  });

  it('is not raised when one report came, be it to another process', async () => {
    const shared = { ...withoutIpLimits, store: createMemoryStore({ clock: () => 0 }), secret: newSecret('a shared secret') };
    const shop = await openShop({ calls: shared });
    const other = await openShop({ calls: shared });
    await callMany(shop, 20);
    await other.start();
    other.advance(210);
    await other.report({ cause: 16, word: 'ANSWER' });
    shop.advance(60);
    await callMany(shop, 10);
    expect(shop.eventsOf('callback.missing')).toEqual([]);
  });

  it('is raised although the host has sent a report to itself, which leaves one value in the store for two minutes', async () => {
    const kept: string[] = [];
    const memory = createMemoryStore({ clock: () => 0 });
    const put: typeof memory.put = (key, value, options) => {
      kept.push(key);
      return memory.put(key, value, options);
    };
    const shop = await openShop({ calls: { ...withoutIpLimits, store: { ...memory, put } } });
    await callMany(shop, 20);
    kept.length = 0;
    await shop
      .callback('mcn')
      .send([{ verification_call_uuid: selfSentCallId('1'), q931_status: 16 }])
      .expect(204);
    expect(kept).toEqual([expect.stringMatching(/^c:/)]);
    expect(shop.eventsOf('callback.unmatched')).toHaveLength(1);
    shop.advance(60);
    await callMany(shop, 1);
    await expect.poll(() => shop.eventsOf('callback.missing')).toHaveLength(1);
  });

  it('is not raised about methods whose calls are never reported', async () => {
    const pool = Array.from({ length: 1000 }, (_, index) => `7495123${String(index).padStart(4, '0')}`);
    const shop = await openShop({ calls: withoutIpLimits, methods: ({ mcn }) => [mcn.ownNumberCall({ callerNumbers: pool })] });
    await callMany(shop, 30);
    expect(shop.eventsOf('callback.missing')).toEqual([]);
  });
});

interface Unmounted {
  readonly calls: CallVerification;
  readonly types: () => readonly string[];
  start(phone?: string): Promise<number>;
}

/** A host that mounts the router, and nothing that takes callbacks. */
async function openUnmounted(options: Partial<Parameters<typeof createCallVerification>[0]> = {}): Promise<Unmounted> {
  const { mcn, mobilGroup } = openAccounts(await openSimulator());
  const events: CallVerificationEvent[] = [];
  const calls = createCallVerification({
    secret: newSecret('the secret'),
    countries: ['RU'],
    methods: [mcn.flashCall(), mobilGroup.voiceCall(), mobilGroup.sms()],
    requireCallReport: true,
    onEvent: (event) => events.push(event),
    ...options,
  });
  onTestFinished(() => calls.close());
  const app = express().use('/auth/call', callVerificationRouter(calls));
  return {
    calls,
    types: () => events.map(({ type }) => type).filter((type) => type.startsWith('callback.')),
    start: async (phone = newNumber()) => (await supertest(app).post('/auth/call').send({ phone })).status,
  };
}

describe('callback.unmounted', () => {
  it('is raised once, by the first call of a service that needs reports and has no webhook', async () => {
    const { start, types } = await openUnmounted();
    expect(types()).toEqual([]);
    expect(await start()).toBe(202);
    expect(types()).toEqual(['callback.unmounted']);
    expect(await start()).toBe(202);
    expect(types()).toEqual(['callback.unmounted']);
  });

  it('is printed with the line to paste, if nobody listens', async () => {
    const warnings = collectWarnings();
    const { start } = await openUnmounted({ onEvent: undefined });
    for (let person = 0; person < 2; person += 1) await start();
    expect(await warnings.settled()).toEqual([
      expect.stringMatching(/^"requireCallReport" .* app\.use\("\/webhooks\/calls", callWebhooks\(calls\)\)/),
    ]);
  });

  it('is not raised once the webhook was made, however late', async () => {
    const { calls, start, types } = await openUnmounted();
    callWebhooks(calls);
    await start();
    expect(types()).toEqual([]);
  });

  it('is not raised in a host without Express that has passed a report on', async () => {
    const { calls, start, types } = await openUnmounted();
    const body = { verification_call_uuid: '0123456789ab', q931_status: 16, final_status: 'ANSWER' };
    await calls.report('mcn', { method: 'POST', headers: {}, query: {}, body });
    await start();
    expect(types()).toEqual(['callback.unmatched']);
  });

  it('is not raised where reports are not needed, nor for a number that is not dialled', async () => {
    const unneeded = await openUnmounted({ requireCallReport: false });
    await unneeded.start();
    const phone = newNumber();
    const undialled = await openUnmounted({ testNumbers: { [phone]: '1234' } });
    expect(await undialled.start(phone)).toBe(202);
    expect([...unneeded.types(), ...undialled.types()]).toEqual([]);
  });
});
