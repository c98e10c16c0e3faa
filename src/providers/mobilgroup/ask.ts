/** Sends a request to MobilGroup's one endpoint and reads its answer. */
import { type Price, readTold } from '../../core/fraud/money.js';
import type { Blame } from '../../ports/method.js';
import type { CallAnswer } from '../place-result.js';
import { type AnswerObject, blameOfHttpStatus, readCallId, readCode, textOf } from '../wire/answer-fields.js';
import { type ProviderAnswer, sendRequest } from '../wire/send-request.js';
import type { MobilGroupAccount } from './account.js';

/**
 * The error codes of "Описание API услуги Авторизация по звонку / Flash-Call" (MobilGroup), and two more from its public clients:
 * `number_in_spam_list` (too many calls to one number) and `code_not_valid`.
 */
const BLAMES: Readonly<Record<string, Blame>> = {
  number_is_empty: 'number',
  number_not_valid: 'number',
  number_not_permitted: 'number',
  number_in_spam_list: 'number',
  authorisation_failed: 'account',
  user_disabled: 'account',
  not_enough_money: 'account',
  ani_phone_not_valid: 'account',
  unknown_request: 'account',
  code_not_valid: 'provider',
};

/** How an answer must be read. */
interface Reading {
  /** A code that came as a number is filled up to this length. */
  readonly codeLength: number;
  /** The account's currency, because prices in answers have none. */
  readonly currency: string;
}

/** Sends one request with the account's key. Never throws. */
export async function askMobilGroup(
  account: MobilGroupAccount,
  body: object,
  reading: Reading,
  fetch: typeof globalThis.fetch,
): Promise<CallAnswer> {
  const { apiKey, apiKeyIn, apiUrl, timeoutMs } = account;
  const answer = await sendRequest(
    {
      url: `${apiUrl}/api/voice-password/send/`,
      // The bare key, because MobilGroup wants no "Bearer".
      headers: apiKeyIn === 'header' ? { Authorization: apiKey } : {},
      body: apiKeyIn === 'header' ? body : { security: { apiKey }, ...body },
      timeoutMs,
    },
    fetch,
  );
  return readAnswer(answer, reading);
}

function readAnswer(answer: ProviderAnswer, { codeLength, currency }: Reading): CallAnswer {
  if (answer.status === 'uncertain') return answer;
  if (answer.status === 'refused') {
    return readErrorCode(answer.json) ?? { status: 'refused', blame: blameOfHttpStatus(answer.httpStatus), reason: answer.reason };
  }
  const { json } = answer;
  switch (textOf(json['result'])?.toLowerCase()) {
    case 'ok':
      return {
        status: 'accepted',
        callId: readCallId(json, ['id']),
        code: readCode(json['code'], codeLength),
        price: readPrice(json['price'], currency),
      };
    case 'error':
      return readErrorCode(json) ?? { status: 'refused', blame: 'provider', reason: 'unknown_error_code' };
    default:
      return { status: 'uncertain', reason: 'unreadable_answer' };
  }
}

function readPrice(value: unknown, currency: string): Price | undefined {
  const amount = readTold(textOf(value));
  return amount === undefined ? undefined : { amount, currency };
}

/** The refusal that a known error code means. An unknown code is the provider's text, and is not passed on. */
function readErrorCode(json: AnswerObject | undefined): CallAnswer | undefined {
  const code = textOf(json?.['error_code'])?.toLowerCase();
  const blame = code !== undefined && Object.hasOwn(BLAMES, code) ? BLAMES[code] : undefined;
  return code === undefined || blame === undefined ? undefined : { status: 'refused', blame, reason: code };
}
