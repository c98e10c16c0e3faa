/** Counts that add up in the process, and are told to the store in the background. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createBackgroundCounters } from '../../../src/engine/defences/background-counter.js';
import type { CallVerificationStore } from '../../../src/ports/store.js';
import { createMemoryStore } from '../../../src/stores/memory.js';
import { createFlakyStore } from '../../support/flaky-store.js';
import { createSlowStore } from '../../support/slow-store.js';
import { createTestClock, HOUR, MINUTE } from '../../support/test-clock.js';

const SECOND = 1000;

/** A store that remembers what it was asked to add, looks as 0. */
function createNotingStore(store: CallVerificationStore) {
  const amounts: number[] = [];
  const noting: CallVerificationStore = {
    ...store,
    count(key, amount, options) {
      amounts.push(amount);
      return store.count(key, amount, options);
    },
  };
  return { store: noting, amounts };
}

function setUp(startAt?: number) {
  const clock = createTestClock(startAt);
  const { store, amounts } = createNotingStore(createMemoryStore({ clock }));
  /** The counter of one process. */
  const create = (over: CallVerificationStore = store) => {
    const counters = createBackgroundCounters(over, clock);
    const counter = counters.open({ name: 's:things', windowMs: HOUR, windows: 2 });
    const windows = (): readonly number[] => [counter.total(1), counter.total() - counter.total(1)];
    return { ...counter, windows, flush: counters.flush };
  };
  return { clock, store, amounts, create };
}

/** Lets what is on its way arrive. */
const arrive = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** What a process knows when it has asked. */
async function refreshed(counter: ReturnType<ReturnType<typeof setUp>['create']>): Promise<readonly number[]> {
  counter.windows();
  await arrive();
  return counter.windows();
}

afterEach(() => {
  vi.useRealTimers();
});

