/** MobilGroup's SMS: sends the code of an earlier call again. */
import { z } from 'zod';
import { parseOptions } from '../../core/options.js';
import type { CallMethod, CallProvider } from '../../ports/method.js';
import { type MethodOptions, methodOptionsShape, optionsObject } from '../method-options.js';
import { askMobilGroup, MOBIL_GROUP_CODE_LENGTH, type MobilGroupAccount } from './send.js';

/** Options of `mobilGroup.sms`. */
export interface MobilGroupSmsOptions extends MethodOptions {}

const schema = z.strictObject({ ...methodOptionsShape }, { error: optionsObject('an object of options') });

/**
 * "Отправка SMS с кодом, если не удалось дозвониться" of "Описание API услуги Авторизация по звонку / Flash-Call"
 * (MobilGroup). What it answers is not documented: an accepted request is enough, and its id and code are not read, since
 * nothing says that they would be those of the SMS.
 */
export function createSms(account: MobilGroupAccount, provider: CallProvider, given: MobilGroupSmsOptions = {}): CallMethod {
  const { countries, price } = parseOptions('mobilGroup.sms', schema, given);
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
      const answer = await askMobilGroup(account, { sms: { id: earlierCallId } }, MOBIL_GROUP_CODE_LENGTH, fetch);
      if (answer.status === 'refused') return answer;
      return answer.status === 'accepted' ? { status: 'placed' } : { status: 'uncertain', reason: answer.reason };
    },
  });
}
