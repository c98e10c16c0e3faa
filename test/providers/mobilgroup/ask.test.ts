/** How MobilGroup's one endpoint is asked and answers, and what its methods cost: before a call, and as its answer says. */
import { describe, expect, it } from 'vitest';
import type { CallMethod, PlaceResult } from '../../../src/ports/method.js';
import { createMobilGroup, type MobilGroup } from '../../../src/providers/mobilgroup/create-mobil-group.js';
import { type Answer, closedUrl } from '../local-server.js';
import { placeAt } from '../placing.js';

const REQUEST = { phone: '+79999999999', code: '1234', purpose: 'sign-in', txn: 'the-txn' };
const SUCCESS = { result: 'ok', id: '1234', number: '79999999999', price: '0.35', code: '1234' };
const place = (answer: Answer, options: { apiKeyIn?: 'header' | 'body'; timeoutMs?: number } = {}) =>
  placeAt((apiUrl) => createMobilGroup({ apiKey: 'KEY', apiUrl, ...options }).voiceCall(), REQUEST, answer);

describe('askMobilGroup', () => {
  it('sends its key in the header, without "Bearer"', async () => {
    const { sent, body } = await place({ json: SUCCESS });
    expect(sent).toMatchObject({
      method: 'POST',
      path: '/api/voice-password/send/',
      query: {},
      headers: { authorization: 'KEY', 'content-type': 'application/json' },
    });
    expect(body).toEqual({ number: '79999999999', voice: { code: '1234' } });
  });

  it('sends its key in the body when told to, and then in no header', async () => {
    const { sent, body } = await place({ json: SUCCESS }, { apiKeyIn: 'body' });
    expect(sent.headers.authorization).toBeUndefined();
    expect(body).toEqual({ security: { apiKey: 'KEY' }, number: '79999999999', voice: { code: '1234' } });
  });

  it.each([
    ['number_is_empty', 'number'],
    ['number_not_valid', 'number'],
    ['number_not_permitted', 'number'],
    ['number_in_spam_list', 'number'],
    ['authorisation_failed', 'account'],
    ['user_disabled', 'account'],
    ['not_enough_money', 'account'],
    ['ani_phone_not_valid', 'account'],
    ['unknown_request', 'account'],
    ['code_not_valid', 'provider'],
  ])('blames %s on the %s, whatever the status', async (code, blame) => {
    const refused = { status: 'refused', blame, reason: code };
    expect((await place({ json: { result: 'error', error_code: code } })).result).toEqual(refused);
    expect((await place({ json: { result: ' Error', error_code: ` ${code.toUpperCase()}\n` } })).result).toEqual(refused);
    expect((await place({ status: 400, json: { result: 'error', error_code: code } })).result).toEqual(refused);
    expect((await place({ status: 500, json: { result: 'error', error_code: code } })).result).toEqual(refused);
  });

  it.each(['новая ошибка 79999999999', 'constructor', '', null, {}, 7])(
    'survives the unknown error code %j and repeats nothing of it',
    async (code) => {
      const { result } = await place({ json: { result: 'error', error_code: code } });
      expect(result).toEqual({ status: 'refused', blame: 'provider', reason: 'unknown_error_code' });
    },
  );

  it.each([
    ['12345678901234567890', '12345678901234567890'],
    ['9007199254740993', '9007199254740993'],
    ['9007199254740991', '9007199254740991'],
  ])('reads the id %s without rounding it', async (id, callId) => {
    const { result } = await place({ text: `{"result":"ok","id":${id},"price":0.35,"code":"1234"}` });
    expect(result).toEqual({ status: 'placed', callId, code: '1234', price: { amount: 0.35, currency: 'RUB' } });
  });

  it('takes an id for missing that is written so that it would be rounded', async () => {
    for (const id of ['1.2345678901234567e19', '12345678901234567890.0'])
      expect((await place({ text: `{"result":"ok","id":${id},"code":"1234"}` })).result).toMatchObject({ reason: 'missing_id' });
  });

  it('tells the status where a refusal has no known code', async () => {
    expect((await place({ status: 403, json: { error_code: 'new' } })).result).toEqual({
      status: 'refused',
      blame: 'account',
      reason: 'http_403',
    });
    expect((await place({ status: 404, text: 'x' })).result).toEqual({ status: 'refused', blame: 'provider', reason: 'http_404' });
  });

  it.each([
    ['has no result', { ...SUCCESS, result: undefined }],
    ['has an unknown result', { ...SUCCESS, result: 'accepted' }],
    ['has a result that is no word', { ...SUCCESS, result: true }],
    ['has only an error code', { error_code: 'not_enough_money' }],
  ])('is uncertain when an answer %s', async (_, json) => {
    expect((await place({ json })).result).toEqual({ status: 'uncertain', reason: 'unreadable_answer' });
  });

  it("is uncertain after a gateway's error and a time-out, and refused when nobody listens", async () => {
    expect((await place({ status: 504, json: { result: 'error', error_code: 'user_disabled' } })).result).toEqual({
      status: 'uncertain',
      reason: 'http_504',
    });
    expect((await place(() => {}, { timeoutMs: 50 })).result).toEqual({ status: 'uncertain', reason: 'timeout' });
    const method = createMobilGroup({ apiKey: 'KEY', apiUrl: await closedUrl() }).voiceCall();
    expect(await method.place(REQUEST, { fetch })).toEqual({ status: 'refused', blame: 'provider', reason: 'connection_refused' });
  });
});

