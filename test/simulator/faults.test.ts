/** Everything that can be wrong with a provider. */
import { describe, expect, it } from 'vitest';
import type { SimulatorFault } from '../../src/simulator/index.js';
import { callMcnPaid, envelopeOf, flashCall, sendMobilGroup, startCallbackHost, startSimulator } from './running-simulator.js';

const NUMBER = '79157777777';
const QUERY = { login_did: NUMBER, code: '1234' };

/** The raw answer, for those that are no JSON. */
function post(apiUrl: string, options: RequestInit = {}): Promise<Response> {
  const headers = { authorization: 'Bearer simulated-mcn-token' };
  return fetch(`${apiUrl}/v2/rest/account/117793/flash_call?login_did=${NUMBER}&code=1234`, {
    method: 'POST',
    headers,
    redirect: 'manual',
    ...options,
  });
}

const causeOf = (error: unknown): string =>
  error instanceof Error && error.cause instanceof Error && 'code' in error.cause ? String(error.cause.code) : String(error);

describe('a provider that is down', () => {
  it('refuses connections at its own addresses, cuts them at the common one, and comes back', async () => {
    const simulator = await startSimulator();
    const { apiUrl, paidMethodsUrl } = simulator.mcn;
    await post(apiUrl);
    simulator.fail('mcn', 'down', { times: 1 });
    for (const url of [apiUrl, paidMethodsUrl, apiUrl]) expect(await post(url).catch(causeOf)).toBe('ECONNREFUSED');
    for (const url of [simulator.url, simulator.url]) expect(await post(url).catch(causeOf)).toBe('UND_ERR_SOCKET');
    expect((await sendMobilGroup(simulator, { number: NUMBER })).body['result']).toBe('ok');
    simulator.fail('mcn', null);
    expect((await post(apiUrl)).status).toBe(200);
    expect((await post(simulator.url)).status).toBe(200);
  });
});

describe('faults before the call', () => {
  it.each<[SimulatorFault, number]>([
    [500, 500],
    [502, 502],
    [403, 403],
    ['redirects', 307],
  ])('%s', async (fault, status) => {
    const simulator = await startSimulator();
    simulator.fail('mcn', fault);
    const response = await post(simulator.mcn.apiUrl);
    expect(response.status).toBe(status);
    expect(response.headers.has('location')).toBe(fault === 'redirects');
    expect(simulator.telephone(NUMBER).calls).toEqual([]);
  });

  it('cuts_connection and hangs', async () => {
    const simulator = await startSimulator();
    simulator.fail('mcn', 'cuts_connection');
    expect(await post(simulator.mcn.apiUrl).catch(causeOf)).toBe('UND_ERR_SOCKET');
    simulator.fail('mcn', 'hangs');
    const abort = new AbortController();
    const hung = simulator.next('dropped', ({ reason }) => reason === 'hung');
    const request = post(simulator.mcn.apiUrl, { signal: abort.signal });
    await hung;
    abort.abort();
    await expect(request).rejects.toThrow('aborted');
    expect(simulator.telephone(NUMBER).calls).toEqual([]);
  });

  it('refusals, each provider in its own words', async () => {
    const simulator = await startSimulator();
    const ask = async (fault: SimulatorFault) => {
      simulator.fail('mcn', fault);
      simulator.fail('mobilgroup', fault);
      const flash = await flashCall(simulator, QUERY);
      const password = await callMcnPaid(simulator, 'passwordcall', { phone_number: NUMBER });
      const { body } = await sendMobilGroup(simulator, { number: NUMBER });
      return [flash.status, flash.body['status'], password.status, password.body['ok'], body['error_code']];
    };
    expect(await ask('no_money')).toEqual([402, 'error', 402, false, 'not_enough_money']);
    expect(await ask('account_disabled')).toEqual([403, 'error', 403, false, 'user_disabled']);
    expect(await ask({ errorCode: 'number_in_spam_list' })).toEqual([200, 'error', 200, false, 'number_in_spam_list']);
    expect(simulator.telephone(NUMBER).calls).toEqual([]);
  });
});

