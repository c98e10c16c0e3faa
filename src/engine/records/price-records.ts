/** The prices that providers told, by currency and country, for all processes. */
import { integer, listOf, record } from '../../core/entry/form.js';
import { highestTold, type ToldPrice, type ToldPrices, withTold } from '../../core/fraud/told-prices.js';
import { DAY } from '../../core/limits/number-limits.js';
import { type Codec, createSealedRecords, type RecordNeeds } from './sealed-records.js';

export interface PriceRecords {
  /** The highest that was told within a day, in millionths of the currency. @throws StoreFailure */
  highest(currency: string, country: string): Promise<number | undefined>;
  /** @throws StoreFailure */
  told(currency: string, country: string, micro: number): Promise<void>;
}

const codec: Codec<ToldPrices> = {
  empty: [],
  form: listOf(record<ToldPrice>({ at: integer, micro: integer })),
  expiryOf: (prices, now) => (prices.at(-1)?.at ?? now) + DAY,
};

export function createPriceRecords(needs: RecordNeeds): PriceRecords {
  const records = createSealedRecords(needs, codec);
  const keyOf = (currency: string, country: string): string => `t:${currency}:${country}`;
  return {
    async highest(currency, country) {
      const { value } = await records.load(keyOf(currency, country));
      return highestTold(value, needs.clock());
    },
    async told(currency, country, micro) {
      await records.commit(keyOf(currency, country), (prices) => ({ result: undefined, entry: withTold(prices, micro, needs.clock()) }));
    },
  };
}
