/** One budget in the store: exact to its last call, and what is told when it is nearly used up. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Budget, type BudgetShape, createBudget, type Taken } from '../../../src/engine/defences/budget.js';
import { guardStore } from '../../../src/engine/records/guarded-store.js';
import { createStoreFailures } from '../../../src/engine/records/store-failures.js';
import type { Emit } from '../../../src/ports/events.js';
import type { CallVerificationStore } from '../../../src/ports/store.js';
import { createMemoryStore } from '../../../src/stores/memory.js';
import { createFlakyStore } from '../../support/flaky-store.js';
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
  const open = (shape: Partial<BudgetShape>, over: CallVerificationStore = store): Budget =>
    createBudget({ name: 'calls', limit: 10, windowMs: HOUR, dearestCall: 1, ...shape }, { store: over, clock, emit });
  /** What is counted, without the counters of what was told. */
  const spent = (): number[] => [...totals].flatMap(([key, total]) => (key.includes('reached') ? [] : [total]));
  return { clock, memory, store, told, emit, open, spent };
}

/** Takes until nothing is left, in pieces that get smaller. */
async function takeAll(budget: Budget, isProven: boolean, pieces = [10_000, 100, 1]): Promise<number> {
  let sum = 0;
  for (const piece of pieces) {
    while ((await budget.take(piece, isProven)) !== undefined) sum += piece;
  }
  return sum;
}

describe('a large budget', () => {
  it('is exhausted to the last call, by one counter', async () => {
    const { open, spent } = setUp();
    const budget = open({ limit: 350_007 });
    expect(await takeAll(budget, false)).toBe(350_007 - 17_500);
    expect(await takeAll(budget, true)).toBe(17_500);
    expect(spent()).toEqual([350_007]);
  });

  it('of money is one counter, too, whether it is known what its dearest call costs or not', async () => {
    for (const dearestCall of [450_000, 1000, undefined]) {
      const { open, spent } = setUp();
      const budget = open({ limit: 90_000_000_000, dearestCall });
      for (let call = 0; call < 200; call += 1) await budget.take(1000, false);
      expect(spent()).toEqual([200_000]);
    }
  });

  it('gives back all that was taken', async () => {
    const { open, spent } = setUp();
    const budget = open({ limit: 1_600_000 });
    const taken: (Taken | undefined)[] = [];
    for (let call = 0; call < 100; call += 1) taken.push(await budget.take(1, false));
    for (const each of taken) if (each !== undefined) await budget.change(each, 0);
    expect(spent()).toEqual([0]);
    expect(await takeAll(budget, true)).toBe(1_600_000);
  });

  it('is not overspent by those who race over its last calls', async () => {
    const { open, store, spent } = setUp();
    const processes = [1, 2, 3].map((seed) => open({ limit: 200_001 }, createSlowStore(store, seed)));
    const [first] = processes;
    for (let piece = 0; piece < 180; piece += 1) await first?.take(1000, false);
    const takes = Array.from({ length: 120 }, async (_, index) => (await processes[index % 3]?.take(500, index % 2 === 0))?.amount ?? 0);
    const sum = (await Promise.all(takes)).reduce((all, each) => all + each, 0);
    expect(spent()).toEqual([180_000 + sum]);
    expect(180_000 + sum).toBeLessThanOrEqual(200_001);
    await takeAll(open({ limit: 200_001 }), true, [1]);
    expect(spent()).toEqual([200_001]);
  });

  it('is as large as it is said to be, whatever its size', () => {
    return fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 2_000_000 }), fc.boolean(), async (limit, isProven) => {
        const { open, spent } = setUp();
        const kept = Math.floor(limit / 20);
        const sum = await takeAll(open({ limit }), isProven, [4096, 512, 64, 8, 1]);
        expect(sum).toBe(isProven ? limit : limit - kept);
        expect(spent().every((each) => each === sum)).toBe(true);
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
    const taken = await budget.change(budget.nothing(), 50);
    await budget.change(taken, 79);
    expect(told).toEqual([]);
    await budget.change(taken, 51);
    expect(told).toEqual([0.8]);
    await budget.change(budget.nothing(), 500);
    expect(told).toEqual([0.8, 1]);
  });

  it('tells it when as much is taken, not earlier and not later', async () => {
    const { open, told, spent } = setUp();
    const budget = open({ limit: 400_000 });
    while (told.length === 0 && (await budget.take(250, false)) !== undefined);
    expect(told).toEqual([0.8]);
    expect(spent()).toEqual([320_000]);
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
    const budget = open({ limit: 10 }, guardStore(failing, 1000, createStoreFailures(emit), { name: 'default' }));
    for (let call = 0; call < 10; call += 1) expect(await budget.take(1, false)).toBeDefined();
    expect(await budget.take(1, false)).toBeUndefined();
    expect(told).toEqual([0.8, 1]);
  });
});
