/** The simulated SMS company, over HTTP: for senders that an app brings itself. */
import { describe, expect, it } from 'vitest';
import { SCENARIO_NUMBERS, type SimulatorFault } from '../../src/simulator/index.js';
import { sendMobilGroup, sendSms, startCallbackHost, startSimulator } from './running-simulator.js';

const NUMBER = '+79157777777';
const TEXT = 'Fern: 481516 is your code.\n@fern.example #481516';
const MESSAGE = { to: NUMBER, text: TEXT };

const refused = (status: number, code: string) => ({ status, body: { error: { code, message: expect.any(String) } } });

describe('a message', () => {
  it('comes to the telephone as it was sent, and is told', async () => {
    const simulator = await startSimulator();
    const told = simulator.next('sms');
    expect(await sendSms(simulator, MESSAGE)).toEqual({ status: 200, body: { id: expect.stringMatching(/^[\w-]{36}$/) } });
    expect(simulator.telephone(NUMBER).messages).toEqual([TEXT]);
    expect(await told).toMatchObject({ provider: 'sms', number: NUMBER, text: TEXT });
  });

  it('has an id of its own, and is taken at the common address, too', async () => {
    const simulator = await startSimulator();
    const common = { ...simulator, sms: { ...simulator.sms, apiUrl: simulator.url } };
    const ids = [await sendSms(simulator, MESSAGE), await sendSms(common, MESSAGE)].map(({ body }) => body['id']);
    expect(new Set(ids).size).toBe(2);
    expect(simulator.telephone(NUMBER).messages).toHaveLength(2);
  });

  it('is no call: a telephone that is busy or switched off gets it all the same', async () => {
    const simulator = await startSimulator();
    for (const { RU } of [SCENARIO_NUMBERS.busy, SCENARIO_NUMBERS.off]) {
      await sendSms(simulator, { to: RU, text: TEXT });
      expect(simulator.telephone(RU)).toMatchObject({ messages: [TEXT], calls: [] });
    }
  });

  it('is shown with the key masked', async () => {
    const simulator = await startSimulator();
    const request = simulator.next('request');
    const answer = simulator.next('answer');
    const { body } = await sendSms(simulator, MESSAGE);
    expect(await request).toMatchObject({
      provider: 'sms',
      path: '/sms/messages',
      body: MESSAGE,
      headers: { authorization: 'Bearer ***' },
    });
    expect(await answer).toMatchObject({ provider: 'sms', status: 200, body });
  });
});

describe('a message is refused', () => {
  it.each([
    ['a body that is no JSON', 'to=+79157777777', 400, 'invalid_request'],
    ['an array', [MESSAGE], 400, 'invalid_request'],
    ['a member that nobody knows', { ...MESSAGE, from: 'Fern' }, 400, 'invalid_request'],
    ['no text', { to: NUMBER }, 400, 'invalid_request'],
    ['an empty text', { to: NUMBER, text: ' \n' }, 400, 'invalid_request'],
    ['a text that is a number', { to: NUMBER, text: 481516 }, 400, 'invalid_request'],
    ['a text that is far too long', { to: NUMBER, text: 'x'.repeat(1601) }, 400, 'text_too_long'],
    ['no number', { text: TEXT }, 422, 'invalid_number'],
    ['a number without its plus', { to: NUMBER.slice(1), text: TEXT }, 422, 'invalid_number'],
    ['a number with spaces', { to: '+7 915 777 77 77', text: TEXT }, 422, 'invalid_number'],
    ['several numbers', { to: [NUMBER], text: TEXT }, 422, 'invalid_number'],
    ['a number that does not exist', { to: SCENARIO_NUMBERS.no_route.RU, text: TEXT }, 422, 'invalid_number'],
    ['a number that nobody may write to', { to: SCENARIO_NUMBERS.not_permitted.RU, text: TEXT }, 403, 'number_not_permitted'],
  ])('for %s', async (_, body, status, code) => {
    const simulator = await startSimulator();
    const told: string[] = [];
    simulator.subscribe(({ type }) => told.push(type));
    expect(await sendSms(simulator, body)).toEqual(refused(status, code));
    expect(told).toEqual(['request', 'answer']);
  });

  it.each([
    ['wrong', 'Bearer wrong'],
    ['bare', 'simulated-sms-key'],
    ['of the other providers', 'Bearer simulated-mcn-token'],
  ])('for a key that is %s', async (_, authorization) => {
    const simulator = await startSimulator();
    expect(await sendSms(simulator, MESSAGE, { authorization })).toEqual(refused(401, 'unauthorized'));
    expect(simulator.telephone(NUMBER).messages).toEqual([]);
  });

  it('for a body of another type, and by any method but POST', async () => {
    const simulator = await startSimulator();
    expect(await sendSms(simulator, MESSAGE, { 'content-type': 'text/plain' })).toEqual(refused(400, 'invalid_request'));
    const response = await fetch(`${simulator.sms.apiUrl}/sms/messages`);
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
  });
});

