/** Budgets over one memory store, as several processes open them, and what is counted there. */
import type { MoneyLimits, Price } from '../../src/core/fraud/money.js';
import { type Budgets, createBudgets, type Spending } from '../../src/engine/defences/budgets.js';
import type { Emit } from '../../src/ports/events.js';
import type { CallVerificationStore } from '../../src/ports/store.js';
import { createMemoryStore } from '../../src/stores/memory.js';
import { seededRandom } from '../support/seeded-random.js';
import { createTestClock, DAY } from '../support/test-clock.js';

export interface Limits {
  readonly callsPerHour?: number;
  readonly callsPerDay?: number;
  readonly money?: Readonly<Record<string, MoneyLimits>>;
}

export const MICRO = 1_000_000;
export const NOBODY = { isProven: false };
export const PROVEN = { isProven: true };
export const rub = (amount: number): Price => ({ amount, currency: 'RUB' });

export function setUp() {
  const clock = createTestClock();
  const store = createMemoryStore({ clock });
  const told: string[] = [];
  const emit: Emit = (event) => told.push(event.type === 'budget.reached' ? `${event.budget} ${event.share}` : event.type);
  const random = seededRandom(1);
  /** One process's budgets. */
  const open = ({ money = {}, ...calls }: Limits, over: CallVerificationStore = store): Budgets =>
    createBudgets({ ...calls, money: new Map(Object.entries(money)) }, over, clock, emit, (length) =>
      Uint8Array.from({ length }, () => Math.floor(256 * random())),
    );
  /** What is counted of the present window, over all shards. */
  const spent = async (name: string, windowMs: number, at = clock()): Promise<number> => {
    const key = `b:${name}:${Math.floor(at / windowMs)}`;
    const keys = [key, ...Array.from({ length: 15 }, (_, index) => `${key}:${index + 1}`)];
    const totals = await Promise.all(keys.map((each) => store.count(each, 0, { expiresAt: clock() + DAY })));
    return totals.reduce((sum, total) => sum + total, 0);
  };
  return { clock, store, told, emit, open, spent };
}

/** Takes until nothing is left, and tells how often it could. */
export async function takeAll(budgets: Budgets, price?: Price, client = NOBODY): Promise<number> {
  for (let taken = 0; ; taken += 1) if ((await budgets.take(price, client)) === undefined) return taken;
}

export function present(spending: Spending | undefined): Spending {
  if (spending === undefined) throw new Error('nothing was left');
  return spending;
}
