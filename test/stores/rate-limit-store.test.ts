import type { Options } from 'express-rate-limit';
import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../src/stores/memory.js';
import { createRateLimitStore } from '../../src/stores/rate-limit-store.js';
import { createTestClock, HOUR, MINUTE } from '../support/test-clock.js';

const ADDRESS = '203.0.113.7';

function setUp() {
  const clock = createTestClock();
  const keys: string[] = [];
  const memory = createMemoryStore({ clock });
  const counters = {
    count: (key: string, amount: number, options: { expiresAt: number }) => {
      keys.push(key);
      return memory.count(key, amount, options);
    },
    delete: memory.delete,
  };
  const create = (name = 'starts') => {
    const store = createRateLimitStore(counters, { name, hash: (key) => `hash-${[...key].reverse().join('')}`, clock });
    void store.init?.({ windowMs: HOUR } as Options);
    return store;
  };
  return { clock, keys, create };
}

describe('the rate limit store', () => {
  it('counts the hits of a window, and says when it ends', async () => {
    const { clock, create } = setUp();
    const store = create();
    const end = new Date(clock() + HOUR);
    clock.advance(10 * MINUTE);
    expect(await store.increment(ADDRESS)).toEqual({ totalHits: 1, resetTime: end });
    expect(await store.increment(ADDRESS)).toEqual({ totalHits: 2, resetTime: end });
    expect(await store.increment('203.0.113.8')).toMatchObject({ totalHits: 1 });
    await store.decrement(ADDRESS);
    expect(await store.get?.(ADDRESS)).toEqual({ totalHits: 1, resetTime: end });
  });

  it('begins anew with each window, though the counter of the last may still be there', async () => {
    const { clock, create } = setUp();
    const store = create();
    for (let hit = 0; hit < 5; hit += 1) await store.increment(ADDRESS);
    clock.advance(HOUR - 1);
    expect(await store.increment(ADDRESS)).toMatchObject({ totalHits: 6 });
    clock.advance(1);
    expect(await store.increment(ADDRESS)).toMatchObject({ totalHits: 1 });
  });

  it('is shared by all processes of one store, and by one limiter only', async () => {
    const { create } = setUp();
    await create().increment(ADDRESS);
    expect(await create().increment(ADDRESS)).toMatchObject({ totalHits: 2 });
    expect(await create('checks').increment(ADDRESS)).toMatchObject({ totalHits: 1 });
  });

  it('counts 100 hits at once as 100', async () => {
    const { create } = setUp();
    const [first, second] = [create(), create()];
    await Promise.all(Array.from({ length: 100 }, async (_, index) => (index % 2 === 0 ? first : second).increment(ADDRESS)));
    expect(await first.get?.(ADDRESS)).toMatchObject({ totalHits: 100 });
  });

  it('forgets one address when told to', async () => {
    const { create } = setUp();
    const store = create();
    await store.increment(ADDRESS);
    await store.resetKey(ADDRESS);
    expect(await store.increment(ADDRESS)).toMatchObject({ totalHits: 1 });
  });

  it('keeps addresses out of the keys', async () => {
    const { keys, create } = setUp();
    await create().increment(ADDRESS);
    expect(keys).toEqual([expect.stringMatching(/^r:starts:\d+:hash-/)]);
    expect(keys.join()).not.toContain(ADDRESS);
  });
});
