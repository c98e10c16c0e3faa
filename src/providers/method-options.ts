/** The options that every method has: the countries it serves and what one attempt costs. */
import { z } from 'zod';
import type { Price } from '../core/fraud/money.js';
import { countriesOption } from '../options/country-option.js';
import { currencyOption } from '../options/money-options.js';
import { option, optionsObject, type ShapeOf } from '../options/parse-options.js';

export type { Price };

/** Options of every method. */
export interface MethodOptions {
  /** ISO 3166 alpha-2 countries that this method serves. @default all that the service allows */
  readonly countries?: readonly string[] | undefined;
  /**
   * What one attempt costs your account, with VAT if your balance pays it. Without a price it counts in budgets of calls, but not in
   * those of money. @default the documented price, if there is one
   */
  readonly price?: Price | undefined;
}

const COUNTRIES = 'a list of ISO 3166 alpha-2 countries such as ["RU", "SK"]';

const commonOptions = {
  countries: countriesOption(COUNTRIES)
    .transform((countries) => Object.freeze([...new Set(countries)]))
    .optional(),
  price: z
    .strictObject(
      {
        amount: option.number(0, 1_000_000),
        currency: currencyOption(),
      } satisfies ShapeOf<Price>,
      { error: optionsObject('a price such as { amount: 0.15, currency: "RUB" }') },
    )
    .transform((price) => Object.freeze(price))
    .optional(),
} satisfies ShapeOf<MethodOptions>;

/** The schema of a method's options: those of every method, and its `own`. */
export function methodOptionsSchema<Own extends z.ZodRawShape>(own: Own, expected = 'an object of options') {
  return z.strictObject({ ...commonOptions, ...own }, { error: optionsObject(expected) });
}

/** One of the host's own telephone numbers, returned as digits without plus, as both providers want it. */
export function ownNumberOption() {
  const expected = 'a telephone number with its country code, digits only, such as "74959999999"';
  return z
    .string({ error: expected })
    .regex(/^\+?[1-9]\d{6,14}$/, { error: expected })
    .transform(digitsOf);
}

/** An E.164 number without its plus, as both providers accept it. */
export function digitsOf(phone: string): string {
  return phone.replace(/^\+/, '');
}
