/** MCN's v2 API: `flash_call` and `call_for_2fa`, with their parameters in the query ("Flash call: звонки для авторизации, API"). */
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

/** No document shows an error. This is the envelope of the documented answers, with the HTTP status in it. */
const refuse = (status: number, message: string): ProviderAnswer => ({
  type: 'refused',
  status,
  body: { status: 'error', code: status, message },
});

const REFUSALS: Refusals = {
  noMoney: () => refuse(402, 'Not enough money'),
  accountDisabled: () => refuse(403, 'Account is disabled'),
  withCode: (errorCode) => ({ type: 'refused', status: 200, body: { status: 'error', code: errorCode } }),
};

/** The errors that both methods share. */
function commonTrouble(context: McnContext, { authorization, parameters, query }: ProviderRequest): ProviderAnswer | undefined {
  const { account } = context;
  const number = query['login_did'];
  if (!isBearerToken(account.token, authorization)) return refuse(401, 'Unauthorized');
  if (parameters['accountId'] !== account.accountId) return refuse(403, 'Access to this account is denied');
  if (number === undefined || !MCN_NUMBER.test(number)) return refuse(400, 'login_did is missing or not a number');
  const trouble = numberTrouble(context, number);
  return trouble === undefined ? undefined : refuse(400, trouble);
}

export function mcnFlashCall(context: McnContext): ProviderEndpoint {
  return {
    provider: 'mcn',
    path: '/v2/rest/account/:accountId/flash_call',
    refusals: REFUSALS,
    answer(request) {
      const trouble = commonTrouble(context, request);
      if (trouble !== undefined) return trouble;
      const number = request.query['login_did'] ?? '';
      const asked = request.query['code'] === '' ? undefined : request.query['code'];
      if (asked !== undefined && !MCN_CODE.test(asked)) return refuse(400, 'code is not four digits');
      const code = carriedCode(asked, request.fault);
      const caller = callerEndingWith(code, callerCountry(number, request.query['country_id']));
      const placed = placeMcnCall(context, { kind: 'flash_call', number, caller });
      return {
        ...acceptedCall(context, placed, code),
        body: (parts) => ({
          status: 'success',
          code: 200,
          object: { login_did: number, code: parts.code, account_id: context.account.accountId, verification_call_uuid: parts.id },
        }),
      };
    },
  };
}

/** Its answer is not documented. Here it has no id, and no report comes about the call, so a host cannot rely on either. */
export function mcnOwnNumberCall(context: McnContext): ProviderEndpoint {
  return {
    provider: 'mcn',
    path: '/v2/rest/account/:accountId/call_for_2fa',
    refusals: REFUSALS,
    answer(request) {
      const trouble = commonTrouble(context, request);
      if (trouble !== undefined) return trouble;
      const { ownNumbers } = context.account;
      const number = request.query['login_did'] ?? '';
      const caller = request.query['caller_did'];
      if (caller === undefined || !MCN_NUMBER.test(caller)) return refuse(400, 'caller_did is missing or not a number');
      if (ownNumbers !== undefined && !ownNumbers.includes(caller)) return refuse(403, 'caller_did is not connected to this account');
      const placed = placeMcnCall(context, { kind: 'call_for_2fa', number, caller });
      return {
        ...acceptedCall(context, placed, undefined),
        isReported: false,
        body: () => ({
          status: 'success',
          code: 200,
          object: { caller_did: caller, login_did: number, account_id: context.account.accountId },
        }),
      };
    },
  };
}
