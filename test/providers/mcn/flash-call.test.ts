/** MCN's flash call against a real server, by "Flash call: звонки для авторизации, API" (MCN, 27 May 2022). */
import { describe, expect, it } from 'vitest';
import { createMcn } from '../../../src/providers/mcn/create-mcn.js';
import type { McnFlashCallOptions } from '../../../src/providers/mcn/flash-call.js';
import type { Answer } from '../local-server.js';
import { placeAt } from '../placing.js';

const REQUEST = { phone: '+79157777777', code: '0463' };
const SUCCESS = {
  status: 'success',
  code: 200,
  object: { login_did: '79157777777', code: '0463', account_id: '12345678', verification_call_uuid: '119214e015ed_12345678' },
};
const PLACED = { status: 'placed', callId: '119214e015ed_12345678', code: '0463' };

const account = { token: 'TOKEN', accountId: '12345678' };
const place = (answer: Answer, options?: McnFlashCallOptions, request: { phone: string; code?: string } = REQUEST) =>
  placeAt((apiUrl) => createMcn({ ...account, apiUrl }).flashCall(options), request, answer);

describe('mcn.flashCall', () => {
  it('sends the request of the document, with our code, and nothing in the body', async () => {
    const { sent, requests, result } = await place({ json: SUCCESS });
    expect(requests).toHaveLength(1);
    expect(sent).toMatchObject({
      method: 'POST',
      path: '/v2/rest/account/12345678/flash_call',
      headers: { authorization: 'Bearer TOKEN', accept: 'application/json', 'content-type': 'application/json' },
      body: '',
    });
    expect(sent.query).toEqual({ login_did: '79157777777', code: '0463' });
    expect(result).toEqual(PLACED);
  });

  it.each([643, 703] as const)('names country %i when told to', async (countryId) => {
    const { sent } = await place({ json: SUCCESS }, { countryId });
    expect(sent.query['country_id']).toBe(String(countryId));
  });

  it('reaches an address below a path', async () => {
    const placing = await placeAt((url) => createMcn({ ...account, apiUrl: `${url}/proxy/mcn/` }).flashCall(), REQUEST, { json: SUCCESS });
    expect(placing.sent.path).toBe('/proxy/mcn/v2/rest/account/12345678/flash_call');
  });

  it('sends nothing without a code, for MCN would call from a random number', async () => {
    const { result, requests } = await place({ json: SUCCESS }, {}, { phone: '+79157777777' });
    expect(result).toMatchObject({ status: 'refused', reason: 'no_code_given' });
    expect(requests).toHaveLength(0);
  });

  it('passes on a different code, so that it can be compared', async () => {
    const { result } = await place({ json: { ...SUCCESS, object: { ...SUCCESS.object, code: '9999' } } });
    expect(result).toMatchObject({ status: 'placed', code: '9999' });
  });

  it('declares what the engine must know', () => {
    const mcn = createMcn(account);
    const method = mcn.flashCall();
    expect(method).toMatchObject({
      id: 'mcn.flashCall',
      kind: 'flash_call',
      codeFrom: 'us',
      codeReach: 'caller_number',
      codeLength: 4,
      reports: 'documented',
      numberTypes: ['mobile'],
    });
    expect(method.provider).toBe(mcn);
    expect(Object.isFrozen(method)).toBe(true);
  });

  it.each([
    [{ countryId: 643 }, 0.15],
    [{ countries: ['RU'] }, 0.15],
    [{ countryId: 703 }, 0.45],
    [{ countries: ['SK'] }, 0.45],
    [{ countries: ['RU', 'SK'] }, 0.45],
    [{}, 0.45],
  ] as const)('with %j costs %d roubles at most', (options, amount) => {
    expect(createMcn(account).flashCall(options).price).toEqual({ amount, currency: 'RUB' });
  });

  it('takes countries and price as told', () => {
    const method = createMcn(account).flashCall({ countries: ['RU', 'SK', 'RU'], price: { amount: 1, currency: 'EUR' } });
    expect(method).toMatchObject({ countries: ['RU', 'SK'], price: { amount: 1, currency: 'EUR' } });
  });
});
