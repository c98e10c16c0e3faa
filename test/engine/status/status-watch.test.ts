/** What a look at a watched verification costs, and that it misses nothing: neither what others write nor what time does. */
import crypto from 'node:crypto';
import { type CallVerificationStore, createMemoryStore, type VerificationStatus } from 'express-call-verification';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { countCalls } from '../../support/count-calls.js';
import { createCountingStore } from '../../support/counting-store.js';
import { newSecret, openShop, otherThan, type Shop, type ShopOptions } from '../../support/shop.js';

const SECOND = 1000;

beforeEach(() => {
  // The clock of the looks. That of the service is the shop's.
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const looks = (times = 1): Promise<unknown> => vi.advanceTimersByTimeAsync(times * SECOND);

async function watch(shop: Shop, verificationId: string) {
  const heard: VerificationStatus[] = [];
  let isOver = false;
  const watching = await shop.calls.watchStatus(
    { verificationId },
    {
      onStatus: (status) => void heard.push(status),
      onEnd: () => {
        isOver = true;
      },
    },
  );
  if (!watching.ok) throw new Error(watching.code);
  return { heard, last: () => heard.at(-1), isOver: () => isOver };
}

/** A shop, and another process that uses the same store. */
async function openTwo(calls: ShopOptions['calls'] = {}) {
  const store = createCountingStore(createMemoryStore({ clock: () => 0 }));
  const secret = newSecret('a shared secret');
  const [own, other] = [await openShop({ calls: { store, secret, ...calls } }), await openShop({ calls: { store, secret, ...calls } })];
  return { store, own, other };
}

describe('a look at a watched verification', () => {
  it('is one read, and opens nothing that has not changed', async () => {
    const { store, own } = await openTwo();
    await watch(own, await own.begin());
    store.reset();
    const opened = countCalls(crypto, 'createDecipheriv');
    const hashed = countCalls(crypto, 'createHmac');
    await looks(20);
    expect(store.operations).toEqual(Array.from({ length: 20 }, () => 'get n'));
    expect([opened(), hashed()]).toEqual([0, 0]);
  });

  it('opens once what another process has written', async () => {
    const { own, other } = await openTwo();
    const id = await own.begin();
    const { heard } = await watch(other, id);
    await own.report({ cause: 17, word: 'BUSY' });
    const opened = countCalls(crypto, 'createDecipheriv');
    await looks(5);
    expect(heard.map(({ call }) => call.outcome)).toEqual(['pending', 'busy']);
    expect(opened()).toBe(1);
  });

  it('opens once what its own process has written, in case another one has written, too', async () => {
    const { own } = await openTwo();
    const id = await own.begin();
    const { heard } = await watch(own, id);
    await own.report({ cause: 17, word: 'BUSY' });
    expect(heard.map(({ call }) => call.outcome)).toEqual(['pending', 'busy']);
    const opened = countCalls(crypto, 'createDecipheriv');
    await looks(5);
    expect(heard).toHaveLength(2);
    expect(opened()).toBe(1);
  });

  it('opens nothing for one more listener', async () => {
    const { own } = await openTwo();
    const id = await own.begin();
    await watch(own, id);
    const opened = countCalls(crypto, 'createDecipheriv');
    const { heard } = await watch(own, id);
    expect(heard).toHaveLength(1);
    // That listener's own request.
    expect(opened()).toBe(1);
  });

  it('sees that a store has lost what its own process has written, or everything', async () => {
    const store = createMemoryStore({ clock: () => 0 });
    const written: { readonly key: string; readonly value: string }[] = [];
    const put: CallVerificationStore['put'] = (key, value, options) => {
      if (key.startsWith('n:')) written.push({ key, value });
      return store.put(key, value, options);
    };
    const shop = await openShop({ calls: { store: { ...store, put } } });
    const { heard, isOver } = await watch(shop, await shop.begin());
    const before = written.at(-1);
    if (before === undefined) throw new Error('nothing was written');
    await shop.report({ cause: 17, word: 'BUSY' });
    await store.delete(before.key);
    await store.put(before.key, before.value, { expected: null, expiresAt: Number.POSITIVE_INFINITY });
    await looks();
    expect(heard.map(({ call }) => call.outcome)).toEqual(['pending', 'busy', 'pending']);
    await store.delete(before.key);
    await looks();
    expect(isOver()).toBe(true);
  });
});

describe('time alone', () => {
  it('ends a verification', async () => {
    const { own } = await openTwo();
    const { heard, isOver } = await watch(own, await own.begin());
    own.advance(299);
    await looks();
    expect([heard.length, isOver()]).toEqual([1, false]);
    own.advance(1);
    await looks();
    expect(heard.at(-1)).toMatchObject({ status: 'closed', reason: 'expired' });
    expect(isOver()).toBe(true);
  });

  it('ends the wait for a report, and a clock that is set back begins it again', async () => {
    const { own } = await openTwo({ requireCallReport: true });
    const id = await own.begin();
    const { heard } = await watch(own, id);
    await own.check(id, own.code()).expect(202);
    own.advance(59);
    await looks();
    own.advance(1);
    await looks();
    own.advance(-10);
    await looks();
    expect(heard.map(({ status }) => status)).toEqual(['pending', 'awaiting_call', 'pending', 'awaiting_call']);
  });

  it('shortens the delay before the next call when an earlier one is an hour ago', async () => {
    const { own } = await openTwo();
    const first = await own.begin();
    await own.cancel(first);
    own.advance(3500);
    const { last } = await watch(own, await own.begin());
    const began = own.now();
    expect(last()?.retryAt).toBe(new Date(began + 45 * SECOND).toISOString());
    own.advance(99);
    await looks();
    expect(last()?.retryAt).toBe(new Date(began + 45 * SECOND).toISOString());
    own.advance(1);
    await looks();
    expect(last()?.retryAt).toBe(new Date(began + 30 * SECOND).toISOString());
  });

  it('changes what was changed before, too', async () => {
    const { own } = await openTwo();
    const id = await own.begin();
    const { heard } = await watch(own, id);
    await own.check(id, otherThan(own.code())).expect(422);
    await looks();
    own.advance(300);
    await looks();
    expect(heard.map(({ status, checksLeft }) => [status, checksLeft])).toEqual([
      ['pending', 3],
      ['pending', 2],
      ['closed', 0],
    ]);
  });
});