type CreateMethod = (mobilGroup: MobilGroup, price?: { amount: number; currency: string }) => CallMethod;

const METHODS: readonly (readonly [string, CreateMethod])[] = [
  ['flashCall', (mobilGroup, price) => mobilGroup.flashCall({ price })],
  ['voiceCall', (mobilGroup, price) => mobilGroup.voiceCall({ price })],
  ['sms', (mobilGroup, price) => mobilGroup.sms({ price })],
];
const PRICED_REQUEST = { phone: '+79999999999', code: '1234', earlierCallId: '77' };

async function placePriced(create: (mobilGroup: MobilGroup) => CallMethod, answer: object): Promise<PlaceResult> {
  const json = { result: 'ok', id: '1234', number: '79999999999', code: '1234', ...answer };
  return (await placeAt((apiUrl) => create(createMobilGroup({ apiKey: 'APIKEY', apiUrl })), PRICED_REQUEST, { json })).result;
}

describe.each(METHODS)('the price of mobilGroup.%s', (_, create) => {
  it('is told from the answer, in roubles', async () => {
    for (const price of ['0.35', 0.35, ' 0.35 ']) {
      expect(await placePriced(create, { price })).toMatchObject({ status: 'placed', price: { amount: 0.35, currency: 'RUB' } });
    }
  });

  it("is told in the currency of the method's own price", async () => {
    const result = await placePriced((mobilGroup) => create(mobilGroup, { amount: 0.01, currency: 'EUR' }), { price: '0.02' });
    expect(result).toMatchObject({ price: { amount: 0.02, currency: 'EUR' } });
  });

  it.each([undefined, null, '', '-0.35', -1, '0', 0, '1000.5', 1e9, '1e2', '0,35', '0.35 RUB', 'NaN', true, {}, ['0.35']])(
    'is not told from %j, and the call is placed all the same',
    async (price) => {
      const result = await placePriced(create, { price });
      expect(result.status).toBe('placed');
      expect(result).toHaveProperty('price', undefined);
    },
  );

  it('is what the host says', () => {
    const price = { amount: 1.5, currency: 'RUB' };
    expect(create(createMobilGroup({ apiKey: 'APIKEY' }), price).price).toEqual(price);
  });
});

it("a call is taken to cost what the document's sample answer says, and an SMS has no known price", () => {
  const mobilGroup = createMobilGroup({ apiKey: 'APIKEY' });
  expect(mobilGroup.flashCall().price).toEqual({ amount: 0.35, currency: 'RUB' });
  expect(mobilGroup.voiceCall().price).toEqual({ amount: 0.35, currency: 'RUB' });
  expect(mobilGroup.sms().price).toBeUndefined();
});

it('an answer that leaves the call uncertain tells its price, and a refusal tells none', async () => {
  const price = { amount: 0.35, currency: 'RUB' };
  const flashCall: CreateMethod = (mobilGroup) => mobilGroup.flashCall();
  expect(await placePriced(flashCall, { price: '0.35', id: undefined })).toMatchObject({
    status: 'uncertain',
    reason: 'missing_id',
    price,
  });
  expect(await placePriced(flashCall, { price: '0.35', code: 'XXXX' })).toMatchObject({
    status: 'uncertain',
    reason: 'missing_code',
    price,
  });
  const refused = await placePriced(flashCall, { result: 'error', error_code: 'not_enough_money', price: '0.35' });
  expect(refused).toEqual({ status: 'refused', blame: 'account', reason: 'not_enough_money' });
});
