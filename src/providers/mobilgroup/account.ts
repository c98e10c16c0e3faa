/** What all methods of MobilGroup share: the account, the length of codes, a price. */
import type { Price } from '../../core/fraud/money.js';

/** The account through which a method places its calls. */
export interface MobilGroupAccount {
  readonly apiKey: string;
  readonly apiKeyIn: 'header' | 'body';
  readonly apiUrl: string;
  readonly timeoutMs: number;
}

/** The usual length of a code, and the only one that can be spoken. */
export const MOBIL_GROUP_CODE_LENGTH = 4;

/**
 * The price in the sample answer of "Описание API услуги Авторизация по звонку / Flash-Call" (MobilGroup): the only one there, without a
 * currency. It is an estimate until an answer says the real price.
 */
export const MOBIL_GROUP_CALL_PRICE: Price = Object.freeze({ amount: 0.35, currency: 'RUB' });
