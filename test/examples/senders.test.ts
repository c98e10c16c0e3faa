/** The recipes of senders, against services that behave as their documents say: what is sent, and what each answer proves. */
import type { CallMethod, PlaceResult } from 'express-call-verification';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createCompanySms } from '../../examples/recipes/sms-company.js';
import { createTelegram } from '../../examples/recipes/telegram-gateway.js';
import { createTwilioSms } from '../../examples/recipes/twilio.js';
import { closedUrl } from '../providers/local-server.js';
import { newNumber, newSecret } from '../support/shop.js';
import { openCompany, openTelegram, openTwilio, type Service } from './message-services.js';

const DOMAIN = 'shop.example';
const REPORTS = 'https://shop.example/webhooks/x';
const CODE = '804213';

interface Opened {
  readonly service: Service;
  /** With the right key, or another one, at the service, or elsewhere. */
  create(changes?: { readonly key?: string; readonly apiUrl?: string }): CallMethod;
}

async function company(settings: { readonly errorStatus?: number } = {}): Promise<Opened> {
  const key = newSecret('the key of the company');
  const service = await openCompany(key, settings);
  const options = { key, from: 'Shop', domain: DOMAIN, reportUrl: REPORTS, apiUrl: service.url };
  return { service, create: (changes) => createCompanySms({ ...options, ...changes }) };
}

async function telegram(): Promise<Opened> {
  const token = newSecret('the token of Telegram');
  const service = await openTelegram(token);
  return {
    service,
    create: ({ key = token, apiUrl = service.url } = {}) => createTelegram({ token: key, callbackUrl: REPORTS, apiUrl }),
  };
}

async function twilio(): Promise<Opened> {
  const [accountSid, authToken] = ['AC00000000000000000000000000000000', newSecret('the token of Twilio')];
  const service = await openTwilio(accountSid, authToken);
  const options = { accountSid, from: '+15005550006', domain: DOMAIN, callbackUrl: REPORTS };
  return {
    service,
    create: ({ key = authToken, apiUrl = service.url } = {}) => createTwilioSms({ ...options, authToken: key, apiUrl }),
  };
}

const RECIPES = { company, telegram, twilio } as const;
const NAMES = Object.keys(RECIPES) as (keyof typeof RECIPES)[];

const place = (method: CallMethod, changes: { readonly phone?: string; readonly language?: string } = {}): Promise<PlaceResult> =>
  method.place({ phone: newNumber(), code: CODE, purpose: 'sign-in', txn: 'txn', ...changes }, { fetch });

async function placeUnder(name: keyof typeof RECIPES, trouble: string): Promise<PlaceResult> {
  const { service, create } = await RECIPES[name]();
  service.meet(trouble);
  return place(create());
}

describe('a code', () => {
  it('goes to the company in a text of one segment, in the language of the person', async () => {
    const { service, create } = await company();
    const phone = newNumber();
    const result = await place(create(), { phone, language: 'ru' });
    const [message] = service.messages;
    expect(result).toMatchObject({ status: 'placed', callId: message?.['id'] });
    expect(message).toMatchObject({ to: phone, from: 'Shop', reportUrl: REPORTS });
    expect(message?.['text']).toBe(`${CODE} — ваш код. Никому его не сообщайте.\n@${DOMAIN} #${CODE}`);
  });

  it('goes to Telegram, which writes the text, for as long as the code counts', async () => {
    const { service, create } = await telegram();
    const phone = newNumber();
    const result = await place(create(), { phone });
    const [message] = service.messages;
    expect(result).toMatchObject({ status: 'placed', callId: message?.['id'] });
    expect(message).toMatchObject({ phone_number: phone, code: CODE, ttl: 300, callback_url: REPORTS });
    expect(service.requests).toEqual(['POST /sendVerificationMessage']);
  });

  it('goes to Twilio as a form', async () => {
    const { service, create } = await twilio();
    const phone = newNumber();
    const result = await place(create(), { phone });
    const [message] = service.messages;
    expect(result).toMatchObject({ status: 'placed', callId: message?.['id'] });
    expect(message).toMatchObject({ To: phone, From: '+15005550006', StatusCallback: REPORTS, ValidityPeriod: '300' });
    expect(message?.['Body']).toBe(`${CODE} is your code. Never tell it to anyone.\n@${DOMAIN} #${CODE}`);
  });
});

