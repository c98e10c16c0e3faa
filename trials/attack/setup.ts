/** The two ways in which the shop under attack is set up. */
import type { CallVerificationOptions, Policy } from '../../src/index.js';
import type { CallBudget } from './bounds.js';

/** `defaults`: what a host gets who sets nothing but a budget. `challenge`: and a challenge that people pass and programs do not. */
export const SETUPS = ['defaults', 'challenge'] as const;

export type Setup = (typeof SETUPS)[number];

/**
 * `quick` is a fifth of the people, of the budget and of the attackers, for a look: it tells the same story. `small` is for tests: it
 * breaks the same rules as soon as it can, among few people.
 */
export type Scale = 'full' | 'quick' | 'small';

/** A day's sign-ins. */
export const PEOPLE: Readonly<Record<Scale, number>> = { full: 1000, quick: 200, small: 20 };

/** Fits the shop: some ten times its busiest hour and its day. */
export const BUDGET: Readonly<Record<Scale, CallBudget>> = {
  full: { perHour: 1000, perDay: 12_000 },
  quick: { perHour: 200, perDay: 2400 },
  small: { perHour: 1000, perDay: 12_000 },
};

/** Of the memory store: its default, and less where a litterer sends less. */
export const MOST_RECORDS: Readonly<Record<Scale, number>> = { full: 200_000, quick: 20_000, small: 20_000 };

/** In roubles, what a call costs here. */
export const PRICE = { amount: 0.5, currency: 'RUB' } as const;

export function optionsOf(setup: Setup, { perHour, perDay }: CallBudget): Partial<CallVerificationOptions> {
  const budget: Partial<CallVerificationOptions> = {
    limits: { callsPerHour: perHour, callsPerDay: perDay },
    budgets: { RUB: { perHour: 2 * perHour * PRICE.amount, perDay: 2 * perDay * PRICE.amount } },
  };
  if (setup === 'defaults') return budget;
  return { ...budget, challenge: { type: 'puzzle' }, breakers: { country: 'enforce' } };
}

/** First octets of networks of which the shop has a list: it calls nobody for the one, and wants a challenge from the other. */
export const BAD_NETWORK = 62;
export const DOUBTFUL_NETWORK = 61;

export const policy: Policy = ({ ip = '' }) => {
  if (ip.startsWith(`${BAD_NETWORK}.`)) return 'deny';
  return ip.startsWith(`${DOUBTFUL_NETWORK}.`) ? 'challenge' : 'allow';
};
