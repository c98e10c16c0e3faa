/** MCN's password call: it speaks our code, and its number ends with it too. */
import { z } from 'zod';
import { option, parseOptions } from '../../core/options/parse-options.js';
import type { CallMethod, CallProvider } from '../../ports/method.js';
import { digitsOf, type MethodOptions, methodOptionsShape, optionsObject } from '../method-options.js';
import { NO_CODE_GIVEN } from '../no-code-given.js';
import { askMcn, MCN_CODE_LENGTH, type McnAccount, requireCallId } from './ask.js';

/** Options of `mcn.passwordCall`. */
export interface McnPasswordCallOptions extends MethodOptions {
  /** Asks MCN whether the number is forwarded: somebody else's telephone may ring then. @default true */
  readonly checkRedirect?: boolean | undefined;
  /** What a forwarded number means: the attempt is dead, or nothing. Without `checkRedirect` it means nothing. @default 'reject' */
  readonly onRedirect?: 'reject' | 'allow' | undefined;
}

const schema = z.strictObject(
  {
    ...methodOptionsShape,
    checkRedirect: option.flag().default(true),
    onRedirect: option.oneOf(['reject', 'allow']).default('reject'),
  },
  { error: optionsObject('an object of options') },
);

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
    numberTypes: Object.freeze(['mobile', 'fixed'] as const),
    countries,
    price: price ?? Object.freeze({ amount: 0.0083, currency: 'EUR' }),
    async place({ phone, code }, { fetch }) {
      if (code === undefined) return NO_CODE_GIVEN;
      const url = `${account.paidMethodsUrl}/api/protected/api/auth/passwordcall`;
      const body = { phone_number: digitsOf(phone), verification_code: code, is_with_redirect: checkRedirect };
      const answer = await askMcn(account, { url, body }, fetch);
      // Before the id is asked for: a forwarded attempt is dead whether or not its reports can be matched.
      if (answer.status === 'accepted' && answer.isForwarded && checkRedirect && onRedirect === 'reject') {
        return { status: 'placed', callId: answer.callId, code: answer.code, isRedirected: true };
      }
      return requireCallId(answer);
    },
  });
}
