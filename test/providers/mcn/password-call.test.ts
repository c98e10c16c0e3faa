/** MCN's password call against a real server, by "Password Call authorization - API" (MCN, 5 Sep 2024). */
import { describe, expect, it } from 'vitest';
import { createMcn } from '../../../src/providers/mcn/create-mcn.js';
import type { McnPasswordCallOptions } from '../../../src/providers/mcn/password-call.js';
import type { Answer } from '../local-server.js';
import { placeAt } from '../placing.js';

const account = { token: 'TOKEN', accountId: '117793' };
const REQUEST = { phone: '+421222202004', code: '1234' };
/** The sample answer, word for word. */
const SUCCESS = `{
 "ok": true,
 "caller_number": "421222202004"
 ,"verification_code": "1234"
 ,"verification_uuid": "da59bda0a1bb_117793",
 "is_redirect": false
 }`;
const PLACED = { status: 'placed', callId: 'da59bda0a1bb_117793', code: '1234' };
const place = (answer: Answer, options?: McnPasswordCallOptions, request: { phone: string; code?: string } = REQUEST) =>
  placeAt((paidMethodsUrl) => createMcn({ ...account, paidMethodsUrl }).passwordCall(options), request, answer);
const forwarded = (flag: unknown) => ({ json: { ...JSON.parse(SUCCESS), is_redirect: flag } });

describe('mcn.passwordCall', () => {
  it('sends the request of the document and reads its answer', async () => {
    const { sent, body, result } = await place({ text: SUCCESS });
    expect(sent).toMatchObject({
      method: 'POST',
      path: '/api/protected/api/auth/passwordcall',
      query: {},
      headers: { authorization: 'Bearer TOKEN', accept: 'application/json', 'content-type': 'application/json' },
    });
    expect(body).toEqual({ phone_number: '421222202004', verification_code: '1234', is_with_redirect: true });
    expect(result).toEqual(PLACED);
  });

  it('reads the envelope and the id under its name of the text, too', async () => {
    const object = { verification_call_uuid: 'da59bda0a1bb_117793', verification_code: '1234' };
    expect((await place({ json: { status: 'success', code: 200, object } })).result).toEqual(PLACED);
    expect((await place({ json: { ok: true, ...object } })).result).toEqual(PLACED);
  });

  it('sends nothing without a code', async () => {
    const { result, requests } = await place({ text: SUCCESS }, {}, { phone: '+421222202004' });
    expect(result).toMatchObject({ status: 'refused', reason: 'no_code_given' });
    expect(requests).toHaveLength(0);
  });

  it.each([true, 'true', 'True', 1, '1', 'yes'])('says that the number is forwarded when the answer has is_redirect %j', async (flag) => {
    expect((await place(forwarded(flag))).result).toEqual({ ...PLACED, isRedirected: true });
  });

  it.each([false, 'false', 0, '0', '', null, undefined])('says nothing of the kind for is_redirect %j', async (flag) => {
    expect((await place(forwarded(flag))).result).toEqual(PLACED);
  });

  it('says so even if the answer has no id', async () => {
    const { result } = await place({ json: { ok: true, is_redirect: true } });
    expect(result).toMatchObject({ status: 'placed', isRedirected: true });
  });

  it('allows a forwarded number when told to, and still asks', async () => {
    const { result, body } = await place(forwarded(true), { onRedirect: 'allow' });
    expect(result).toEqual(PLACED);
    expect(body).toMatchObject({ is_with_redirect: true });
  });

  it('does not ask without checkRedirect, and then believes no is_redirect', async () => {
    const { result, body } = await place(forwarded(true), { checkRedirect: false });
    expect(result).toEqual(PLACED);
    expect(body).toMatchObject({ is_with_redirect: false });
  });

  it('is refused by ok false and uncertain without an id', async () => {
    expect((await place({ json: { ok: false, is_redirect: true } })).result).toMatchObject({ status: 'refused' });
    expect((await place({ json: { ok: true, verification_code: '1234' } })).result).toEqual({
      status: 'uncertain',
      reason: 'missing_id',
      code: '1234',
    });
  });

  it('declares what the engine must know', () => {
    const method = createMcn(account).passwordCall();
    expect(method).toMatchObject({
      id: 'mcn.passwordCall',
      kind: 'voice_call',
      codeFrom: 'us',
      codeReach: 'caller_number',
      codeLength: 4,
      reports: 'documented',
      numberTypes: ['mobile', 'fixed'],
      price: { amount: 0.0083, currency: 'EUR' },
    });
    expect(Object.isFrozen(method)).toBe(true);
  });

  it.each([
    [{ checkRedirect: 1 }, /"checkRedirect" must be true or false, but is 1/],
    [{ onRedirect: 'ignore' }, /"onRedirect" must be one of "reject", "allow"/],
    [{ checkRedirects: true }, /Did you mean "checkRedirect"\?/],
  ])('refuses %j', (options, message) => {
    expect(() => createMcn(account).passwordCall(options as never)).toThrow(message);
  });
});
