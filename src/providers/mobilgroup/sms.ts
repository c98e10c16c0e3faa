/** MobilGroup's SMS: sends the code of an earlier call again. */
import { parseOptions, type ShapeOf } from '../../options/parse-options.js';
import type { CallMethod, CallProvider } from '../../ports/method.js';
import { type MethodOptions, methodOptionsSchema } from '../method-options.js';
import { MOBIL_GROUP_CALL_PRICE, MOBIL_GROUP_CODE_LENGTH, type MobilGroupAccount } from './account.js';
import { askMobilGroup } from './ask.js';
import { resultOfSms } from './place-result.js';

/** Options of `mobilGroup.sms`. Its price is not documented: without `price`, budgets of money do not count it before it is sent. */
export interface MobilGroupSmsOptions extends MethodOptions {}

const schema = methodOptionsSchema({} satisfies ShapeOf<Omit<MobilGroupSmsOptions, keyof MethodOptions>>);

/**
 * "Отправка SMS с кодом, если не удалось дозвониться" of "Описание API услуги Авторизация по звонку / Flash-Call" (MobilGroup). Its
 * answer is not documented, so any accepted request is enough.
 */
export function createSms(account: MobilGroupAccount, provider: CallProvider, given: MobilGroupSmsOptions = {}): CallMethod {
  const { countries, price } = parseOptions('mobilGroup.sms', schema, given);
  const reading = { codeLength: MOBIL_GROUP_CODE_LENGTH, currency: price?.currency ?? MOBIL_GROUP_CALL_PRICE.currency };
  return Object.freeze<CallMethod>({
    id: `${provider.name}.sms`,
    provider,
    kind: 'sms',
    codeFrom: 'earlier_call',
    codeReach: 'text',
    codeLength: MOBIL_GROUP_CODE_LENGTH,
    reports: 'never',
    apiUrl: account.apiUrl,
    numberTypes: Object.freeze(['mobile'] as const),
    countries,
    price,
    tellsPrice: true,
    async place({ earlierCallId }, { fetch }) {
      if (earlierCallId === undefined) return { status: 'refused', blame: 'provider', reason: 'no_earlier_call' };
      return resultOfSms(await askMobilGroup(account, { sms: { id: earlierCallId } }, reading, fetch));
    },
  });
}