describe('a fault of the company', () => {
  it.each<[SimulatorFault, number, string]>([
    ['no_money', 402, 'not_enough_money'],
    ['account_disabled', 403, 'account_disabled'],
    [{ errorCode: 'sender_not_registered' }, 200, 'sender_not_registered'],
  ])('refuses in its own words: %j', async (fault, status, code) => {
    const simulator = await startSimulator();
    simulator.fail('sms', fault);
    expect(await sendSms(simulator, MESSAGE)).toEqual(refused(status, code));
    expect(simulator.telephone(NUMBER).messages).toEqual([]);
  });

  it('comes before the message, or after it, and leaves the other providers alone', async () => {
    const simulator = await startSimulator();
    const send = () =>
      fetch(`${simulator.sms.apiUrl}/sms/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${simulator.sms.apiKey}` },
        body: JSON.stringify(MESSAGE),
      });
    simulator.fail('sms', 503);
    expect((await send()).status).toBe(503);
    simulator.fail('sms', 'down');
    await expect(send()).rejects.toThrow('fetch failed');
    expect((await sendMobilGroup(simulator, { number: NUMBER.slice(1) })).body['result']).toBe('ok');
    expect(simulator.telephone(NUMBER).messages).toEqual([]);
    simulator.fail('sms', { statusAfterCall: 504 });
    expect((await send()).status).toBe(504);
    simulator.fail('sms', 'cuts_after_call');
    await expect(send()).rejects.toThrow('fetch failed');
    simulator.fail('sms', 'no_id');
    expect(await (await send()).json()).toEqual({});
    expect(simulator.telephone(NUMBER).messages).toHaveLength(3);
    await expect(sendSms(simulator, { to: SCENARIO_NUMBERS.loses_answer.RU, text: TEXT })).rejects.toThrow('fetch failed');
    expect(simulator.telephone(SCENARIO_NUMBERS.loses_answer.RU).messages).toEqual([TEXT]);
  });

  it('slowMs: the message is there before the answer', async () => {
    const simulator = await startSimulator();
    simulator.fail('sms', { slowMs: 30 });
    const order: string[] = [];
    simulator.subscribe(({ type }) => order.push(type));
    await sendSms(simulator, MESSAGE);
    expect(order).toEqual(['request', 'sms', 'answer']);
  });
});

describe('a report of a message', () => {
  it('says that it was delivered, after the answer', async () => {
    const host = await startCallbackHost();
    const simulator = await startSimulator({ callbacks: { sms: { url: host.url } } });
    const order: string[] = [];
    simulator.subscribe(({ type }) => order.push(type));
    const { body } = await sendSms(simulator, MESSAGE);
    const report = await host.nth(1);
    expect(report).toMatchObject({ method: 'POST', headers: { 'content-type': 'application/json' } });
    expect(JSON.parse(report.body)).toEqual({ id: body['id'], status: 'delivered' });
    expect(order.slice(0, 3)).toEqual(['request', 'sms', 'answer']);
  });

  it('says of a message that was lost that it was not, and the telephone has none', async () => {
    const host = await startCallbackHost();
    const simulator = await startSimulator({ callbacks: { sms: { url: host.url } } });
    simulator.fail('sms', 'undelivered');
    const told = simulator.next('callback');
    const { status, body } = await sendSms(simulator, MESSAGE);
    expect(status).toBe(200);
    expect(JSON.parse((await host.nth(1)).body)).toEqual({ id: body['id'], status: 'undelivered' });
    expect(await told).toMatchObject({ provider: 'sms', callId: body['id'], status: 204 });
    expect(simulator.telephone(NUMBER).messages).toEqual([]);
  });

  it('can come twice, before the answer, or with words of your own', async () => {
    const host = await startCallbackHost();
    const simulator = await startSimulator({ callbacks: { sms: { url: host.url, mode: 'early' } } });
    await sendSms(simulator, MESSAGE);
    expect(host.received).toHaveLength(1);
    simulator.callbacks.sms.mode = 'twice';
    await sendSms(simulator, MESSAGE);
    expect((await host.nth(3)).body).toBe((await host.nth(2)).body);
    await simulator.callbacks.report('sms', { id: 'unknown', word: 'expired' });
    expect(JSON.parse((await host.nth(4)).body)).toEqual({ id: 'unknown', status: 'expired' });
  });

  it('does not come while the telephone is switched off', async () => {
    const host = await startCallbackHost();
    const simulator = await startSimulator({ callbacks: { sms: { url: host.url, mode: 'early' } } });
    await sendSms(simulator, { to: SCENARIO_NUMBERS.off.RU, text: TEXT });
    await sendSms(simulator, MESSAGE);
    expect(host.received).toHaveLength(1);
  });
});
