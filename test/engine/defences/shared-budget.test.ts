/** One budget in the store: its shards, and what is told when it is nearly used up. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BudgetShape, createSharedBudget, type SharedBudget, type Taken } from '../../../src/engine/defences/shared-budget.js';
import { guardStore } from '../../../src/engine/records/guarded-store.js';
import type { Emit } from '../../../src/ports/events.js';
import type { CallVerificationStore } from '../../../src/ports/store.js';
import { createMemoryStore } from '../../../src/stores/memory.js';
import { createFlakyStore } from '../../support/flaky-store.js';
import { seededRandom } from '../../support/seeded-random.js';
import { createSlowStore } from '../../support/slow-store.js';
import { createTestClock, HOUR } from '../../support/test-clock.js';

function setUp() {
  const clock = createTestClock();
  const memory = createMemoryStore({ clock });
  const totals = new Map<string, number>();
  /** Remembers each counter's total. */
  const store: CallVerificationStore = {
    ...memory,
    async count(key, amount, options) {
      const total = await memory.count(key, amount, options);
      if (amount !== 0) totals.set(key, total);
      return total;
    },
  };
  const told: number[] = [];
  const emit: Emit = (event) => {
    if (event.type === 'budget.reached') told.push(event.share);
  };
  const random = seededRandom(3);
  const randomBytes = (length: number) => Uint8Array.from({ length }, () => Math.floor(256 * random()));
  const open = (shape: Partial<BudgetShape>, over: CallVerificationStore = store): SharedBudget =>
    createSharedBudget({ name: 'calls', limit: 10, windowMs: HOUR, dearestCall: 1, ...shape }, { store: over, clock, emit, randomBytes });
  const shards = (): number[] => [...totals].flatMap(([key, total]) => (key.includes('reached') ? [] : [total]));
  return { clock, memory, store, told, emit, open, totals, shards };
}

/** Takes until nothing is left, in pieces that get smaller. */
async function takeAll(budget: SharedBudget, isProven: boolean, pieces = [10_000, 100, 1]): Promise<number> {
  let sum = 0;
  for (const piece of pieces) {
    while ((await budget.take(piece, isProven)) !== undefined) sum += piece;
  }
  return sum;
}

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0);

describe('a large budget', () => {
  it('is split over counters that are exhausted to the last call', async () => {
    const { open, shards } = setUp();
    const budget = open({ limit: 350_007 });
    expect(await takeAll(budget, false)).toBe(350_007 - 17_500);
    expect(await takeAll(budget, true)).toBe(17_500);
    expect(shards().sort()).toEqual([116_669, 116_669, 116_669]);
  });

  it.each([
    [199_999, 1],
    [200_000, 2],
    [1_600_000, 16],
    [1_000_000_000, 16],
  ])('of %d calls has %d of them', async (limit, count) => {
    const { open, shards } = setUp();
    const budget = open({ limit });
    for (let call = 0; call < 500; call += 1) await budget.take(1, false);
    expect(shards()).toHaveLength(count);
    // None is much busier than the others.
    expect(Math.max(...shards())).toBeLessThan((500 / count) * 1.8);
  });

  it('of money is split by what its dearest call costs, and not at all if that is not known', async () => {
    for (const [dearestCall, count] of [
      [450_000, 2],
      [1000, 16],
      [undefined, 1],
    ] as const) {
      const { open, shards } = setUp();
      const budget = open({ limit: 90_000_000_000, dearestCall });
      for (let call = 0; call < 200; call += 1) await budget.take(1000, false);
      expect(shards()).toHaveLength(count);
    }
  });

  it('gives back to the counter that was taken from', async () => {
    const { open, totals } = setUp();
    const budget = open({ limit: 1_600_000 });
    const taken: (Taken | undefined)[] = [];
    for (let call = 0; call < 100; call += 1) taken.push(await budget.take(1, false));
    for (const each of taken) if (each !== undefined) await budget.change(each, 0);
    expect([...totals.values()]).toEqual(new Array(16).fill(0));
    expect(await takeAll(budget, true)).toBe(1_600_000);
  });

  it('is not overspent by those who race over its last calls, and its parts add up to it', async () => {
    const { open, store, shards } = setUp();
    const processes = [1, 2, 3].map((seed) => open({ limit: 200_001 }, createSlowStore(store, seed)));
    const [first] = processes;
    for (let piece = 0; piece < 180; piece += 1) await first?.take(1000, false);
    const takes = Array.from({ length: 120 }, async (_, index) => (await processes[index % 3]?.take(500, index % 2 === 0))?.amount ?? 0);
    const sum = sumOf(await Promise.all(takes));
    expect(sumOf(shards())).toBe(180_000 + sum);
    expect(180_000 + sum).toBeLessThanOrEqual(200_001);
    expect(Math.max(...shards())).toBeLessThanOrEqual(100_001);
    await takeAll(open({ limit: 200_001 }), true, [1]);
    expect(sumOf(shards())).toBe(200_001);
  });

  it('has parts that add up to it, whatever its size', () => {
    return fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 2_000_000 }), fc.boolean(), async (limit, isProven) => {
        const { open, shards } = setUp();
        const kept = Math.floor(limit / 20);
        const sum = await takeAll(open({ limit }), isProven, [4096, 512, 64, 8, 1]);
        expect(sum).toBe(isProven ? limit : limit - kept);
        expect(sumOf(shards())).toBe(sum);
      }),
      { numRuns: 15 },
    );
  });
});

