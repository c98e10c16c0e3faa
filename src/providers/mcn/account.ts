/** What all methods of MCN share: the account, the length of codes, a price. */
import type { Price } from '../../core/fraud/money.js';

/** The account through which a method places its calls. */
export interface McnAccount {
  readonly token: string;
  readonly accountId: string;
  readonly apiUrl: string;
  readonly paidMethodsUrl: string;
  readonly timeoutMs: number;
}

/** All of MCN's codes are four digits. */
export const MCN_CODE_LENGTH = 4;

/** What passwordCall and confirmationCall cost, the methods at `paidMethodsUrl`. */
export const MCN_PAID_METHOD_PRICE: Price = Object.freeze({ amount: 0.0083, currency: 'EUR' });