describe('faults after the call was placed', () => {
  it.each<[SimulatorFault, string]>([
    ['cuts_after_call', 'UND_ERR_SOCKET'],
    ['cuts_during_answer', 'UND_ERR_SOCKET'],
  ])('%s', async (fault, code) => {
    const simulator = await startSimulator();
    simulator.fail('mcn', fault);
    const failure = await post(simulator.mcn.apiUrl).then((response) => response.text().catch(causeOf), causeOf);
    expect(failure).toBe(code);
    expect(simulator.telephone(NUMBER).ring?.caller).toBe('+74955551234');
  });

  it('cuts_during_answer sends a good status and half of the body first', async () => {
    const simulator = await startSimulator();
    simulator.fail('mcn', 'cuts_during_answer');
    const response = await post(simulator.mcn.apiUrl);
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow('terminated');
  });

  it('hangs_after_call: rings, reports, and never answers', async () => {
    const host = await startCallbackHost();
    const simulator = await startSimulator({ callbacks: { mcn: { url: host.url } } });
    simulator.fail('mcn', 'hangs_after_call');
    const abort = new AbortController();
    const request = post(simulator.mcn.apiUrl, { signal: abort.signal });
    await simulator.telephone(NUMBER).rings();
    simulator.telephone(NUMBER).decline();
    expect(JSON.parse((await host.nth(1)).body)).toMatchObject({ q931_status: 21 });
    abort.abort();
    await expect(request).rejects.toThrow('aborted');
  });

  it('garbage, huge_answer and statusAfterCall cannot be used', async () => {
    const simulator = await startSimulator();
    simulator.fail('mcn', 'garbage');
    const garbage = await post(simulator.mcn.apiUrl);
    expect([garbage.status, (await garbage.text()).startsWith('<!doctype html>')]).toEqual([200, true]);
    simulator.fail('mcn', 'huge_answer');
    expect((await (await post(simulator.mcn.apiUrl)).text()).length).toBeGreaterThan(64 * 1024);
    simulator.fail('mcn', { statusAfterCall: 504 });
    expect((await post(simulator.mcn.apiUrl)).status).toBe(504);
    expect(simulator.telephone(NUMBER).calls).toHaveLength(3);
  });

  it('no_id and no_code leave it out', async () => {
    const simulator = await startSimulator({ mobilgroup: { idAs: 'number' } });
    for (const provider of ['mcn', 'mobilgroup'] as const) simulator.fail(provider, 'no_id');
    expect(Object.keys(envelopeOf(await flashCall(simulator, QUERY)))).toEqual(['login_did', 'code', 'account_id']);
    expect(Object.keys((await sendMobilGroup(simulator, { number: NUMBER })).body)).toEqual(['result', 'number', 'price', 'code']);
    for (const provider of ['mcn', 'mobilgroup'] as const) simulator.fail(provider, 'no_code');
    expect((await flashCall(simulator, QUERY)).body).toMatchObject({ code: 200, object: { verification_call_uuid: expect.any(String) } });
    expect(envelopeOf(await flashCall(simulator, QUERY))['code']).toBeUndefined();
    expect((await sendMobilGroup(simulator, { number: NUMBER })).body['code']).toBeUndefined();
  });

  it('wrong_code is told, shown and spoken', async () => {
    const simulator = await startSimulator();
    const telephone = simulator.telephone(NUMBER);
    for (const provider of ['mcn', 'mobilgroup'] as const) simulator.fail(provider, 'wrong_code');
    expect(envelopeOf(await flashCall(simulator, { login_did: NUMBER, code: '9999' }))['code']).toBe('0000');
    expect(telephone.shown).toBe('+74955550000');
    expect((await sendMobilGroup(simulator, { number: NUMBER, voice: { code: '1234' } })).body['code']).toBe('1235');
    telephone.answer();
    expect(telephone.heard).toBe('1235');
  });

  it('slowMs: the telephone rings before the answer comes', async () => {
    const simulator = await startSimulator();
    simulator.fail('mcn', { slowMs: 30 });
    const order: string[] = [];
    simulator.subscribe(({ type }) => order.push(type));
    const started = flashCall(simulator, QUERY);
    await simulator.telephone(NUMBER).rings();
    expect(order).toEqual(['request', 'call']);
    expect((await started).status).toBe(200);
  });
});

it('a fault with `times` heals by itself', async () => {
  const simulator = await startSimulator();
  simulator.fail('mcn', 502, { times: 2 });
  const statuses: number[] = [];
  for (let request = 1; request <= 3; request += 1) statuses.push((await post(simulator.mcn.apiUrl)).status);
  expect(statuses).toEqual([502, 502, 200]);
});

it('a number that is no status is no fault', async () => {
  const simulator = await startSimulator();
  expect(() => simulator.fail('mcn', 42)).toThrow('from 200 to 599');
});
