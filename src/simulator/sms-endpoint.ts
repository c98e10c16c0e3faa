/** A company that sends any text as an SMS. No real one is meant: it has what such companies have in common. */
import { randomUUID } from 'node:crypto';
import { isBearerToken } from './bearer-token.js';
import type { SimulatorFault } from './fault.js';
import type { ProviderAnswer, ProviderEndpoint, ProviderRequest, Refusals } from './provider-endpoint.js';
import type { TelephoneMood } from './telephone-mood.js';
import type { TelephoneNetwork } from './telephone-network.js';

export interface SmsAccount {
  readonly apiKey: string;
}

interface Context {
  readonly account: SmsAccount;
  readonly network: TelephoneNetwork;
}

type Message = { readonly to: string; readonly text: string };

/** E.164 with its plus. */
const NUMBER = /^\+[1-9]\d{6,14}$/;

/** About ten segments: the most that such companies take. */
const MAX_LETTERS = 1600;

const refuse = (status: number, code: string, message: string): ProviderAnswer => ({
  type: 'refused',
  status,
  body: { error: { code, message } },
});

const REFUSALS: Refusals = {
  noMoney: () => refuse(402, 'not_enough_money', 'The balance is too low'),
  accountDisabled: () => refuse(403, 'account_disabled', 'This account is disabled'),
  withCode: (errorCode) => refuse(200, errorCode, 'The message was not accepted'),
};

export function smsMessages({ account, network }: Context): ProviderEndpoint {
  function send({ to, text }: Message, fault: SimulatorFault | undefined): ProviderAnswer {
    const { mood } = network.telephone(to);
    if (mood === 'not_permitted') return refuse(403, 'number_not_permitted', 'Messages to this number are not permitted');
    if (mood === 'no_route') return refuse(422, 'invalid_number', 'This number does not exist');
    const id = randomUUID();
    const isLostOnItsWay = fault === 'undelivered';
    if (!isLostOnItsWay) network.sendText('sms', to, text);
    return {
      type: 'accepted',
      parts: { id, code: undefined },
      placed: undefined,
      delivery: deliveryOf(id, mood, isLostOnItsWay),
      isReported: false,
      isLost: mood === 'loses_answer',
      body: (parts) => ({ id: parts.id }),
    };
  }

  return {
    provider: 'sms',
    path: '/sms/messages',
    refusals: REFUSALS,
    answer(request) {
      if (!isBearerToken(account.apiKey, request.authorization)) return refuse(401, 'unauthorized', 'The key is missing or wrong');
      const message = readMessage(request);
      return 'type' in message ? message : send(message, request.fault);
    },
  };
}

/** Of a telephone that is switched off nobody knows yet whether it will get the message, so there is no report. */
function deliveryOf(id: string, mood: TelephoneMood, isLostOnItsWay: boolean) {
  if (isLostOnItsWay) return { id, status: 'undelivered' } as const;
  return mood === 'off' ? undefined : ({ id, status: 'delivered' } as const);
}

function readMessage({ json }: ProviderRequest): Message | ProviderAnswer {
  if (json === undefined) return refuse(400, 'invalid_request', 'The body is not a JSON object');
  const { to, text, ...others } = json;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) return refuse(400, 'invalid_request', `There is no member ${JSON.stringify(unknown)}`);
  if (typeof text !== 'string' || text.trim() === '') return refuse(400, 'invalid_request', 'text is missing');
  if (text.length > MAX_LETTERS) return refuse(400, 'text_too_long', `text has more than ${MAX_LETTERS} characters`);
  if (typeof to !== 'string' || !NUMBER.test(to)) return refuse(422, 'invalid_number', 'to is not a number such as +79157777777');
  return { to, text };
}
