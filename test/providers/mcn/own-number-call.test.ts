/** MCN's call from the host's own numbers against a real server, by "Flash call: звонки для авторизации, API" (MCN, 27 May 2022). */
import { describe, expect, it } from 'vitest';
import { createMcn } from '../../../src/providers/mcn/create-mcn.js';
import type { McnOwnNumberCallOptions } from '../../../src/providers/mcn/own-number-call.js';
import { type Answer, startServer } from '../local-server.js';
import { placeAt } from '../placing.js';

const account = { token: 'TOKEN', accountId: '12345678' };
const poolOf = (size: number) => Array.from({ length: size }, (_, index) => `7915888${String(index).padStart(4, '0')}`);
const SMALL: McnOwnNumberCallOptions = { callerNumbers: ['79158888888', '79158881234'], dangerouslyAllowSmallPool: true };
const place = (answer: Answer, code?: string, options = SMALL) =>
  placeAt((apiUrl) => createMcn({ ...account, apiUrl }).ownNumberCall(options), { phone: '+79157777777', code }, answer);

describe('mcn.ownNumberCall', () => {
  it('sends the request of the document, from the number with the chosen ending', async () => {
    const { sent, result } = await place({ json: { status: 'success' } }, '8888');
    expect(sent).toMatchObject({
      method: 'POST',
      path: '/v2/rest/account/12345678/call_for_2fa',
      query: { caller_did: '79158888888', login_did: '79157777777' },
      headers: { authorization: 'Bearer TOKEN', accept: 'application/json', 'content-type': 'application/json' },
      body: '',
    });
    expect(Object.keys(sent.query)).toHaveLength(2);
    expect(result).toEqual({ status: 'placed', callId: undefined });
  });

  it('calls from any of the numbers that share the ending', async () => {
    const callerNumbers = ['+79151111234', '79152221234', '79153334321'];
    const server = await startServer({ json: { ok: true } });
    const method = createMcn({ ...account, apiUrl: server.url }).ownNumberCall({ callerNumbers, dangerouslyAllowSmallPool: true });
    expect(method.endings).toEqual(['1234', '4321']);
    for (let call = 0; call < 64; call += 1)
      await method.place({ phone: '+79157777777', code: '1234', purpose: 'sign-in', txn: 'the-txn' }, { fetch });
    // Each of the two is missed by 64 fair draws once in 2^63 runs.
    expect(new Set(server.requests.map(({ query }) => query['caller_did']))).toEqual(new Set(['79151111234', '79152221234']));
  });

  it('sends nothing for an ending that no number has', async () => {
    for (const code of ['0000', '', undefined]) {
      const { result, requests } = await place({ json: { ok: true } }, code);
      expect(result).toMatchObject({ status: 'refused', reason: 'unknown_ending' });
      expect(requests).toHaveLength(0);
    }
  });

  it('needs no id in the answer, takes one that is there, and reads no code from it', async () => {
    expect((await place({ json: { ok: true } }, '1234')).result).toEqual({ status: 'placed', callId: undefined });
    const json = { status: 'success', object: { verification_call_uuid: 'a_1', code: '9999' } };
    expect((await place({ json }, '1234')).result).toEqual({ status: 'placed', callId: 'a_1' });
  });

  it('keeps refused and uncertain apart', async () => {
    expect((await place({ json: { ok: false } }, '1234')).result).toMatchObject({ status: 'refused' });
    expect((await place({ status: 403 }, '1234')).result).toMatchObject({ status: 'refused', blame: 'account' });
    expect((await place({ json: { hello: 1 } }, '1234')).result).toMatchObject({ status: 'uncertain' });
    expect((await place({ text: '' }, '1234')).result).toMatchObject({ status: 'uncertain' });
    expect((await place({ status: 502 }, '1234')).result).toMatchObject({ status: 'uncertain' });
  });

  it('declares what the engine must know', () => {
    const method = createMcn(account).ownNumberCall({ callerNumbers: poolOf(100) });
    expect(method).toMatchObject({
      id: 'mcn.ownNumberCall',
      kind: 'flash_call',
      codeFrom: 'pool',
      codeReach: 'caller_number',
      codeLength: 4,
      reports: 'never',
      numberTypes: ['mobile'],
      price: { amount: 0.01, currency: 'RUB' },
    });
    expect(method.endings).toHaveLength(100);
    expect([method, method.endings].every(Object.isFrozen)).toBe(true);
  });

  it('wants 100 distinct endings, or to be told that fewer will do', () => {
    const mcn = createMcn(account);
    const sameEndings = [...poolOf(99), ...poolOf(99).map((number) => number.replace(/^7915/, '7916'))];
    expect(() => mcn.ownNumberCall({ callerNumbers: sameEndings })).toThrow(/"callerNumbers" has only 99 distinct endings/);
    expect(() => mcn.ownNumberCall({ callerNumbers: sameEndings, dangerouslyAllowSmallPool: true })).not.toThrow();
    expect(() => mcn.ownNumberCall({ callerNumbers: poolOf(100) })).not.toThrow();
  });

  it('never takes a pool with a single ending', () => {
    const callerNumbers = ['79151111234', '79152221234'];
    expect(() => createMcn(account).ownNumberCall({ callerNumbers, dangerouslyAllowSmallPool: true })).toThrow(/only one distinct ending/);
  });

  it.each([
    [{ callerNumbers: [] }, /"callerNumbers" must be a list of your own numbers, but is an empty array/],
    [{ callerNumbers: '79158888888' }, /"callerNumbers" must be a list/],
    [{ callerNumbers: ['8 915 888 88 88'] }, /"callerNumbers.0" must be a telephone number with its country code/],
    [{ callerNumbers: poolOf(100), dangerouslyAllowSmallPool: 'yes' }, /"dangerouslyAllowSmallPool" must be true or false/],
    [{ callerNumber: poolOf(100) }, /Did you mean "callerNumbers"\?/],
    [undefined, /ownNumberCall/],
  ])('refuses %j', (options, message) => {
    expect(() => createMcn(account).ownNumberCall(options as never)).toThrow(message);
  });
});
