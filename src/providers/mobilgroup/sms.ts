/** MobilGroup's SMS: sends the code of an earlier call again. */
import { z } from 'zod';
import { parseOptions } from '../../core/options/parse-options.js';
import type { CallMethod, CallProvider } from '../../ports/method.js';
import { type MethodOptions, methodOptionsShape, optionsObject } from '../method-options.js';
import { askMobilGroup, MOBIL_GROUP_CALL_PRICE, MOBIL_GROUP_CODE_LENGTH, type MobilGroupAccount } from './ask.js';

/** Options of `mobilGroup.sms`. Its price is not documented: set `price`, or budgets of money do not see it before it is sent. */
export interface MobilGroupSmsOptions extends MethodOptions {}

const schema = z.strictObject({ ...methodOptionsShape }, { error: optionsObject('an object of options') });

/**
 * "Отправка SMS с кодом, если не удалось дозвониться" of "Описание API услуги Авторизация по звонку / Flash-Call"
 * (MobilGroup). What it answers is not documented: an accepted request is enough. Its id and code are not read, since nothing
 * says that they would be those of the SMS; a price is read, since it can only be that of the request.
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
    numberTypes: Object.freeze(['mobile'] as const),
    countries,
    price,
    async place({ earlierCallId }, { fetch }) {
      if (earlierCallId === undefined) return { status: 'refused', blame: 'provider', reason: 'no_earlier_call' };
      const answer = await askMobilGroup(account, { sms: { id: earlierCallId } }, reading, fetch);
      if (answer.status === 'refused') return answer;
      return answer.status === 'accepted' ? { status: 'placed', price: answer.price } : { status: 'uncertain', reason: answer.reason };
    },
  });
}