describe('a refusal', () => {
  it.each([
    ['company', 'invalid_number', 'number', 'invalid_number'],
    ['company', 'number_blocked', 'number', 'number_blocked'],
    ['company', 'no_money', 'account', 'no_money'],
    ['company', 'sender_not_allowed', 'account', 'sender_not_allowed'],
    ['company', 'too_busy', 'provider', 'too_busy'],
    ['telegram', 'PHONE_NUMBER_INVALID', 'number', 'phone_number_invalid'],
    ['telegram', 'PHONE_NUMBER_NOT_FOUND', 'number', 'phone_number_not_found'],
    ['telegram', 'BALANCE_NOT_ENOUGH', 'account', 'balance_not_enough'],
    ['telegram', 'SENDER_NOT_VERIFIED', 'account', 'sender_not_verified'],
    ['telegram', 'FLOOD_WAIT_30', 'provider', 'flood_wait_30'],
    ['twilio', '21211', 'number', 'invalid'],
    ['twilio', '21614', 'number', 'not_mobile'],
    ['twilio', '21610', 'number', 'unsubscribed'],
    ['twilio', '21408', 'account', 'country_off'],
    ['twilio', '21608', 'account', 'on_trial'],
    ['twilio', '20429', 'provider', 'http_429'],
    ['twilio', '30001', 'provider', 'http_400'],
  ] as const)('of %s by %s is about the %s', async (name, error, blame, reason) => {
    expect(await placeUnder(name, error)).toEqual({ status: 'refused', blame, reason });
  });

  it('of the company may have the status 200', async () => {
    const { service, create } = await company({ errorStatus: 200 });
    service.meet('no_money');
    expect(await place(create())).toEqual({ status: 'refused', blame: 'account', reason: 'no_money' });
  });

  it.each([
    ['company', 'wrong_key'],
    ['telegram', 'access_token_invalid'],
    ['twilio', 'wrong_token'],
  ] as const)('of a wrong key by %s is about the account', async (name, reason) => {
    const { service, create } = await RECIPES[name]();
    expect(await place(create({ key: newSecret('a wrong key') }))).toEqual({ status: 'refused', blame: 'account', reason });
    expect(service.messages).toEqual([]);
  });

  it.each(NAMES)('is also what cannot have been sent: %s', async (name) => {
    const { create } = await RECIPES[name]();
    expect(await place(create({ apiUrl: await closedUrl() }))).toMatchObject({ status: 'refused', reason: 'connection_refused' });
  });

  it.each(NAMES)('is a 403 without a word, for which your account is to blame: %s', async (name) => {
    expect(await placeUnder(name, 'is_forbidden_as_html')).toEqual({ status: 'refused', blame: 'account', reason: 'http_403' });
  });

  it.each(NAMES)('is a redirection, which is not followed with the code: %s', async (name) => {
    const { service, create } = await RECIPES[name]();
    service.meet('redirects');
    expect(await place(create())).toEqual({ status: 'refused', blame: 'provider', reason: 'http_307' });
    expect(service.requests).toHaveLength(1);
  });
});

describe('what may have been sent', () => {
  it.each(
    NAMES.flatMap((name) =>
      (['breaks', 'breaks_as_html', 'answers_html', 'answers_without_id', 'times_out', 'resets'] as const).map(
        (trouble) => [name, trouble] as const,
      ),
    ),
  )('is uncertain: %s %s', async (name, trouble) => {
    expect(await placeUnder(name, trouble)).toMatchObject({ status: 'uncertain' });
  });

  it.each(NAMES)('is uncertain, and the request is given up: %s hangs', async (name) => {
    const { service, create } = await RECIPES[name]();
    service.meet('hangs');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const asked = service.asked();
    const placed = place(create());
    const { givenUp } = await asked;
    vi.advanceTimersByTime(8000);
    expect(await placed).toMatchObject({ status: 'uncertain', reason: 'timeout' });
    await givenUp;
  });
});
