/** What createMobilGroup accepts and refuses, and how its one endpoint is asked and answers. */
import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../../src/core/options/configuration-error.js';
import { createMobilGroup } from '../../../src/providers/mobilgroup/create-mobil-group.js';
import { type Answer, closedUrl } from '../local-server.js';
import { placeAt } from '../placing.js';

const REQUEST = { phone: '+79999999999', code: '1234' };
const SUCCESS = { result: 'ok', id: '1234', number: '79999999999', price: '0.35', code: '1234' };
const place = (answer: Answer, options: { apiKeyIn?: 'header' | 'body'; timeoutMs?: number } = {}) =>
  placeAt((apiUrl) => createMobilGroup({ apiKey: 'KEY', apiUrl, ...options }).voiceCall(), REQUEST, answer);

describe('an account with MobilGroup', () => {
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

describe('createMobilGroup', () => {
  it('makes a frozen provider named mobilgroup, for the address of the document', async () => {
    const mobilGroup = createMobilGroup({ apiKey: 'KEY' });
    expect(mobilGroup.name).toBe('mobilgroup');
    expect(Object.isFrozen(mobilGroup)).toBe(true);
    const urls: string[] = [];
    const fetch = (async (url: string) => {
      urls.push(url);
      return Response.json(SUCCESS);
    }) as typeof globalThis.fetch;
    await mobilGroup.voiceCall().place(REQUEST, { fetch });
    expect(urls).toEqual(['https://voice.mobilgroup.ru/api/voice-password/send/']);
  });

  it.each([
    [{ apiKey: undefined }, /"apiKey" must be your MobilGroup API key .*is the environment variable set\?.* but is undefined/],
    [{ apiKey: '' }, /"apiKey" must be .* but is an empty string/],
    [{ apiKey: 'ключ' }, /"apiKey" must be/],
    [{ apiKeyIn: 'query' }, /"apiKeyIn" must be one of "header", "body"/],
    [{ apiUrl: 'http://voice.mobilgroup.ru' }, /"apiUrl" must be an https URL/],
    [{ name: 'mobil group' }, /"name" must be 1 to 32/],
    [{ timeoutMs: 0.5 }, /"timeoutMs" must be a whole number/],
    [{ apikey: 'x' }, /"apikey" is unknown\. Did you mean "apiKey"\?/],
    [{ callback: { ids: 'x' } }, /"callback.ids" is unknown\. Did you mean "id"\?/],
  ])('refuses %j', (wrong, message) => {
    const create = () => createMobilGroup({ apiKey: 'KEY', ...wrong } as never);
    expect(create).toThrow(ConfigurationError);
    expect(create).toThrow(message);
  });
});
