/** What a provider said that calls to a country cost, over the last day. The highest price counts. */
import { DAY } from '../limits/number-limits.js';
import { MINUTE } from './breaker.js';

export interface ToldPrice {
  readonly at: number;
  /** In millionths of the currency. */
  readonly micro: number;
}

/** The dearest first, and each told after the ones before it: a lower price matters only once a higher one is too old. */
export type ToldPrices = readonly ToldPrice[];

/** So many steps down in a day are remembered. */
const MOST_KEPT = 24;

export function highestTold(prices: ToldPrices, now: number): number | undefined {
  return prices.find(({ at }) => at > now - DAY)?.micro;
}

/** With one more price; `undefined` if that changes nothing worth writing: as much was told a minute ago at most. */
export function withTold(prices: ToldPrices, micro: number, now: number): ToldPrices | undefined {
  if (prices.some((each) => each.micro >= micro && each.at > now - MINUTE)) return undefined;
  const dearer = prices.filter((each) => each.micro > micro && each.at > now - DAY);
  return dearer.length < MOST_KEPT ? [...dearer, { at: now, micro }] : undefined;
}
