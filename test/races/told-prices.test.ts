/** A provider that tells what a call cost, and a budget in that currency: what nobody knew is paid once, not by all at that moment. */
import { expect, it } from 'vitest';
import { internalsOf } from '../../src/http/internals.js';
import type { CallVerificationStore } from '../../src/index.js';
import { createCountingStore } from '../support/counting-store.js';
import { DAY, HOUR } from '../support/test-clock.js';
import { allAtOnce, describeOnBothStores, type MakeWorld, newPhone, tally, type World, type WorldOptions } from './world.js';

const BUDGET = 50;
const WINDOW_MS = 10_000;

/** MobilGroup, as a host's `fetch` reaches it: it says what each call cost, some milliseconds after it has placed it. */
function createTeller(priceOf: (phone: string, calls: number) => number | undefined) {
  const told: number[] = [];
  let [isSilent, calls] = [false, 0];
  let held = Promise.resolve();
  const fetch: typeof globalThis.fetch = async (_, init) => {
    calls += 1;
    if (isSilent) return new Promise(() => undefined);
    const { number } = JSON.parse(String(init?.body)) as { number: string };
    const price = priceOf(number, calls);
    await new Promise((resolve) => setTimeout(resolve, 5));
    await held;
    told.push(price ?? 0);
    return Response.json({ result: 'ok', id: calls, number, ...(price === undefined ? {} : { price: price.toFixed(2) }) });
  };
  return {
    fetch,
    calls: () => calls,
    told,
    spent: () => Math.round(told.reduce((sum, price) => sum + price, 0) * 100) / 100,
    /** It answers nothing until this is called. */
    hold(): () => void {
      let release = (): void => undefined;
      held = new Promise((resolve) => {
        release = resolve;
      });
      return release;
    },
    /** From now on it places calls and answers nothing, as seen by a process that dies meanwhile. */
    fallSilent: (silent: boolean) => {
      isSilent = silent;
    },
  };
}

type Teller = ReturnType<typeof createTeller>;

const LIMITS: WorldOptions['options'] = { breakers: { prefix: 'off', country: 'off' }, budgets: { RUB: { perDay: BUDGET } } };

function open(makeWorld: MakeWorld, teller: Teller, more: WorldOptions = {}): Promise<World> {
  return makeWorld({
    methods: ({ voiceCall }) => [voiceCall],
    ...more,
    options: { ...LIMITS, fetch: teller.fetch, ...more.options },
  });
}

const startAll = (world: World, count: number) => allAtOnce(world, count, (calls) => calls.start({ phone: newPhone() }));

/** As `startAll`, and nothing is told before all but the `placed` that place a call were answered. */
async function startTogether(world: World, teller: Teller, count: number, placed = 1) {
  const release = teller.hold();
  let answered = 0;
  const starting = allAtOnce(world, count, async (calls) => {
    const result = await calls.start({ phone: newPhone() });
    answered += 1;
    return result;
  });
  await expect.poll(() => answered, { timeout: 20_000 }).toBe(count - placed);
  release();
  return starting;
}

/** What was told is written in the background, which a shutdown would wait for, too. */
async function settle({ processes }: World): Promise<void> {
  const left = await Promise.all(processes.map((calls) => internalsOf('a test', calls).lifecycle.others.waitForAll(10_000)));
  expect(left).toEqual(processes.map(() => 0));
}

