/** MCN's flash call: it rings once from a number that ends with our code. */
import { z } from 'zod';
import { parseOptions, type ShapeOf } from '../../options/parse-options.js';
import type { CallMethod, CallProvider } from '../../ports/method.js';
import { digitsOf, type MethodOptions, methodOptionsSchema, type Price } from '../method-options.js';
import { NO_CODE_GIVEN, resultWithOurCode } from '../place-result.js';
import { MCN_CODE_LENGTH, type McnAccount } from './account.js';
import { askMcn } from './ask.js';

/** Options of `mcn.flashCall`. */
export interface McnFlashCallOptions extends MethodOptions {
  /**
   * The caller's country: 643 Russia, 703 Slovakia (ISO 3166-1 numeric). MCN treats any other value as Russia, so by default none is
   * sent. @default a Russian caller for Russian numbers, a Slovak one for all others
   */
  readonly countryId?: 643 | 703 | undefined;
}

const schema = methodOptionsSchema({
  countryId: z.union([z.literal(643), z.literal(703)], { error: '643 (Russian caller) or 703 (Slovak caller)' }).optional(),
} satisfies ShapeOf<Omit<McnFlashCallOptions, keyof MethodOptions>>);

/** `POST /account/{account_id}/flash_call` of "Flash call: звонки для авторизации, API" (MCN, 27 May 2022). */
export function createFlashCall(account: McnAccount, provider: CallProvider, given: McnFlashCallOptions = {}): CallMethod {
  const { countryId, countries, price } = parseOptions('mcn.flashCall', schema, given);
  return Object.freeze<CallMethod>({
    id: `${provider.name}.flashCall`,
    provider,
    kind: 'flash_call',
    codeFrom: 'us',
    codeReach: 'caller_number',
    codeLength: MCN_CODE_LENGTH,
    reports: 'documented',
    apiUrl: account.apiUrl,
    hasSecretUrls: true,
    numberTypes: Object.freeze(['mobile'] as const),
    countries,
    price: price ?? documentedPrice(countryId, countries),
    async place({ phone, code }, { fetch }) {
      if (code === undefined) return NO_CODE_GIVEN;
      const query = new URLSearchParams({ login_did: digitsOf(phone), code });
      if (countryId !== undefined) query.set('country_id', String(countryId));
      const url = `${account.apiUrl}/v2/rest/account/${account.accountId}/flash_call?${query.toString()}`;
      return resultWithOurCode(await askMcn(account, { url }, fetch));
    },
  });
}

/**
 * 15 kopecks from a Russian caller, 45 from a Slovak one (the same document). If it depends on the number called, the higher price
 * counts, so that a budget is never overspent.
 */
function documentedPrice(countryId: number | undefined, countries: readonly string[] | undefined): Price {
  const isRussianCaller = countryId === 643 || (countryId === undefined && countries?.every((country) => country === 'RU'));
  return Object.freeze({ amount: isRussianCaller ? 0.15 : 0.45, currency: 'RUB' });
}