describe('a background counter', () => {
  it('shows what its process adds at once, even while the store has not been told and the clock stands still', async () => {
    const { create } = setUp();
    const counter = create();
    for (let added = 1; added <= 10; added += 1) {
      counter.add(2);
      expect(counter.windows()).toEqual([2 * added, 0]);
    }
    await arrive();
    expect(counter.windows()).toEqual([20, 0]);
  });

  it('shows what other processes add after a second', async () => {
    const { clock, create } = setUp();
    const [first, second] = [create(), create()];
    expect(await refreshed(first)).toEqual([0, 0]);
    expect(await refreshed(second)).toEqual([0, 0]);
    clock.advance(SECOND);
    first.add(3);
    await arrive();
    second.add(4);
    await arrive();
    clock.advance(SECOND - 1);
    expect(await refreshed(first)).toEqual([3, 0]);
    clock.advance(1);
    expect(await refreshed(first)).toEqual([7, 0]);
    expect(await refreshed(second)).toEqual([7, 0]);
  });

  it('learns with its first command what was added before it began, and with its first look what was added in the window before', async () => {
    const { clock, create, amounts } = setUp();
    const early = create();
    early.add(5);
    await arrive();
    clock.advance(HOUR);
    early.add(2);
    await arrive();
    const late = create();
    amounts.length = 0;
    late.add(1);
    expect(late.windows()).toEqual([1, 0]);
    await arrive();
    expect(late.windows()).toEqual([3, 5]);
    expect(amounts).toEqual([1, 0]);
  });

  it('tells the store at once if it was not asked in the last second, else at its end, in one sum', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    const { store, amounts } = createNotingStore(createMemoryStore());
    const counter = createBackgroundCounters(store, Date.now).open({ name: 's:things', windowMs: 24 * HOUR, windows: 1 });
    counter.add(1);
    await arrive();
    expect(amounts).toEqual([1]);
    vi.advanceTimersByTime(300);
    for (let added = 0; added < 100; added += 1) counter.add(1);
    vi.advanceTimersByTime(699);
    await arrive();
    expect(amounts).toEqual([1]);
    vi.advanceTimersByTime(1);
    await arrive();
    expect(amounts).toEqual([1, 100]);
    vi.advanceTimersByTime(5 * SECOND);
    await arrive();
    expect(amounts).toEqual([1, 100]);
    counter.add(7);
    await arrive();
    expect(amounts).toEqual([1, 100, 7]);
  });

  it('is exact in the end, however many add at once over a slow store', async () => {
    const { clock, store, create } = setUp();
    const counters = [1, 2, 3].map((seed) => create(createSlowStore(store, seed)));
    for (let step = 0; step < 60; step += 1) {
      for (const counter of counters) {
        counter.total();
        counter.add(1 + (step % 2));
      }
      clock.advance(300);
      await new Promise((resolve) => setTimeout(resolve, step % 3));
    }
    await Promise.all(counters.map(({ flush }) => flush()));
    clock.advance(SECOND);
    for (const counter of counters) {
      counter.total();
      await expect.poll(() => counter.windows()).toEqual([3 * 90, 0]);
    }
  });

  it('never shows a process less than it has added itself, or one alone anything else', async () => {
    const { clock, store, create } = setUp();
    const counter = create(createSlowStore(store, 7));
    for (let added = 1; added <= 100; added += 1) {
      counter.add(1);
      expect(counter.windows()).toEqual([added, 0]);
      clock.advance(200);
      await new Promise((resolve) => setTimeout(resolve, added % 4));
    }
  });

  it('turns with its windows, and takes what belongs to the one before', async () => {
    const { clock, create } = setUp();
    const [counter, other] = [create(), create()];
    const before = clock();
    counter.add(3);
    await arrive();
    clock.advance(HOUR);
    counter.add(1);
    counter.add(10, before);
    await arrive();
    expect(counter.windows()).toEqual([1, 13]);
    expect(await refreshed(other)).toEqual([1, 13]);
    clock.advance(HOUR);
    expect(counter.windows()).toEqual([0, 1]);
    counter.add(5, before);
    expect(counter.windows()).toEqual([0, 1]);
  });

  it('is read once a second at most, and a window that is over once', async () => {
    const { clock, create, amounts } = setUp();
    const counter = create();
    clock.advance(30 * MINUTE);
    for (let asked = 0; asked < 100; asked += 1) await refreshed(counter);
    expect(amounts).toEqual([0, 0]);
    for (let seconds = 0; seconds < 5; seconds += 1) {
      clock.advance(SECOND);
      for (let asked = 0; asked < 10; asked += 1) await refreshed(counter);
    }
    expect(amounts).toHaveLength(2 + 5);
    clock.advance(HOUR);
    amounts.length = 0;
    await refreshed(counter);
    clock.advance(SECOND);
    await refreshed(counter);
    // The present one twice, and once more the one that was present.
    expect(amounts).toEqual([0, 0, 0]);
  });

  it('knows of a window that has just ended what others sent at its last moment', async () => {
    const { clock, create } = setUp();
    const [counter, other] = [create(), create()];
    clock.advance(HOUR - 1);
    expect(await refreshed(counter)).toEqual([0, 0]);
    other.add(1);
    clock.advance(SECOND);
    await arrive();
    expect(await refreshed(counter)).toEqual([0, 1]);
  });

  it('knows of a window that has ended what others held back until then', async () => {
    const { clock, create } = setUp();
    const [counter, other] = [create(), create()];
    clock.advance(HOUR - 1.5 * SECOND);
    other.add(1);
    await arrive();
    clock.advance(0.7 * SECOND);
    other.add(1);
    clock.advance(0.8 * SECOND);
    expect(await refreshed(counter)).toEqual([0, 1]);
    expect(await refreshed(other)).toEqual([0, 2]);
    clock.advance(SECOND);
    expect(await refreshed(counter)).toEqual([0, 2]);
  });

  it('only ever adds', async () => {
    const { clock, store, create } = setUp();
    const negative: number[] = [];
    const counter = create({
      ...store,
      count(key, amount, options) {
        if (amount < 0) negative.push(amount);
        return store.count(key, amount, options);
      },
    });
    for (let step = 0; step < 50; step += 1) {
      counter.add(1);
      counter.total();
      clock.advance(400);
      await arrive();
    }
    await counter.flush();
    expect(negative).toEqual([]);
  });

  it('sends what is left when it is flushed, and waits for the answer', async () => {
    const { store, create } = setUp();
    const [counter, other] = [create(createSlowStore(store, 1)), create()];
    counter.add(1);
    await arrive();
    counter.add(6);
    await counter.flush();
    expect(await refreshed(other)).toEqual([7, 0]);
  });

  it('never throws or waits for a store that fails, and takes up again when it is back', async () => {
    const { clock, store, create } = setUp();
    const flaky = createFlakyStore(store);
    const [counter, other] = [create(flaky), create()];
    other.add(7);
    await arrive();
    flaky.fail('throws');
    counter.add(1);
    await arrive();
    expect(counter.windows()).toEqual([1, 0]);
    flaky.heal();
    clock.advance(SECOND);
    counter.add(1);
    await arrive();
    expect(counter.windows()).toEqual([9, 0]);
    flaky.fail('hangs');
    counter.add(1);
    expect(counter.windows()).toEqual([10, 0]);
  });

  it('does not throw when it is flushed over a store that fails', async () => {
    const { store, create } = setUp();
    const flaky = createFlakyStore(store);
    flaky.fail('throws');
    const counter = create(flaky);
    counter.add(1);
    await counter.flush();
  });
});
