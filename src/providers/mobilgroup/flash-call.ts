/** MobilGroup's flash call: it rings once, and the last digits of its number are the code. */
import { ConfigurationError } from '../../options/configuration-error.js';
import { option, parseOptions, type ShapeOf } from '../../options/parse-options.js';
import type { CallMethod, CallProvider } from '../../ports/method.js';
import { digitsOf, type MethodOptions, methodOptionsSchema } from '../method-options.js';
import { NO_CODE_GIVEN, resultWithOurCode } from '../place-result.js';
import { MOBIL_GROUP_CALL_PRICE, MOBIL_GROUP_CODE_LENGTH, type MobilGroupAccount } from './account.js';
import { askMobilGroup } from './ask.js';
import { resultWithTheirCode } from './place-result.js';

/** Options of `mobilGroup.flashCall`. Until an answer says the price, a call is assumed to cost 0.35 RUB. */
export interface MobilGroupFlashCallOptions extends MethodOptions {
  /** How many last digits of the calling number are the code, 4 to 8. @default 4 */
  readonly digits?: number | undefined;
  /**
   * Who chooses the code. `caller`: MobilGroup, by the number it calls from; it is only as hard to guess as MobilGroup's pool of numbers
   * is large. `us`: this package chooses four digits, sent as `flashcall.code`. That parameter is in no document of MobilGroup, only in
   * public clients of its service, so ask MobilGroup before you rely on it. @default 'caller'
   */
  readonly codeFrom?: 'caller' | 'us' | undefined;
}

const FACTORY = 'mobilGroup.flashCall';

const schema = methodOptionsSchema({
  digits: option.integer(4, 8).default(MOBIL_GROUP_CODE_LENGTH),
  codeFrom: option.oneOf(['caller', 'us']).default('caller'),
} satisfies ShapeOf<Omit<MobilGroupFlashCallOptions, keyof MethodOptions>>);

/** "Звонок без воспроизведения кода" of "Описание API услуги Авторизация по звонку / Flash-Call" (MobilGroup). */
export function createFlashCall(account: MobilGroupAccount, provider: CallProvider, given: MobilGroupFlashCallOptions = {}): CallMethod {
  const { digits, codeFrom, countries, price = MOBIL_GROUP_CALL_PRICE } = parseOptions(FACTORY, schema, given);
  if (codeFrom === 'us' && digits !== MOBIL_GROUP_CODE_LENGTH) {
    throw new ConfigurationError(FACTORY, 'digits', 'must be 4 with codeFrom "us": our codes have four digits.');
  }
  const reading = { codeLength: digits, currency: price.currency };
  return Object.freeze<CallMethod>({
    id: `${provider.name}.flashCall`,
    provider,
    kind: 'flash_call',
    codeFrom: codeFrom === 'us' ? 'us' : 'provider',
    codeReach: 'caller_number',
    codeLength: digits,
    reports: 'assumed',
    apiUrl: account.apiUrl,
    numberTypes: Object.freeze(['mobile'] as const),
    countries,
    price,
    tellsPrice: true,
    async place({ phone, code }, { fetch }) {
      const number = digitsOf(phone);
      if (codeFrom === 'caller') {
        return resultWithTheirCode(await askMobilGroup(account, { number, capacity: String(digits) }, reading, fetch));
      }
      if (code === undefined) return NO_CODE_GIVEN;
      return resultWithOurCode(await askMobilGroup(account, { number, flashcall: { code } }, reading, fetch));
    },
  });
}
