/**
 * The shares of a number's limits that strangers of one network, and of one site together, may use, so that no customer of a provider can
 * use up all of them. By default three networks can use up a month's failures.
 */
import type { NumberLimits } from './number-limits.js';

/** A limit without a part of it, which is kept for others. A limit of 1, and one that is switched off, stays as it is. */
export function without(part: number, limit: number): number {
  return Number.isFinite(limit) ? limit - Math.floor(limit * part) : limit;
}

/** One of five dials (further attempts included) is kept for clients from elsewhere. */
const DIALS_FOR_OTHERS = 1 / 5;

export const dialsOfOne = (limit: number): number => without(DIALS_FOR_OTHERS, limit);

/** Failed checks of one number. */
export interface FailureShares {
  readonly networkPerDay: number;
  readonly networkPerMonth: number;
  readonly sitePerDay: number;
  readonly sitePerMonth: number;
}

/** What all clients of one kind together may fail. */
export type FailureLimits = Pick<NumberLimits, 'failuresPerDay' | 'failuresPerMonth'>;

/**
 * No share is below what the host gives to a network in a day; if that is switched off, so are all.
 *
 * @param open what a proven number leaves to strangers, for a site must not use up that either
 */
export function failureShares(limits: NumberLimits, open: FailureLimits = limits): FailureShares {
  const { networkFailuresPerDay, failuresPerMonth } = limits;
  const atLeast = (limit: number): number => Math.max(networkFailuresPerDay, limit);
  return {
    networkPerDay: networkFailuresPerDay,
    networkPerMonth: atLeast(without(2 / 3, failuresPerMonth)),
    sitePerDay: atLeast(without(3 / 10, open.failuresPerDay)),
    sitePerMonth: atLeast(without(1 / 2, open.failuresPerMonth)),
  };
}
