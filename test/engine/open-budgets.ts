/** Budgets over one memory store, as several processes open them, and what is counted there. */
import type { MoneyLimits, Price } from '../../src/core/fraud/money.js';
import { type Budgets, createBudgets } from '../../src/engine/defences/budgets.js';
import type { Reservation } from '../../src/engine/defences/reservation.js';
import type { Emit } from '../../src/ports/events.js';
import type { CallVerificationStore } from '../../src/ports/store.js';
import { createMemoryStore } from '../../src/stores/memory.js';
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
  /** One process's budgets. */
  const open = ({ money = {}, ...calls }: Limits, over: CallVerificationStore = store): Budgets =>
    createBudgets({ ...calls, money: new Map(Object.entries(money)) }, { store: over, clock, emit });
  /** What is counted of a window, by default the present one. */
  const spent = (name: string, windowMs: number, at = clock()): Promise<number> =>
    store.count(`b:${name}:${Math.floor(at / windowMs)}`, 0, { expiresAt: clock() + DAY });
  return { clock, store, told, emit, open, spent };
}

/** Takes until nothing is left, and tells how often it could. */
export async function takeAll(budgets: Budgets, price?: Price, client = NOBODY): Promise<number> {
  for (let taken = 0; ; taken += 1) if ((await budgets.take(price, client)) === undefined) return taken;
}

export function present(spending: Reservation | undefined): Reservation {
  if (spending === undefined) throw new Error('nothing was left');
  return spending;
}
