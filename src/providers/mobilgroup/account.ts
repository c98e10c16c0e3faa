/** What all of MobilGroup's methods share: the account, the length of codes, a price. */
import type { Price } from '../../core/fraud/money.js';

/** The account a method places its calls through. */
export interface MobilGroupAccount {
  readonly apiKey: string;
  readonly apiKeyIn: 'header' | 'body';
  readonly apiUrl: string;
  readonly timeoutMs: number;
}

/** The code's usual length, and the only one that can be spoken. */
export const MOBIL_GROUP_CODE_LENGTH = 4;

/**
 * The price of the sample answer in "Описание API услуги Авторизация по звонку / Flash-Call" (MobilGroup): the only one it
 * names, without a currency. An estimate to begin with; what each answer says corrects it.
 */
export const MOBIL_GROUP_CALL_PRICE: Price = Object.freeze({ amount: 0.35, currency: 'RUB' });
