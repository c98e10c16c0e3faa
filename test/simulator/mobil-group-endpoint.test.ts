/** MobilGroup's endpoint over HTTP, with the sample requests of its document. */
import { describe, expect, it } from 'vitest';
import { SCENARIO_NUMBERS } from '../../src/simulator/index.js';
import { sendMobilGroup, startSimulator } from './running-simulator.js';

const NUMBER = '79999999999';

describe('a flash call', () => {
  it('carries its code in the last digits of the caller', async () => {
    const simulator = await startSimulator();
    const { status, body } = await sendMobilGroup(simulator, { number: NUMBER, capacity: '4' });
    expect(status).toBe(200);
    expect(body).toEqual({ result: 'ok', id: '1234', number: NUMBER, price: '0.35', code: expect.stringMatching(/^\d{4}$/) });
    expect(simulator.telephone(NUMBER).ring).toMatchObject({ kind: 'flash_call', caller: `+7495555${String(body['code'])}` });
  });

  it('has as many digits as `capacity` says', async () => {
    const simulator = await startSimulator();
    const { body } = await sendMobilGroup(simulator, { number: NUMBER, capacity: '6' });
    expect(body['code']).toMatch(/^\d{6}$/);
    expect(simulator.telephone(NUMBER).shown?.endsWith(String(body['code']))).toBe(true);
  });

  it('carries the code of the undocumented `flashcall`', async () => {
    const simulator = await startSimulator();
    const { body } = await sendMobilGroup(simulator, { number: NUMBER, flashcall: { code: '0007' } });
    expect(body['code']).toBe('0007');
    expect(simulator.telephone(NUMBER).shown).toBe('+74955550007');
  });
});

describe('a voice password', () => {
  it("speaks the caller's last digits when no code is given", async () => {
    const simulator = await startSimulator();
    const { body } = await sendMobilGroup(simulator, { number: NUMBER, voice: {} });
    const telephone = simulator.telephone(NUMBER);
    telephone.answer();
    expect(telephone.heard).toBe(body['code']);
    expect(telephone.shown?.endsWith(String(body['code']))).toBe(true);
  });

  it('speaks our code, once or twice', async () => {
    const simulator = await startSimulator();
    const spoken: string[] = [];
    simulator.subscribe((event) => event.type === 'spoken' && spoken.push(event.text));
    for (const repeat of ['0', '1']) {
      const { body } = await sendMobilGroup(simulator, { number: NUMBER, voice: { code: '0123', repeat } });
      expect(body['code']).toBe('0123');
      simulator.telephone(NUMBER).answer();
      simulator.telephone(NUMBER).hangUp();
    }
    expect(simulator.telephone(NUMBER).heard).toBe('0123');
    expect(spoken).toEqual(['Your code is 0 1 2 3.', 'Your code is 0 1 2 3. Your code is 0 1 2 3.']);
  });

  it('of ours says nothing about the caller', async () => {
    const simulator = await startSimulator();
    const callers = new Set<string | undefined>();
    for (let call = 1; call <= 4; call += 1) {
      await sendMobilGroup(simulator, { number: NUMBER, voice: { code: '1234' } });
      callers.add(simulator.telephone(NUMBER).shown);
    }
    expect(callers.size).toBeGreaterThan(1);
  });

  it("speaks a registered number's own last digits", async () => {
    const simulator = await startSimulator();
    const { body } = await sendMobilGroup(simulator, { number: NUMBER, voice: { ani: '74959999999' } });
    simulator.telephone(NUMBER).answer();
    expect([body['code'], simulator.telephone(NUMBER).heard]).toEqual(['9999', '9999']);
  });

  it('comes from a registered number only', async () => {
    const simulator = await startSimulator({ mobilgroup: { registeredAni: ['74950000001'] } });
    const send = (ani: string) => sendMobilGroup(simulator, { number: NUMBER, voice: { code: '1234', ani } });
    expect((await send('74959999999')).body).toEqual({ result: 'error', error_code: 'ani_phone_not_valid' });
    expect((await send('74950000001')).body).toMatchObject({ result: 'ok' });
    expect(simulator.telephone(NUMBER).shown).toBe('+74950000001');
    expect(simulator.telephone(NUMBER).calls).toHaveLength(1);
  });
});

