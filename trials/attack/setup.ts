/** The two ways in which the shop under attack is set up. */
import type { CallVerificationOptions } from '../../src/index.js';

/** `defaults`: what a host gets who sets nothing but a budget. `challenge`: and a challenge that people pass and programs do not. */
export const SETUPS = ['defaults', 'challenge'] as const;

export type Setup = (typeof SETUPS)[number];

/** Fits a shop of 1 000 sign-ins a day: some ten times its busiest hour and its day. */
export const BUDGET = { perHour: 1000, perDay: 12_000 } as const;

/** In roubles, what a call costs here. */
export const PRICE = { amount: 0.5, currency: 'RUB' } as const;

export function optionsOf(setup: Setup): Partial<CallVerificationOptions> {
  const budget: Partial<CallVerificationOptions> = {
    limits: { callsPerHour: BUDGET.perHour, callsPerDay: BUDGET.perDay },
    budgets: { RUB: { perHour: 2 * BUDGET.perHour * PRICE.amount, perDay: 2 * BUDGET.perDay * PRICE.amount } },
  };
  if (setup === 'defaults') return budget;
  return { ...budget, challenge: { type: 'puzzle' }, breakers: { country: 'enforce' } };
}
