/** A store that fails while no call is placed: nothing may stay taken. */
import { createMemoryStore, type PlaceResult } from 'express-call-verification';
import { describe, expect, it, vi } from 'vitest';
import { createFlakyStore, type StoreFault, type Verb } from '../support/flaky-store.js';
import { expectProblem } from '../support/problem.js';
import { openShop } from '../support/shop.js';

const UNAVAILABLE = { retryAfterSeconds: expect.any(Number) };
const REFUSED: PlaceResult = { status: 'refused', blame: 'provider', reason: 'test' };

/** A shop with one call a day and one dial of a number an hour, whose first method refuses until it is told to work; each refusal makes the store fail. */
async function openRefusing(fault: StoreFault, verb: Verb, hasSecondMethod: boolean) {
  const world = { refuses: true };
  const store = createFlakyStore(createMemoryStore({ clock: () => 0 }));
  const shop = await openShop({
    methods: ({ mcn }) => {
      const flashCall = mcn.flashCall();
      const place: typeof flashCall.place = async (...parameters) => {
        if (!world.refuses) return flashCall.place(...parameters);
        // A put is repeated once, so both fail; a read is not.
        store.fail(fault, { verb, times: verb === 'put' ? 2 : 1 });
        return REFUSED;
      };
      const refusing = Object.freeze({ ...flashCall, id: 'mcn.refusing', place });
      return hasSecondMethod ? [refusing, flashCall] : [refusing];
    },
    calls: { store, limits: { callsPerDay: 1, startsPerHour: 1 } },
  });
  return { shop, world };
}

describe.each([
  ['throws', 'get'],
  ['throws', 'put'],
  ['loses_answer', 'put'],
] as const)('a store that %s at a %s after a provider has refused', (fault, verb) => {
  it.each([
    ['the last', false],
    // Nothing is read before the next method is written down.
    ...(verb === 'put' ? ([['another', true]] as const) : []),
  ] as const)('takes no call and no dial, where that method is %s', async (_, hasSecondMethod) => {
    const { shop, world } = await openRefusing(fault, verb, hasSecondMethod);
    expectProblem(await shop.start(), 'temporarily_unavailable', UNAVAILABLE);
    expect(shop.requests).toEqual([]);
    world.refuses = false;
    await vi.waitFor(async () => expect((await shop.start()).status).toBe(202), 10_000);
    expect(shop.requests).toHaveLength(1);
  });
});

describe('a start whose put was made although the store said nothing', () => {
  it('is taken back, since nothing was dialled', async () => {
    const store = createFlakyStore(createMemoryStore({ clock: () => 0 }));
    const shop = await openShop({
      // Asked just before the put, which is repeated once.
      calls: { store, limits: { startsPerHour: 1 }, policy: () => loseAnswers() },
    });
    let isLosing = true;
    const loseAnswers = () => {
      if (isLosing) store.fail('loses_answer', { verb: 'put', times: 2 });
      isLosing = false;
      return 'allow' as const;
    };
    expectProblem(await shop.start(), 'temporarily_unavailable', UNAVAILABLE);
    await vi.waitFor(async () => expect((await shop.start()).status).toBe(202), 10_000);
    expect(shop.requests).toHaveLength(1);
  });
});
