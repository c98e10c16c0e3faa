/** MobilGroup's voice password against a real server, by "Описание API услуги Авторизация по звонку / Flash-Call" (MobilGroup). */
import { describe, expect, it } from 'vitest';
import { createMobilGroup } from '../../../src/providers/mobilgroup/create-mobil-group.js';
import type { MobilGroupVoiceCallOptions } from '../../../src/providers/mobilgroup/voice-call.js';
import { placeAt } from '../placing.js';

const ACCOUNT = { apiKey: 'APIKEY' };
/** Of the document's sample answer. */
const PRICE = { amount: 0.35, currency: 'RUB' };
const answer = (given: object = {}) => ({
  json: { result: 'ok', id: '1234', number: '79999999999', price: '0.35', code: '1234', ...given },
});
const place = (options?: MobilGroupVoiceCallOptions, given = answer(), code: string | undefined = '1234') =>
  placeAt(
    (apiUrl) => createMobilGroup({ ...ACCOUNT, apiKeyIn: 'body', apiUrl }).voiceCall(options),
    { phone: '+79999999999', code },
    given,
  );

describe('mobilGroup.voiceCall', () => {
  it.each([
    ["2, with the caller's digits", { codeFrom: 'caller' }, {}],
    ['3, with our code', {}, { code: '1234' }],
    ['4, with our code twice', { repeat: true }, { code: '1234', repeat: '1' }],
    ['5, with our code twice from our number', { repeat: true, ani: '74959999999' }, { code: '1234', repeat: '1', ani: '74959999999' }],
  ] as const)('sends sample request %s', async (_, options, voice) => {
    const { body } = await place(options);
    expect(body).toEqual({ security: { apiKey: 'APIKEY' }, number: '79999999999', voice });
  });

  it('sends no repeat unless told to, and its number without plus', async () => {
    expect((await place({ repeat: false, ani: '+74959999999' })).body).toMatchObject({ voice: { code: '1234', ani: '74959999999' } });
    expect((await place({ repeat: false })).body).toMatchObject({ voice: { code: '1234' } });
  });

  it('tells the id, and the code that MobilGroup says it speaks', async () => {
    expect((await place()).result).toEqual({ status: 'placed', callId: '1234', code: '1234', price: PRICE });
    expect((await place({}, answer({ code: '9999', id: 77 }))).result).toEqual({
      status: 'placed',
      callId: '77',
      code: '9999',
      price: PRICE,
    });
    expect((await place({}, answer({ code: 12 }), '0012')).result).toMatchObject({ code: '0012' });
  });

  it('needs no code back, and takes what is no code for none', async () => {
    for (const code of ['XXXX', undefined, ''])
      expect((await place({}, answer({ code }))).result).toEqual({ status: 'placed', callId: '1234', code: undefined, price: PRICE });
  });

  it('is uncertain without an id, and still tells the code', async () => {
    expect((await place({}, answer({ id: null }))).result).toEqual({
      status: 'uncertain',
      reason: 'missing_id',
      code: '1234',
      price: PRICE,
    });
  });

  it('sends nothing without a code of ours', async () => {
    const method = createMobilGroup(ACCOUNT).voiceCall();
    expect(await method.place({ phone: '+79999999999', purpose: 'sign-in', txn: 'the-txn' }, { fetch })).toMatchObject({
      status: 'refused',
      reason: 'no_code_given',
    });
  });

  it("needs to be told the code where it is the caller's digits", async () => {
    expect((await place({ codeFrom: 'caller' }, answer({ code: '0427' }))).result).toEqual({
      status: 'placed',
      callId: '1234',
      code: '0427',
      price: PRICE,
    });
    const untold = await place({ codeFrom: 'caller', repeat: true }, answer({ code: 'XXXX' }));
    expect(untold.result).toEqual({ status: 'uncertain', reason: 'missing_code', callId: '1234', price: PRICE });
    expect(untold.body).toMatchObject({ voice: { repeat: '1' } });
  });

  it('declares what the engine must know', () => {
    const mobilGroup = createMobilGroup(ACCOUNT);
    const method = mobilGroup.voiceCall();
    expect(method).toMatchObject({
      id: 'mobilgroup.voiceCall',
      kind: 'voice_call',
      codeFrom: 'us',
      codeReach: 'speech',
      codeLength: 4,
      reports: 'assumed',
      numberTypes: ['mobile', 'fixed'],
    });
    expect(Object.isFrozen(method)).toBe(true);
    // A missed call from a number that ends with the code has shown the code.
    expect(mobilGroup.voiceCall({ codeFrom: 'caller' })).toMatchObject({ codeFrom: 'provider', codeReach: 'caller_number' });
  });

  it.each([
    [{ repeat: 1 }, /"repeat" must be true or false, but is 1/],
    [{ ani: '8 495' }, /"ani" must be a telephone number with its country code/],
    [{ ani: '' }, /"ani" must be/],
    [{ codeFrom: 'provider' }, /"codeFrom" must be one of "us", "caller"/],
    [{ codeFrom: 'caller', ani: '74959999999' }, /"ani" cannot be used with codeFrom "caller"/],
    [{ repeats: true }, /Did you mean "repeat"\?/],
  ])('refuses %j', (options, message) => {
    expect(() => createMobilGroup(ACCOUNT).voiceCall(options as never)).toThrow(message);
  });
});