describeOnBothStores('a budget of 50 RUB, and calls that cost 5.00 instead of 0.35', (makeWorld) => {
  it('is not overspent by 200 starts at once, over and over', async () => {
    const teller = createTeller(() => 5);
    const world = await open(makeWorld, teller);
    const first = tally(await startTogether(world, teller, 200));
    expect(first).toEqual({ pending: 1, temporarily_unavailable: 199 });
    for (let round = 0; round < 4; round += 1) {
      await settle(world);
      await startAll(world, 200);
    }
    await settle(world);
    expect(teller.spent()).toBeLessThanOrEqual(BUDGET);
    expect(teller.spent()).toBeGreaterThanOrEqual(BUDGET - 2 * 5);
  });

  it('places one call in each window until a price is told, however many processes ask', async () => {
    const teller = createTeller(() => undefined);
    const world = await open(makeWorld, teller);
    for (let window = 1; window <= 4; window += 1) {
      for (let round = 0; round < 3; round += 1) await startAll(world, 60);
      expect(teller.calls()).toBe(window);
      world.clock.advance(WINDOW_MS);
    }
  });

  it('is held up by a process that dies with its call out for one window only', async () => {
    const teller = createTeller(() => 5);
    const world = await open(makeWorld, teller);
    teller.fallSilent(true);
    void world.processes[0].start({ phone: newPhone() });
    await expect.poll(teller.calls).toBe(1);
    teller.fallSilent(false);
    expect(await world.processes[1].start({ phone: newPhone() })).toMatchObject({ code: 'temporarily_unavailable' });
    world.clock.advance(WINDOW_MS);
    expect(tally(await startTogether(world, teller, 60))).toEqual({ pending: 1, temporarily_unavailable: 59 });
    await settle(world);
    for (let round = 0; round < 3; round += 1) await startAll(world, 60);
    expect(teller.spent()).toBeLessThanOrEqual(BUDGET);
  });

  it('counts with the highest price of a country, and learns that of another country by itself', async () => {
    // Some operators cost more than others.
    const teller = createTeller((phone) => (phone.startsWith('421') ? 0.5 : phone.endsWith('7') ? 5 : 1));
    const world = await open(makeWorld, teller, { options: { ...LIMITS, countries: ['RU', 'SK'] } });
    const start = async (phone: string): Promise<boolean> => {
      const { ok } = await world.calls.start({ phone });
      await settle(world);
      return ok;
    };
    expect(await start('+79162000001')).toBe(true);
    expect(await start('+79162000007')).toBe(true);
    expect(await start('+421903222333')).toBe(true);
    expect(teller.told).toEqual([1, 5, 0.5]);
    // 6.50 are spent. Eight calls at 5 fit, and not one more before it is told that most of them cost 1.
    expect(tally(await startTogether(world, teller, 60, 8))).toEqual({ pending: 8, temporarily_unavailable: 52 });
    await settle(world);
    expect(teller.spent()).toBeLessThanOrEqual(BUDGET);
  });

  it('knows a price for a day, and then finds out again', async () => {
    const teller = createTeller(() => 1);
    const world = await open(makeWorld, teller);
    await startAll(world, 60);
    await settle(world);
    world.clock.advance(DAY - HOUR);
    expect(tally(await startAll(world, 30))['pending']).toBeGreaterThan(1);
    await settle(world);
    world.clock.advance(DAY);
    expect(tally(await startTogether(world, teller, 60))).toEqual({ pending: 1, temporarily_unavailable: 59 });
  });

  it('lets others take the next method at once', async () => {
    const teller = createTeller(() => undefined);
    const world = await makeWorld({
      methods: ({ voiceCall, flashCall }) => [voiceCall, flashCall],
      options: {
        ...LIMITS,
        budgets: { RUB: { perDay: 1000 } },
        fetch: (url, init) => (isMcn(url) ? fetch(url, init) : teller.fetch(url, init)),
      },
    });
    const results = await startAll(world, 30);
    expect(results.filter(({ ok }) => ok)).toHaveLength(30);
    expect(teller.calls()).toBe(1);
    expect(world.requests('mcn')).toBe(29);
  });

  it('is also asked when a provider before it refuses', async () => {
    const teller = createTeller(() => undefined);
    const world = await makeWorld({
      methods: ({ flashCall, voiceCall }) => [flashCall, voiceCall],
      options: { ...LIMITS, fetch: (url, init) => (isMcn(url) ? fetch(url, init) : teller.fetch(url, init)) },
    });
    world.simulator.fail('mcn', 503);
    expect(tally(await startAll(world, 3))).toEqual({ pending: 1, temporarily_unavailable: 2 });
    expect(teller.calls()).toBe(1);
  });

  it('gives the turn to find out back if no call was placed', async () => {
    const world = await makeWorld({ methods: ({ voiceCall }) => [voiceCall], options: LIMITS });
    world.simulator.fail('mobilgroup', { errorCode: 'number_not_valid' });
    for (let start = 0; start < 3; start += 1) {
      expect(await world.calls.start({ phone: newPhone() })).toMatchObject({ code: 'phone_not_supported' });
      await settle(world);
    }
    world.simulator.fail('mobilgroup', null);
    expect(await world.calls.start({ phone: newPhone() })).toMatchObject({ ok: true });
  });

  it('answers for a number that is limited as for any other', async () => {
    const teller = createTeller(() => undefined);
    const world = await open(makeWorld, teller);
    expect(await world.calls.start({ phone: world.phone })).toMatchObject({ ok: true });
    for (const phone of [world.phone, newPhone()])
      expect(await world.calls.start({ phone })).toMatchObject({ code: 'temporarily_unavailable' });
  });
});

const isMcn = (url: unknown): boolean => String(url).includes('flash_call');

describeOnBothStores('a host', (makeWorld) => {
  const operationsOf = async (options: WorldOptions['options'], methods: WorldOptions['methods']): Promise<readonly string[]> => {
    let counting: ReturnType<typeof createCountingStore> | undefined;
    const wrap = (store: CallVerificationStore) => {
      counting = createCountingStore(store);
      return counting;
    };
    const world = await makeWorld({ wrap, ...(methods === undefined ? {} : { methods }), options: { ...LIMITS, ...options } });
    await world.started();
    await settle(world);
    return counting?.operations.filter((operation) => operation.endsWith(' t')) ?? [];
  };

  it('without a budget in that currency pays for none of it in the store', async () => {
    const voice: WorldOptions['methods'] = ({ voiceCall }) => [voiceCall];
    expect(await operationsOf({ budgets: {} }, voice)).toEqual([]);
    expect(await operationsOf({ budgets: { EUR: { perDay: 5 } } }, voice)).toEqual([]);
    expect(await operationsOf({}, ({ flashCall }) => [flashCall])).toEqual([]);
    expect((await operationsOf({}, voice)).length).toBeGreaterThan(0);
  });
});
