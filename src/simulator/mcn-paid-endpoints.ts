/** MCN's paid methods, in JSON: "Password Call authorization - API" and `confirmationCall` of "Metódy na uskutočňovanie hovorov". */
import { isBearerToken } from './bearer-token.js';
import { callerEndingWith } from './caller-numbers.js';
import {
  acceptedCall,
  callerCountry,
  carriedCode,
  MCN_CODE,
  MCN_NUMBER,
  type McnContext,
  numberTrouble,
  placeMcnCall,
} from './mcn-calls.js';
import type { ProviderAnswer, ProviderEndpoint, ProviderRequest, Refusals } from './provider-endpoint.js';

/** Only `ok: false` is documented; the statuses and the text are assumed. */
const refuse = (status: number, error: string): ProviderAnswer => ({ type: 'refused', status, body: { ok: false, error } });

const REFUSALS: Refusals = {
  noMoney: () => refuse(402, 'Not enough money'),
  accountDisabled: () => refuse(403, 'Account is disabled'),
  withCode: (errorCode) => refuse(200, errorCode),
};

/** The number to call, or what is wrong with the request. */
function readNumber(context: McnContext, { authorization, json }: ProviderRequest): string | ProviderAnswer {
  if (!isBearerToken(context.account.token, authorization)) return refuse(401, 'Unauthorized');
  if (json === undefined) return refuse(400, 'The body is not a JSON object');
  const number = json['phone_number'];
  if (typeof number !== 'string' || !MCN_NUMBER.test(number)) return refuse(400, 'phone_number is missing or not a number');
  const trouble = numberTrouble(context, number);
  return trouble === undefined ? number : refuse(400, trouble);
}

export function mcnPasswordCall(context: McnContext): ProviderEndpoint {
  return {
    provider: 'mcn',
    path: '/api/protected/api/auth/passwordcall',
    refusals: REFUSALS,
    answer(request) {
      const number = readNumber(context, request);
      if (typeof number !== 'string') return number;
      const { verification_code: given = '', is_with_redirect: isRedirectAsked = false } = request.json ?? {};
      if (typeof given !== 'string' || (given !== '' && !MCN_CODE.test(given))) return refuse(400, 'verification_code is not four digits');
      if (typeof isRedirectAsked !== 'boolean') return refuse(400, 'is_with_redirect is not a boolean');

      const code = carriedCode(given === '' ? undefined : given, request.fault);
      const caller = callerEndingWith(code, callerCountry(number, undefined));
      const placed = placeMcnCall(context, { kind: 'password_call', number, caller, speech: { type: 'code', code, isRepeated: false } });
      const idName = context.account.answers === 'as_printed' ? 'verification_uuid' : 'verification_call_uuid';
      return {
        ...acceptedCall(context, placed, code),
        body: (parts) => ({
          ok: true,
          caller_number: caller,
          verification_code: parts.code,
          [idName]: parts.id,
          // "Active only when is_with_redirect is set to true".
          is_redirect: isRedirectAsked && placed.call.isForwarded,
        }),
      };
    },
  };
}

export function mcnConfirmationCall(context: McnContext): ProviderEndpoint {
  return {
    provider: 'mcn',
    path: '/api/protected/api/auth/confirmationCall',
    refusals: REFUSALS,
    answer(request) {
      const number = readNumber(context, request);
      if (typeof number !== 'string') return number;
      const code = carriedCode(undefined, request.fault);
      const caller = callerEndingWith(code, callerCountry(number, undefined));
      const placed = placeMcnCall(context, { kind: 'confirmation_call', number, caller, speech: { type: 'press_9' } });
      const { accountId, answers } = context.account;
      return {
        ...acceptedCall(context, placed, code),
        // The sample shows one form, and the text below it describes another.
        body: (parts) =>
          answers === 'as_printed'
            ? {
                status: 'success',
                code: 200,
                object: { login_did: number, code: parts.code, account_id: accountId, verification_call_uuid: parts.id },
              }
            : { ok: true, caller_number: caller, verification_call_uuid: parts.id },
      };
    },
  };
}