describe('an SMS', () => {
  it('brings the code of the call again', async () => {
    const simulator = await startSimulator();
    const call = await sendMobilGroup(simulator, { number: NUMBER, voice: { code: '0815' } });
    const { body } = await sendMobilGroup(simulator, { sms: { id: call.body['id'] } });
    expect(body).toMatchObject({ result: 'ok', number: NUMBER });
    expect(body['code']).toBeUndefined();
    expect(simulator.telephone(NUMBER).messages).toEqual(['Your code is 0815.']);
  });

  it('is refused for an id that no request has', async () => {
    const simulator = await startSimulator();
    const { body } = await sendMobilGroup(simulator, { sms: { id: '99' } });
    expect(body).toEqual({ result: 'error', error_code: 'unknown_request' });
  });
});

describe('the key', () => {
  it('may stand in the header or in the body', async () => {
    const simulator = await startSimulator();
    const { apiKey } = simulator.mobilgroup;
    const inBody = await sendMobilGroup(simulator, { security: { apiKey }, number: NUMBER, capacity: '4' }, {});
    const inHeader = await sendMobilGroup(simulator, { number: NUMBER, capacity: '4' }, { authorization: apiKey });
    expect([inBody.body['result'], inHeader.body['result']]).toEqual(['ok', 'ok']);
  });

  it.each([
    ['missing', {}, {}],
    ['wrong in the header', {}, { authorization: 'wrong' }],
    ['sent as a Bearer token', {}, { authorization: 'Bearer simulated-mobilgroup-key' }],
    ['wrong in the body', { security: { apiKey: 'wrong' } }, {}],
    ['right in the header and wrong in the body', { security: { apiKey: 'wrong' } }, { authorization: 'simulated-mobilgroup-key' }],
  ])('is refused when %s', async (_case, fields, headers) => {
    const simulator = await startSimulator();
    const answer = await sendMobilGroup(simulator, { ...fields, number: NUMBER }, headers);
    expect(answer).toEqual({ status: 200, body: { result: 'error', error_code: 'authorisation_failed' } });
    expect(simulator.telephone(NUMBER).calls).toEqual([]);
  });
});

describe('errors', () => {
  it.each([
    ['number_is_empty', {}],
    ['number_is_empty', { number: '+79999999999' }],
    ['number_not_valid', { number: '123' }],
    ['number_not_valid', { number: SCENARIO_NUMBERS.no_route.RU.slice(1) }],
    ['number_not_permitted', { number: SCENARIO_NUMBERS.not_permitted.RU.slice(1) }],
    ['unknown_request', { number: NUMBER, capacity: '0' }],
    ['unknown_request', { number: NUMBER, capacity: '6', voice: {} }],
    ['unknown_request', { number: NUMBER, voice: { repeat: 'yes' } }],
    ['unknown_request', { number: NUMBER, voice: 'yes' }],
    ['unknown_request', { number: NUMBER, voice: {}, flashcall: { code: '1234' } }],
    ['unknown_request', { sms: {} }],
    ['unknown_request', 'not an object'],
    ['code_not_valid', { number: NUMBER, voice: { code: '12345' } }],
    ['code_not_valid', { number: NUMBER, flashcall: {} }],
  ])('%s for %j', async (error_code, body) => {
    const simulator = await startSimulator();
    expect(await sendMobilGroup(simulator, body)).toEqual({ status: 200, body: { result: 'error', error_code } });
    expect(simulator.telephone(NUMBER).calls).toEqual([]);
  });

  it('not_enough_money once the balance is spent; refusals cost nothing', async () => {
    const simulator = await startSimulator({ mobilgroup: { balance: 0.7 } });
    const send = async () => (await sendMobilGroup(simulator, { number: NUMBER, voice: { code: '1234' } })).body;
    await sendMobilGroup(simulator, { number: 'nonsense' });
    expect([(await send())['id'], (await send())['id']]).toEqual(['1234', '1235']);
    expect(simulator.mobilgroupBalance).toBe(0);
    expect(await send()).toEqual({ result: 'error', error_code: 'not_enough_money' });
  });

  it('prints ids as numbers when told to', async () => {
    const simulator = await startSimulator({ mobilgroup: { idAs: 'number' } });
    const call = await sendMobilGroup(simulator, { number: NUMBER });
    expect(call.body['id']).toBe(1234);
    expect((await sendMobilGroup(simulator, { sms: { id: 1234 } })).body['result']).toBe('ok');
  });
});
