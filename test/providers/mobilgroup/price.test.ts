/** What MobilGroup's methods cost: before a call, and as its answer says. */
import { describe, expect, it } from 'vitest';
import type { CallMethod, PlaceResult } from '../../../src/ports/method.js';
import { createMobilGroup, type MobilGroup } from '../../../src/providers/mobilgroup/create-mobil-group.js';
import { placeAt } from '../placing.js';

type CreateMethod = (mobilGroup: MobilGroup, price?: { amount: number; currency: string }) => CallMethod;

const METHODS: readonly (readonly [string, CreateMethod])[] = [
  ['flashCall', (mobilGroup, price) => mobilGroup.flashCall({ price })],
  ['voiceCall', (mobilGroup, price) => mobilGroup.voiceCall({ price })],
  ['sms', (mobilGroup, price) => mobilGroup.sms({ price })],
];
const REQUEST = { phone: '+79999999999', code: '1234', earlierCallId: '77' };

async function place(create: (mobilGroup: MobilGroup) => CallMethod, answer: object): Promise<PlaceResult> {
  const json = { result: 'ok', id: '1234', number: '79999999999', code: '1234', ...answer };
  return (await placeAt((apiUrl) => create(createMobilGroup({ apiKey: 'APIKEY', apiUrl })), REQUEST, { json })).result;
}

describe.each(METHODS)('the price of mobilGroup.%s', (_, create) => {
  it('is told from the answer, in roubles', async () => {
    for (const price of ['0.35', 0.35, ' 0.35 ']) {
      expect(await place(create, { price })).toMatchObject({ status: 'placed', price: { amount: 0.35, currency: 'RUB' } });
    }
  });

  it("is told in the currency of the method's own price", async () => {
    const result = await place((mobilGroup) => create(mobilGroup, { amount: 0.01, currency: 'EUR' }), { price: '0.02' });
    expect(result).toMatchObject({ price: { amount: 0.02, currency: 'EUR' } });
  });

  it.each([undefined, null, '', '-0.35', -1, '0', 0, '1000.5', 1e9, '1e2', '0,35', '0.35 RUB', 'NaN', true, {}, ['0.35']])(
    'is not told from %j, and the call is placed all the same',
    async (price) => {
      const result = await place(create, { price });
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
  expect(await place(flashCall, { price: '0.35', id: undefined })).toMatchObject({ status: 'uncertain', reason: 'missing_id', price });
  expect(await place(flashCall, { price: '0.35', code: 'XXXX' })).toMatchObject({ status: 'uncertain', reason: 'missing_code', price });
  const refused = await place(flashCall, { result: 'error', error_code: 'not_enough_money', price: '0.35' });
  expect(refused).toEqual({ status: 'refused', blame: 'account', reason: 'not_enough_money' });
});