describe('a budget that is nearly used up', () => {
  it('tells so at four fifths, and when only the kept share is left', async () => {
    const { open, told } = setUp();
    const budget = open({ limit: 100 });
    for (let call = 0; call < 79; call += 1) await budget.take(1, false);
    expect(told).toEqual([]);
    await budget.take(1, false);
    expect(told).toEqual([0.8]);
    for (let call = 80; call < 94; call += 1) await budget.take(1, false);
    expect(told).toEqual([0.8]);
    await budget.take(1, false);
    expect(told).toEqual([0.8, 1]);
    await budget.take(1, false);
    await takeAll(budget, true);
    expect(told).toEqual([0.8, 1]);
  });

  it('tells it when something did not fit, however much is left', async () => {
    const { open, told } = setUp();
    const budget = open({ limit: 100, dearestCall: 60 });
    await budget.take(60, false);
    await budget.take(60, false);
    expect(told).toEqual([1]);
    await budget.take(20, false);
    expect(told).toEqual([1, 0.8]);
  });

  it('tells each once in a window over all processes, also when it is given back and taken again', async () => {
    const { open, told, clock } = setUp();
    const processes = [open({}), open({}), open({})];
    const round = async (): Promise<void> => {
      const taken: Taken[] = [];
      for (let call = 0; call < 12; call += 1)
        taken.push(...[await processes[call % 3]?.take(1, false)].filter((each) => each !== undefined));
      for (const each of taken) await each.budget.change(each, 0);
    };
    await round();
    await round();
    expect(told).toEqual([0.8, 1]);
    clock.advance(HOUR);
    await round();
    expect(told).toEqual([0.8, 1, 0.8, 1]);
  });

  it('tells each once when many take at once', async () => {
    const { open, store, told } = setUp();
    const processes = [1, 2, 3, 4].map((seed) => open({ limit: 60 }, createSlowStore(store, seed)));
    await Promise.all(Array.from({ length: 200 }, async (_, index) => processes[index % 4]?.take(1, false)));
    expect([...told].sort()).toEqual([0.8, 1]);
  });

  it('tells it of what is spent without asking, too', async () => {
    const { open, told } = setUp();
    const budget = open({ limit: 100 });
    const taken = await budget.takeSpent(50);
    await budget.change(taken, 79);
    expect(told).toEqual([]);
    await budget.change(taken, 51);
    expect(told).toEqual([0.8]);
    await budget.takeSpent(500);
    expect(told).toEqual([0.8, 1]);
  });

  it('tells it of all shards together: not of one that is ahead, and not long after', async () => {
    const { open, told, shards } = setUp();
    const budget = open({ limit: 400_000 });
    while (told.length === 0 && (await budget.take(250, false)) !== undefined);
    expect(told).toEqual([0.8]);
    expect(sumOf(shards())).toBeGreaterThanOrEqual(320_000);
    expect(sumOf(shards())).toBeLessThan(360_000);
    await takeAll(budget, false);
    expect(told).toEqual([0.8, 1]);
  });

  it('is told rather twice than never, and taken from all the same, when the store fails just then', async () => {
    const { open, memory, told, emit } = setUp();
    const flaky = createFlakyStore(memory);
    const failing: CallVerificationStore = {
      ...memory,
      count: (key, amount, options) => (key.includes('reached') ? flaky : memory).count(key, amount, options),
    };
    flaky.fail('throws');
    const budget = open({ limit: 10 }, guardStore(failing, 1000, emit));
    for (let call = 0; call < 10; call += 1) expect(await budget.take(1, false)).toBeDefined();
    expect(await budget.take(1, false)).toBeUndefined();
    expect(told).toEqual([0.8, 1]);
  });
});
