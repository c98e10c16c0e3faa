/** MobilGroup's voice password: a voice speaks the code. */
import { ConfigurationError } from '../../options/configuration-error.js';
import { option, parseOptions, type ShapeOf } from '../../options/parse-options.js';
import type { CallMethod, CallProvider } from '../../ports/method.js';
import { digitsOf, type MethodOptions, methodOptionsSchema, ownNumberOption } from '../method-options.js';
import { NO_CODE_GIVEN, resultWithOurCode } from '../place-result.js';
import { MOBIL_GROUP_CALL_PRICE, MOBIL_GROUP_CODE_LENGTH, type MobilGroupAccount } from './account.js';
import { askMobilGroup } from './ask.js';
import { resultWithTheirCode } from './place-result.js';

/** Options of `mobilGroup.voiceCall`. Until an answer says the price, a call is assumed to cost 0.35 RUB. */
export interface MobilGroupVoiceCallOptions extends MethodOptions {
  /** Speaks the code twice. @default false */
  readonly repeat?: boolean | undefined;
  /** The number to call from, digits with country code; it must be registered with your account. @default one of MobilGroup's */
  readonly ani?: string | undefined;
  /**
   * Who chooses the code. `us`: this package chooses four digits. `caller`: it is the last four digits of the number MobilGroup calls
   * from. @default 'us'
   */
  readonly codeFrom?: 'us' | 'caller' | undefined;
}

const FACTORY = 'mobilGroup.voiceCall';

const schema = methodOptionsSchema({
  repeat: option.flag().default(false),
  ani: ownNumberOption().optional(),
  codeFrom: option.oneOf(['us', 'caller']).default('us'),
} satisfies ShapeOf<Omit<MobilGroupVoiceCallOptions, keyof MethodOptions>>);

/** "Звонок с воспроизведением … кода" of "Описание API услуги Авторизация по звонку / Flash-Call" (MobilGroup). */
export function createVoiceCall(account: MobilGroupAccount, provider: CallProvider, given: MobilGroupVoiceCallOptions = {}): CallMethod {
  const { repeat, ani, codeFrom, countries, price = MOBIL_GROUP_CALL_PRICE } = parseOptions(FACTORY, schema, given);
  if (codeFrom === 'caller' && ani !== undefined) {
    throw new ConfigurationError(
      FACTORY,
      'ani',
      'cannot be used with codeFrom "caller", because every code would be the last digits of that one number.',
    );
  }
  const manner = { ...(repeat ? { repeat: '1' } : {}), ...(ani === undefined ? {} : { ani }) };
  const reading = { codeLength: MOBIL_GROUP_CODE_LENGTH, currency: price.currency };
  return Object.freeze<CallMethod>({
    id: `${provider.name}.voiceCall`,
    provider,
    kind: 'voice_call',
    codeFrom: codeFrom === 'us' ? 'us' : 'provider',
    // With the caller's digits, a missed call shows the code, as a flash call does; otherwise it says nothing.
    codeReach: codeFrom === 'us' ? 'speech' : 'caller_number',
    codeLength: MOBIL_GROUP_CODE_LENGTH,
    reports: 'assumed',
    apiUrl: account.apiUrl,
    numberTypes: Object.freeze(['mobile', 'fixed'] as const),
    countries,
    price,
    tellsPrice: true,
    async place({ phone, code }, { fetch }) {
      const ask = (voice: object) => askMobilGroup(account, { number: digitsOf(phone), voice }, reading, fetch);
      if (codeFrom === 'caller') return resultWithTheirCode(await ask(manner));
      return code === undefined ? NO_CODE_GIVEN : resultWithOurCode(await ask({ code, ...manner }));
    },
  });
}
