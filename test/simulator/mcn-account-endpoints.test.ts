/** MCN's v2 endpoints over HTTP. */
import { describe, expect, it } from 'vitest';
import { SCENARIO_NUMBERS } from '../../src/simulator/index.js';
import { callMcnAccount, envelopeOf, flashCall, startSimulator } from './running-simulator.js';

describe('flash_call', () => {
  it('rings the telephone from a number that ends with the code, and answers as printed', async () => {
    const simulator = await startSimulator();
    const answer = await flashCall(simulator, { login_did: '79157777777', code: '0042' });
    expect(answer).toEqual({
      status: 200,
      body: {
        status: 'success',
        code: 200,
        object: {
          login_did: '79157777777',
          code: '0042',
          account_id: '117793',
          verification_call_uuid: expect.stringMatching(/^[0-9a-f]{12}_117793$/),
        },
      },
    });
    const { ring } = simulator.telephone('+79157777777');
    expect(ring).toMatchObject({ kind: 'flash_call', number: '+79157777777', caller: '+74955550042', state: 'ringing', provider: 'mcn' });
    expect(ring?.id).toBe(envelopeOf(answer)['verification_call_uuid']);
    expect(simulator.telephone('79157777777')).toBe(simulator.telephone('+79157777777'));
  });

  it('chooses a code when none is given, and gives every call an id of its own', async () => {
    const simulator = await startSimulator();
    const first = envelopeOf(await flashCall(simulator, { login_did: '79157777777' }));
    const second = envelopeOf(await flashCall(simulator, { login_did: '79158888888', code: '' }));
    expect(first['code']).toMatch(/^\d{4}$/);
    expect(simulator.telephone('+79157777777').shown).toBe(`+7495555${String(first['code'])}`);
    expect(simulator.telephone('+79158888888').shown).toBe(`+7495555${String(second['code'])}`);
    expect(first['verification_call_uuid']).not.toBe(second['verification_call_uuid']);
  });

  it.each([
    ['a Russian number', '79157777777', undefined, '+7495'],
    ['a Kazakh number, which begins with 7 too', '77010000000', undefined, '+421'],
    ['a Slovak number', '421901234567', undefined, '+421'],
    ['a Russian number and no value', '79157777777', '', '+7495'],
    ['a Slovak number and no value', '421901234567', '', '+421'],
    ['a Russian number and 703', '79157777777', '703', '+421'],
    ['a Slovak number and 643', '421901234567', '643', '+7495'],
    ['a Slovak number and any other value', '421901234567', 'sk', '+7495'],
  ])('calls from the right country: %s', async (_case, number, countryId, prefix) => {
    const simulator = await startSimulator();
    await flashCall(simulator, { login_did: number, code: '1234', ...(countryId === undefined ? {} : { country_id: countryId }) });
    expect(simulator.telephone(number).shown?.startsWith(prefix)).toBe(true);
  });

  it.each([
    ['no token', { login_did: '79157777777' }, { authorization: '' }, 401],
    ['a wrong token', { login_did: '79157777777' }, { authorization: 'Bearer wrong' }, 401],
    ['a bare token', { login_did: '79157777777' }, { authorization: 'simulated-mcn-token' }, 401],
    ['no number', {}, {}, 400],
    ['a number with a plus', { login_did: '+79157777777' }, {}, 400],
    ['a code of five digits', { login_did: '79157777777', code: '12345' }, {}, 400],
    ['a number that may not be called', { login_did: SCENARIO_NUMBERS.not_permitted.RU.slice(1) }, {}, 400],
  ])('refuses %s and calls nobody', async (_case, query, headers, status) => {
    const simulator = await startSimulator();
    const answer = await flashCall(simulator, query, headers);
    expect(answer).toMatchObject({ status, body: { status: 'error', code: status } });
    expect(simulator.telephone('+79157777777').calls).toEqual([]);
  });

  it("refuses another account's path, other methods, and the paths of other hosts", async () => {
    const simulator = await startSimulator();
    const headers = { authorization: `Bearer ${simulator.mcn.token}` };
    const path = `/v2/rest/account/${simulator.mcn.accountId}/flash_call?login_did=79157777777`;
    const other = `${simulator.mcn.apiUrl}/v2/rest/account/999/flash_call?login_did=79157777777`;
    expect((await fetch(other, { method: 'POST', headers })).status).toBe(403);
    expect((await fetch(`${simulator.mcn.apiUrl}${path}`, { headers })).status).toBe(405);
    expect((await fetch(`${simulator.mcn.paidMethodsUrl}${path}`, { method: 'POST', headers })).status).toBe(404);
    expect((await fetch(`${simulator.url}${path}`, { method: 'POST', headers })).status).toBe(200);
  });
});

describe('call_for_2fa', () => {
  it("rings from the customer's own number and tells no id", async () => {
    const simulator = await startSimulator();
    const answer = await callMcnAccount(simulator, 'call_for_2fa', { caller_did: '79158888888', login_did: '79157777777' });
    expect(answer.status).toBe(200);
    expect(JSON.stringify(answer.body)).not.toContain('uuid');
    expect(simulator.telephone('+79157777777').ring).toMatchObject({ kind: 'call_for_2fa', caller: '+79158888888' });
  });

  it('refuses a missing caller, and one that is not connected to the account', async () => {
    const simulator = await startSimulator({ mcn: { ownNumbers: ['74951112233'] } });
    const call = (query: Record<string, string>) => callMcnAccount(simulator, 'call_for_2fa', { login_did: '79157777777', ...query });
    expect((await call({})).status).toBe(400);
    expect((await call({ caller_did: '79158888888' })).status).toBe(403);
    expect((await call({ caller_did: '74951112233' })).status).toBe(200);
    expect(simulator.telephone('+79157777777').calls).toHaveLength(1);
  });
});
