/** MCN's confirmation call against a real server, by "Metódy na uskutočňovanie hovorov" (Kompaas). */
import { describe, expect, it } from 'vitest';
import type { McnConfirmationCallOptions } from '../../../src/providers/mcn/confirmation-call.js';
import { createMcn } from '../../../src/providers/mcn/create-mcn.js';
import type { Answer } from '../local-server.js';
import { placeAt } from '../placing.js';

const account = { token: 'TOKEN', accountId: '117793' };
const BY_KEY: McnConfirmationCallOptions = { confirmedBy: { field: 'dtmf', value: '9' } };
/** The sample answer, word for word. */
const SUCCESS = `{
"status": "success",
"code": 200,
"object": {
"login_did": "7777777777",
"code": "2463",
"account_id": "117793",
"verification_call_uuid": "119214e015ed_117793"
}
} `;
const PLACED = { status: 'placed', callId: '119214e015ed_117793' };
const place = (answer: Answer) =>
  placeAt((paidMethodsUrl) => createMcn({ ...account, paidMethodsUrl }).confirmationCall(BY_KEY), { phone: '+421222202999' }, answer);

/** Whether a callback with this body confirms by the method that these options make. */
function confirms(options: McnConfirmationCallOptions, body: unknown): boolean | undefined {
  const mcn = createMcn(account);
  const [report] = mcn.parseReports({ method: 'POST', headers: {}, query: {}, body }).reports;
  return report && mcn.confirmationCall(options).isConfirmedBy?.(report);
}

describe('mcn.confirmationCall', () => {
  it('sends the request of the document and reads its sample answer', async () => {
    const { sent, body, result } = await place({ text: SUCCESS });
    expect(sent).toMatchObject({
      method: 'POST',
      path: '/api/protected/api/auth/confirmationCall',
      query: {},
      headers: { authorization: 'Bearer TOKEN', accept: 'application/json', 'content-type': 'application/json' },
    });
    expect(body).toEqual({ phone_number: '421222202999' });
    expect(result).toEqual(PLACED);
  });

  it('reads the answer of the text, too', async () => {
    const json = { ok: true, caller_number: '421222202000', verification_call_uuid: '119214e015ed_117793' };
    expect((await place({ json })).result).toEqual(PLACED);
  });

  it('keeps refused and uncertain apart', async () => {
    expect((await place({ json: { ok: false } })).result).toEqual({ status: 'refused', blame: 'provider', reason: 'not_successful' });
    expect((await place({ json: { ok: true } })).result).toEqual({ status: 'uncertain', reason: 'missing_id' });
  });

  it('is confirmed by the named field with the named value only', () => {
    const report = { verification_call_uuid: 'a_1', q931_status: 16, final_status: 'ANSWER' };
    expect(confirms(BY_KEY, { ...report, dtmf: '9' })).toBe(true);
    expect(confirms(BY_KEY, { ...report, dtmf: 9 })).toBe(true);
    expect(confirms({ confirmedBy: { field: 'dtmf', value: 9 } }, { ...report, dtmf: ' 9 ' })).toBe(true);
    expect(confirms(BY_KEY, { ...report, dtmf: '8' })).toBe(false);
    expect(confirms(BY_KEY, { ...report, DTMF: '9' })).toBe(false);
    expect(confirms(BY_KEY, report)).toBe(false);
    expect(confirms({ confirmedBy: { field: 'toString', value: '9' } }, report)).toBe(false);
  });

  it('is confirmed by an answered call only if that danger was named', () => {
    const danger: McnConfirmationCallOptions = { dangerouslyConfirmedByAnswer: true };
    expect(confirms(danger, { verification_call_uuid: 'a_1', q931_status: 16, final_status: 'ANSWER' })).toBe(true);
    expect(confirms(danger, { verification_call_uuid: 'a_1', q931_status: 16, final_status: 'CANCEL' })).toBe(false);
    expect(confirms(danger, { verification_call_uuid: 'a_1', q931_status: 16 })).toBe(false);
  });

  it('declares what the engine must know', () => {
    const method = createMcn(account).confirmationCall(BY_KEY);
    expect(method).toMatchObject({
      id: 'mcn.confirmationCall',
      kind: 'confirmation_call',
      codeFrom: 'nobody',
      codeReach: 'key_press',
      codeLength: 0,
      reports: 'documented',
      numberTypes: ['mobile', 'fixed'],
      price: { amount: 0.0083, currency: 'EUR' },
    });
    expect(Object.isFrozen(method)).toBe(true);
  });

  it.each([
    [{}, /"confirmedBy" is missing: give exactly one of/],
    [undefined, /confirmationCall/],
    [{ ...BY_KEY, dangerouslyConfirmedByAnswer: true }, /"confirmedBy" excludes dangerouslyConfirmedByAnswer/],
    [{ dangerouslyConfirmedByAnswer: false }, /"dangerouslyConfirmedByAnswer" must be true, if given, but is false/],
    [{ confirmedBy: { field: 'final_status', value: 'answered' } }, /set dangerouslyConfirmedByAnswer instead/],
    [{ confirmedBy: { field: 'q931_status', value: 16 } }, /set dangerouslyConfirmedByAnswer instead/],
    [{ confirmedBy: { field: '', value: '9' } }, /"confirmedBy.field" must be the name of a field/],
    [{ confirmedBy: { field: 'dtmf' } }, /"confirmedBy.value" must be the value that field has/],
    [{ confirmedBy: { field: 'dtmf', value: ' ' } }, /"confirmedBy.value" must be/],
    [{ confirmedBy: { field: 'dtmf', values: '9' } }, /Did you mean "value"\?/],
    [{ confirmedBy: 'dtmf' }, /"confirmedBy" must be a field and its value/],
  ])('refuses %j', (options, message) => {
    expect(() => createMcn(account).confirmationCall(options as never)).toThrow(message);
  });

  it('knows the owner\'s name of the status as one that only says "answered"', () => {
    const mcn = createMcn({ ...account, callback: { status: 'result' } });
    expect(() => mcn.confirmationCall({ confirmedBy: { field: 'result', value: 'ANSWER' } })).toThrow(/dangerouslyConfirmedByAnswer/);
    expect(() => mcn.confirmationCall({ confirmedBy: { field: 'result', value: 'CONFIRMED' } })).not.toThrow();
  });
});
