/** MCN's password call: it speaks our code, and its calling number ends with the code, too. */
import { option, parseOptions, type ShapeOf } from '../../options/parse-options.js';
import type { CallMethod, CallProvider } from '../../ports/method.js';
import { digitsOf, type MethodOptions, methodOptionsSchema } from '../method-options.js';
import { NO_CODE_GIVEN, resultWithOurCode } from '../place-result.js';
import { MCN_CODE_LENGTH, MCN_PAID_METHOD_PRICE, type McnAccount } from './account.js';
import { askMcn } from './ask.js';
import { resultUnlessRedirected } from './place-result.js';

/** Options of `mcn.passwordCall`. */
export interface McnPasswordCallOptions extends MethodOptions {
  /** Asks MCN whether the number is forwarded: another person's telephone may ring then. @default true */
  readonly checkRedirect?: boolean | undefined;
  /** What a forwarded number means: with `reject` the attempt is dead, with `allow` nothing. Without `checkRedirect` nothing. @default 'reject' */
  readonly onRedirect?: 'reject' | 'allow' | undefined;
}

const schema = methodOptionsSchema({
  checkRedirect: option.flag().default(true),
  onRedirect: option.oneOf(['reject', 'allow']).default('reject'),
} satisfies ShapeOf<Omit<McnPasswordCallOptions, keyof MethodOptions>>);

/**
 * `POST /api/protected/api/auth/passwordcall` of "Password Call authorization - API" (MCN, 5 Sep 2024). The code also ends
 * the calling number ("a 4-digit code that will end the number from which the call originates"), so a missed call shows it.
 */
export function createPasswordCall(account: McnAccount, provider: CallProvider, given: McnPasswordCallOptions = {}): CallMethod {
  const { checkRedirect, onRedirect, countries, price } = parseOptions('mcn.passwordCall', schema, given);
  return Object.freeze<CallMethod>({
    id: `${provider.name}.passwordCall`,
    provider,
    kind: 'voice_call',
    codeFrom: 'us',
    codeReach: 'caller_number',
    codeLength: MCN_CODE_LENGTH,
    reports: 'documented',
    apiUrl: account.paidMethodsUrl,
    numberTypes: Object.freeze(['mobile', 'fixed'] as const),
    countries,
    price: price ?? MCN_PAID_METHOD_PRICE,
    async place({ phone, code }, { fetch }) {
      if (code === undefined) return NO_CODE_GIVEN;
      const url = `${account.paidMethodsUrl}/api/protected/api/auth/passwordcall`;
      const body = { phone_number: digitsOf(phone), verification_code: code, is_with_redirect: checkRedirect };
      const answer = await askMcn(account, { url, body }, fetch);
      return checkRedirect && onRedirect === 'reject' ? resultUnlessRedirected(answer) : resultWithOurCode(answer);
    },
  });
}
