/** How both forms of MCN's answers are read, by the flash call's request. */
import { describe, expect, it } from 'vitest';
import { createMcn } from '../../../src/providers/mcn/create-mcn.js';
import { type Answer, closedUrl } from '../local-server.js';
import { placeAt } from '../placing.js';

const REQUEST = { phone: '+79157777777', code: '0463', purpose: 'sign-in', txn: 'the-txn' };
const SUCCESS = {
  status: 'success',
  code: 200,
  object: { login_did: '79157777777', code: '0463', account_id: '12345678', verification_call_uuid: '119214e015ed_12345678' },
};
const PLACED = { status: 'placed', callId: '119214e015ed_12345678', code: '0463' };

const account = { token: 'TOKEN', accountId: '12345678' };
const place = (answer: Answer) => placeAt((apiUrl) => createMcn({ ...account, apiUrl }).flashCall(), REQUEST, answer);

describe('askMcn', () => {
  it.each([
    ['unknown members', { ...SUCCESS, extra: { a: 1 }, object: { ...SUCCESS.object, more: null } }],
    ['a code that lost its zero as a number', { ...SUCCESS, object: { ...SUCCESS.object, code: 463 } }],
    ['strings with white space', { status: ' Success ', object: { verification_call_uuid: ' 119214e015ed_12345678\n', code: ' 0463 ' } }],
    ['the other name of the id', { status: 'success', object: { verification_uuid: '119214e015ed_12345678', code: '0463' } }],
    ['the flat form', { ok: true, verification_code: '0463', verification_uuid: '119214e015ed_12345678' }],
  ])('reads an answer with %s', async (_, json) => {
    expect((await place({ json })).result).toEqual(PLACED);
  });

  it('takes the status of the envelope for no code', async () => {
    const { result } = await place({ json: { status: 'success', code: 2000, object: { verification_call_uuid: 'a_1' } } });
    expect(result).toEqual({ status: 'placed', callId: 'a_1', code: undefined });
  });

  it.each([
    [{ status: 'error', code: 422 }, 'provider'],
    [{ status: 'fail', message: 'текст' }, 'provider'],
    [{ ok: false }, 'provider'],
    [{ ok: 'false' }, 'provider'],
    [{ status: 'error', code: 403 }, 'account'],
  ])('is refused by %j', async (json, blame) => {
    expect((await place({ json })).result).toEqual({ status: 'refused', blame, reason: 'not_successful' });
  });

  it.each([
    [401, 'account'],
    [402, 'account'],
    [403, 'account'],
    [400, 'provider'],
    [404, 'provider'],
    [429, 'provider'],
    [500, 'provider'],
    [302, 'provider'],
  ])('is refused by status %i, to be blamed on the %s', async (status, blame) => {
    const { result } = await place({ status, json: { ok: true, object: SUCCESS.object } });
    expect(result).toEqual({ status: 'refused', blame, reason: `http_${status}` });
  });

  it.each([
    ['says neither yes nor no', { object: SUCCESS.object }, 'unreadable_answer'],
    ['contradicts itself', { ...SUCCESS, ok: false }, 'unreadable_answer'],
    ['has a status that is no word', { ...SUCCESS, status: 1 }, 'unreadable_answer'],
    ['says yes in a way nobody documents', { ...SUCCESS, status: undefined, ok: 'yes' }, 'unreadable_answer'],
    ['has no id', { status: 'success', object: {} }, 'missing_id'],
    ['has an empty id', { status: 'success', object: { verification_call_uuid: ' ' } }, 'missing_id'],
    ['has an id that is an object', { status: 'success', object: { verification_call_uuid: {} } }, 'missing_id'],
    ['has an id of absurd length', { status: 'success', object: { verification_call_uuid: 'a'.repeat(129) } }, 'missing_id'],
    ['has an object that is an array', { status: 'success', object: ['a_1'] }, 'missing_id'],
  ])('is uncertain when a success %s', async (_, json, reason) => {
    expect((await place({ json })).result).toMatchObject({ status: 'uncertain', reason });
  });

  it('tells the code of an answer without id, so that it can be compared', async () => {
    const { result } = await place({ json: { status: 'success', object: { code: '9999' } } });
    expect(result).toEqual({ status: 'uncertain', reason: 'missing_id', code: '9999' });
  });

  it('is uncertain after a time-out, refused when nobody listens, and says neither number, code nor token', async () => {
    const late = await placeAt(
      (apiUrl) => createMcn({ ...account, apiUrl, timeoutMs: 50 }).flashCall(),
      REQUEST,
      () => {},
    );
    expect(late.result).toEqual({ status: 'uncertain', reason: 'timeout' });
    const method = createMcn({ ...account, apiUrl: await closedUrl() }).flashCall();
    expect(await method.place(REQUEST, { fetch })).toEqual({ status: 'refused', blame: 'provider', reason: 'connection_refused' });
  });
});
