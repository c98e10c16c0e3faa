/** MobilGroup's flash call against a real server, by "Описание API услуги Авторизация по звонку / Flash-Call" (MobilGroup). */
import { describe, expect, it } from 'vitest';
import { createMobilGroup } from '../../../src/providers/mobilgroup/create-mobil-group.js';
import type { MobilGroupFlashCallOptions } from '../../../src/providers/mobilgroup/flash-call.js';
import { placeAt } from '../placing.js';

const ACCOUNT = { apiKey: 'APIKEY' };
/** Of the document's sample answer. */
const PRICE = { amount: 0.35, currency: 'RUB' };
const answer = (given: object = {}) => ({
  json: { result: 'ok', id: '1234', number: '79999999999', price: '0.35', code: '0427', ...given },
});
const place = (given = answer(), options?: MobilGroupFlashCallOptions, code?: string) =>
  placeAt(
    (apiUrl) => createMobilGroup({ ...ACCOUNT, apiKeyIn: 'body', apiUrl }).flashCall(options),
    { phone: '+79999999999', code },
    given,
  );

describe('mobilGroup.flashCall', () => {
  it('sends the request of the document and tells the code that MobilGroup chose', async () => {
    const { body, result } = await place();
    expect(body).toEqual({ security: { apiKey: 'APIKEY' }, number: '79999999999', capacity: '4' });
    expect(result).toEqual({ status: 'placed', callId: '1234', code: '0427', price: PRICE });
  });

  it('asks for more digits when told to, and takes as many as come', async () => {
    const { body, result } = await place(answer({ code: '012345' }), { digits: 6 });
    expect(body).toMatchObject({ capacity: '6' });
    expect(result).toMatchObject({ code: '012345' });
    expect((await place(answer({ code: '01234' }), { digits: 6 })).result).toMatchObject({ status: 'placed', code: '01234' });
  });

  it('gives a code that came as a number its zeros back', async () => {
    expect((await place(answer({ code: 427 }))).result).toMatchObject({ code: '0427' });
    expect((await place(answer({ code: 427 }), { digits: 6 })).result).toMatchObject({ code: '000427' });
    expect((await place(answer({ code: 0 }))).result).toMatchObject({ code: '0000' });
  });

  it('takes an id that is a number', async () => {
    expect((await place(answer({ id: 1234 }))).result).toMatchObject({ callId: '1234' });
  });

  it.each([undefined, null, '', 'XXXX', '12 34', '12a4', '-123', 12.5, -1234, true, {}, ['1234'], '123', '12345678901'])(
    'is uncertain without a code of digits: %j',
    async (code) => {
      expect((await place(answer({ code }))).result).toEqual({ status: 'uncertain', reason: 'missing_code', callId: '1234', price: PRICE });
    },
  );

  it('is uncertain without an id', async () => {
    expect((await place(answer({ id: undefined }))).result).toEqual({
      status: 'uncertain',
      reason: 'missing_id',
      code: '0427',
      price: PRICE,
    });
  });

  it('sends a code of ours only when told to, by the undocumented parameter', async () => {
    const { body, result } = await place(answer({ code: '1234' }), { codeFrom: 'us' }, '1234');
    expect(body).toEqual({ security: { apiKey: 'APIKEY' }, number: '79999999999', flashcall: { code: '1234' } });
    expect(result).toEqual({ status: 'placed', callId: '1234', code: '1234', price: PRICE });
    expect((await place(answer({ code: undefined }), { codeFrom: 'us' }, '1234')).result).toMatchObject({
      status: 'placed',
      code: undefined,
    });
    const without = await place(answer(), { codeFrom: 'us' });
    expect(without.result).toMatchObject({ status: 'refused', reason: 'no_code_given' });
    expect(without.requests).toHaveLength(0);
  });

  it('declares what the engine must know', () => {
    const mobilGroup = createMobilGroup(ACCOUNT);
    const method = mobilGroup.flashCall({ countries: ['RU'], price: { amount: 0.5, currency: 'EUR' } });
    expect(method).toMatchObject({
      id: 'mobilgroup.flashCall',
      kind: 'flash_call',
      codeFrom: 'provider',
      codeReach: 'caller_number',
      codeLength: 4,
      reports: 'assumed',
      numberTypes: ['mobile'],
      countries: ['RU'],
      price: { amount: 0.5, currency: 'EUR' },
    });
    expect(method.provider).toBe(mobilGroup);
    expect(Object.isFrozen(method)).toBe(true);
    expect(mobilGroup.flashCall({ digits: 6 }).codeLength).toBe(6);
    expect(mobilGroup.flashCall({ codeFrom: 'us' })).toMatchObject({ codeFrom: 'us', codeLength: 4 });
  });

  it.each([
    [{ digits: 3 }, /"digits" must be a whole number from 4 to 8, but is 3/],
    [{ digits: 9 }, /"digits" must be/],
    [{ digits: '4' }, /"digits" must be/],
    [{ codeFrom: 'provider' }, /"codeFrom" must be one of "caller", "us"/],
    [{ codeFrom: 'us', digits: 6 }, /"digits" must be 4 with codeFrom "us"/],
    [{ digit: 4 }, /Did you mean "digits"\?/],
  ])('refuses %j', (options, message) => {
    expect(() => createMobilGroup(ACCOUNT).flashCall(options as never)).toThrow(message);
  });
});
