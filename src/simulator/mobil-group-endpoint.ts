/** MobilGroup's one address: flash calls, voice passwords and SMS ("Описание API услуги Авторизация по звонку / Flash-Call"). */
import { callerEndingWith, otherCode } from './caller-numbers.js';
import { type MobilGroupOrder, readMobilGroupOrder } from './mobil-group-order.js';
import type { AcceptedAnswer, AnswerParts, ProviderAnswer, ProviderEndpoint, Refusals } from './provider-endpoint.js';
import type { TelephoneNetwork } from './telephone-network.js';

export interface MobilGroupAccount {
  readonly apiKey: string;
  /** In kopecks; each accepted request costs 35. */
  balanceKopecks: number;
  /** The numbers that are allowed in `ani`. */
  readonly registeredAni: readonly string[];
  /** Whether ids are strings, as in the document, or numbers, as public clients have seen them. */
  readonly idAs: 'string' | 'number';
}

interface Context {
  readonly account: MobilGroupAccount;
  readonly network: TelephoneNetwork;
}

const PRICE_KOPECKS = 35;

/** The document shows no HTTP status for errors; its samples suggest 200 with `result: "error"`. */
const refuse = (errorCode: string): ProviderAnswer => ({
  type: 'refused',
  status: 200,
  body: { result: 'error', error_code: errorCode },
});

const REFUSALS: Refusals = {
  noMoney: () => refuse('not_enough_money'),
  accountDisabled: () => refuse('user_disabled'),
  withCode: refuse,
};

export function mobilGroupSend({ account, network }: Context): ProviderEndpoint {
  /** What an SMS may refer to. */
  const sent = new Map<string, { number: string; code: string }>();
  let lastId = 1233;

  function accept(number: string, code: string, placed: { isLost: boolean } & Pick<AcceptedAnswer, 'placed'>, id: string): AcceptedAnswer {
    account.balanceKopecks -= PRICE_KOPECKS;
    return {
      type: 'accepted',
      parts: { id, code },
      isReported: true,
      ...placed,
      body: (parts: AnswerParts) => ({
        result: 'ok',
        id: account.idAs === 'number' && parts.id !== undefined ? Number(parts.id) : parts.id,
        number,
        price: (PRICE_KOPECKS / 100).toFixed(2),
        code: parts.code,
      }),
    };
  }

  function nextId(): string {
    lastId += 1;
    return String(lastId);
  }

  function placeCall(order: Exclude<MobilGroupOrder, { type: 'sms' }>, isCodeWrong: boolean): ProviderAnswer {
    const telephone = network.telephone(order.number);
    if (telephone.mood === 'not_permitted') return refuse('number_not_permitted');
    if (telephone.mood === 'no_route') return refuse('number_not_valid');
    const id = nextId();
    const code = isCodeWrong ? otherCode(order.code) : order.code;
    // If the customer chose the spoken code, it says nothing about the caller, which may be any number of the pool.
    const caller = order.ani ?? callerEndingWith(order.callerEnding ?? code, 'RU');
    sent.set(id, { number: order.number, code });
    const placed = network.placeCall({
      id,
      provider: 'mobilgroup',
      kind: order.type,
      number: `+${order.number}`,
      caller: `+${caller}`,
      codeDigits: order.callerEnding === undefined ? code.length : 0,
      speech: order.type === 'voice_call' ? { type: 'code', code, isRepeated: order.isRepeated } : undefined,
    });
    return accept(order.number, code, { placed, isLost: telephone.mood === 'loses_answer' }, id);
  }

  function sendText(idOfCall: string): ProviderAnswer {
    const call = sent.get(idOfCall);
    if (call === undefined) return refuse('unknown_request');
    network.sendText('mobilgroup', `+${call.number}`, `Your code is ${call.code}.`);
    const answer = accept(call.number, call.code, { placed: undefined, isLost: false }, nextId());
    // The answer to an SMS is not documented; here it does not repeat the code.
    return { ...answer, parts: { ...answer.parts, code: undefined } };
  }

  return {
    provider: 'mobilgroup',
    path: '/api/voice-password/send/',
    refusals: REFUSALS,
    answer({ json, authorization, fault }) {
      if (json === undefined) return refuse('unknown_request');
      if (!isAuthorised(account.apiKey, authorization, json['security'])) return refuse('authorisation_failed');
      const order = readMobilGroupOrder(json, account.registeredAni);
      if (typeof order === 'string') return refuse(order);
      if (account.balanceKopecks < PRICE_KOPECKS) return refuse('not_enough_money');
      return order.type === 'sms' ? sendText(order.id) : placeCall(order, fault === 'wrong_code');
    },
  };
}

/** The key is in the header or in the body. One is enough, but neither may be wrong. */
function isAuthorised(apiKey: string, authorization: string | undefined, security: unknown): boolean {
  const inBody = typeof security === 'object' && security !== null && 'apiKey' in security ? security.apiKey : undefined;
  const given = [authorization, inBody].filter((key) => key !== undefined);
  return given.length > 0 && given.every((key) => key === apiKey);
}
