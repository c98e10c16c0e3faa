/** MobilGroup's SMS against a real server, by "Описание API услуги Авторизация по звонку / Flash-Call" (MobilGroup). */
import { describe, expect, it } from 'vitest';
import { createMobilGroup } from '../../../src/providers/mobilgroup/create-mobil-group.js';
import type { Answer } from '../local-server.js';
import { placeAt } from '../placing.js';

const ACCOUNT = { apiKey: 'APIKEY' };
const place = (answer: Answer, earlierCallId?: string) =>
  placeAt((apiUrl) => createMobilGroup({ ...ACCOUNT, apiKeyIn: 'body', apiUrl }).sms(), { phone: '+79999999999', earlierCallId }, answer);

describe('mobilGroup.sms', () => {
  it('sends the request of the document: the earlier call, and no number', async () => {
    const { body, result } = await place({ json: { result: 'ok', id: '1234', code: '1234' } }, '1234');
    expect(body).toEqual({ security: { apiKey: 'APIKEY' }, sms: { id: '1234' } });
    expect(result).toEqual({ status: 'placed' });
  });

  it('needs nothing but an ok', async () => {
    expect((await place({ json: { result: 'ok' } }, '1234')).result).toEqual({ status: 'placed' });
  });

  it('sends nothing without an earlier call', async () => {
    const { result, requests } = await place({ json: { result: 'ok' } });
    expect(result).toEqual({ status: 'refused', blame: 'provider', reason: 'no_earlier_call' });
    expect(requests).toHaveLength(0);
  });

  it('keeps refused and uncertain apart', async () => {
    const refused = { status: 'refused', blame: 'account', reason: 'not_enough_money' };
    expect((await place({ json: { result: 'error', error_code: 'not_enough_money' } }, '1234')).result).toEqual(refused);
    expect((await place({ json: { id: '1234' } }, '1234')).result).toEqual({ status: 'uncertain', reason: 'unreadable_answer' });
    expect((await place({ status: 502 }, '1234')).result).toEqual({ status: 'uncertain', reason: 'http_502' });
  });

  it('declares what the engine must know', () => {
    const method = createMobilGroup(ACCOUNT).sms();
    expect(method).toMatchObject({
      id: 'mobilgroup.sms',
      kind: 'sms',
      codeFrom: 'earlier_call',
      codeReach: 'text',
      codeLength: 4,
      reports: 'never',
      numberTypes: ['mobile'],
    });
    expect(Object.isFrozen(method)).toBe(true);
  });

  it('refuses unknown options', () => {
    expect(() => createMobilGroup(ACCOUNT).sms({ country: ['RU'] } as never)).toThrow(/Did you mean "countries"\?/);
  });
});
