/** The reports that the simulated providers send to a host. */
import { describe, expect, it } from 'vitest';
import { type CallbackShape, type ProviderSimulator, SCENARIO_NUMBERS, type SimulatorEventOf } from '../../src/simulator/index.js';
import {
  callMcnAccount,
  callMcnPaid,
  envelopeOf,
  flashCall,
  sendMobilGroup,
  startCallbackHost,
  startSimulator,
} from './running-simulator.js';

const NUMBER = '79157777777';
const BUSY = SCENARIO_NUMBERS.busy.RU.slice(1);

/** A flash call that is answered; its id. */
async function answeredCall(simulator: ProviderSimulator, number = NUMBER): Promise<string> {
  const answer = await flashCall(simulator, { login_did: number, code: '1234' });
  simulator.telephone(number).answer();
  return String(envelopeOf(answer)['verification_call_uuid']);
}

async function busyCall(simulator: ProviderSimulator): Promise<string> {
  return String(envelopeOf(await flashCall(simulator, { login_did: BUSY, code: '1234' }))['verification_call_uuid']);
}

describe('what is reported', () => {
  it.each([
    ['ANSWER', 'answers', { q931_status: 16, final_status: 'ANSWER' }],
    ['ANSWER', 'does_not_answer', { q931_status: 16, final_status: 'CANCEL' }],
    ['ANSWER', 'busy', { q931_status: 17, final_status: 'CANCEL' }],
    ['ANSWERED', 'answers', { q931_status: 16, final_status: 'ANSWERED' }],
    ['ANSWERED', 'does_not_answer', { q931_status: 16, final_status: 'NO ANSWER' }],
    ['ANSWERED', 'busy', { q931_status: 17, final_status: 'NO ANSWER' }],
    ['ANSWER', 'rejected_by_operator', { q931_status: 31, final_status: '' }],
    ['ANSWER', 'billing_failure', { q931_status: 41, final_status: '' }],
    ['ANSWER', 'off', { q931_status: 20, final_status: 'CANCEL' }],
    ['ANSWER', 'declines', { q931_status: 21, final_status: 'CANCEL' }],
    ['ANSWER', 'forwarded', { q931_status: 16, final_status: 'ANSWER' }],
  ] as const)('in the vocabulary of %s, %s', async (vocabulary, mood, expected) => {
    const host = await startCallbackHost();
    const simulator = await startSimulator({ callbacks: { mcn: { url: host.url, vocabulary } } });
    const answer = await flashCall(simulator, { login_did: SCENARIO_NUMBERS[mood].SK.slice(1), code: '1234' });
    const report = await host.nth(1);
    expect(report).toMatchObject({ method: 'POST', url: '/reports', headers: { 'content-type': 'application/json' } });
    expect(JSON.parse(report.body)).toEqual({
      verification_call_uuid: envelopeOf(answer)['verification_call_uuid'],
      dtmf: '',
      ...expected,
    });
  });

  it('a pressed key', async () => {
    const host = await startCallbackHost();
    const simulator = await startSimulator({ callbacks: { mcn: { url: host.url } } });
    await callMcnPaid(simulator, 'confirmationCall', { phone_number: SCENARIO_NUMBERS.presses_9.RU.slice(1) });
    expect(JSON.parse((await host.nth(1)).body)).toMatchObject({ q931_status: 16, final_status: 'ANSWER', dtmf: '9' });
  });

  it("MobilGroup's calls, to their own address, in an assumed form", async () => {
    const host = await startCallbackHost();
    const simulator = await startSimulator({ callbacks: { mobilgroup: { url: host.url } } });
    await busyCall(simulator);
    await sendMobilGroup(simulator, { number: NUMBER, voice: { code: '1234' } });
    simulator.telephone(NUMBER).answer();
    expect(JSON.parse((await host.nth(1)).body)).toEqual({ id: '1234', q931_status: 16, status: 'ANSWER' });
    expect(host.received).toHaveLength(1);
  });

  it('nothing for call_for_2fa, and nothing without a URL', async () => {
    const host = await startCallbackHost();
    const simulator = await startSimulator({ callbacks: { mcn: { url: host.url } } });
    await callMcnAccount(simulator, 'call_for_2fa', { login_did: BUSY, caller_did: '79158888888' });
    simulator.callbacks.setUrl('mcn', undefined);
    await busyCall(simulator);
    simulator.callbacks.setUrl('mcn', host.url);
    const reported = await answeredCall(simulator);
    expect(JSON.parse((await host.nth(1)).body).verification_call_uuid).toBe(reported);
  });
});

describe('the body', () => {
  it.each<[CallbackShape, string, string]>([
    [
      'object',
      'application/json',
      '{"verification_call_uuid":"ID","q931_status":17,"final_status":"NO ANSWER","dtmf":"","app":"shop & co"}',
    ],
    [
      'array_of_objects',
      'application/json',
      '[{"verification_call_uuid":"ID","q931_status":17,"final_status":"NO ANSWER","dtmf":"","app":"shop & co"}]',
    ],
    [
      'array_of_one_key_objects',
      'application/json',
      '[{"verification_call_uuid":"ID"},{"q931_status":17},{"final_status":"NO ANSWER"},{"dtmf":""},{"app":"shop & co"}]',
    ],
    ['array_of_values', 'application/json', '["ID","17","NO ANSWER","","shop & co"]'],
    ['text', 'text/plain', 'verification_call_uuid=ID\nq931_status=17\nfinal_status=NO ANSWER\ndtmf=\napp=shop & co'],
    [
      'form',
      'application/x-www-form-urlencoded',
      'verification_call_uuid=ID&q931_status=17&final_status=NO%20ANSWER&dtmf=&app=shop%20%26%20co',
    ],
  ])('as %s', async (template, contentType, expected) => {
    const host = await startCallbackHost();
    const simulator = await startSimulator({
      callbacks: { mcn: { url: host.url, template, vocabulary: 'ANSWERED', constants: { app: 'shop & co' } } },
    });
    const id = await busyCall(simulator);
    const report = await host.nth(1);
    expect(report.headers['content-type']).toContain(contentType);
    expect(report.body).toBe(expected.replace('ID', id));
  });

  it('as query of a GET, beside constant parameters and headers', async () => {
    const host = await startCallbackHost();
    const simulator = await startSimulator({
      callbacks: {
        mcn: {
          url: `${host.url}?source=mcn`,
          template: 'query',
          query: { app: '1' },
          headers: { 'X-Secret': 'abc' },
          vocabulary: 'ANSWERED',
        },
      },
    });
    const id = await busyCall(simulator);
    const report = await host.nth(1);
    expect(report.method).toBe('GET');
    expect(report.body).toBe('');
    expect(report.headers['x-secret']).toBe('abc');
    expect(report.url).toBe(`/reports?source=mcn&app=1&verification_call_uuid=${id}&q931_status=17&final_status=NO%20ANSWER&dtmf=`);
  });

  it('as the owner writes it, and set at run time', async () => {
    const host = await startCallbackHost();
    const simulator = await startSimulator();
    simulator.callbacks.mcn.url = host.url;
    simulator.callbacks.mcn.template = {
      text: '{"call":"{{verification_call_uuid}}","from":{{caller}},"to":"{{ called }}","key":{{dtmf}},"note":"{{nothing}}","secs":{{duration}}}',
    };
    const id = await busyCall(simulator);
    expect(JSON.parse((await host.nth(1)).body)).toEqual({ call: id, from: 74955551234, to: BUSY, key: null, note: '', secs: 0 });
    simulator.callbacks.mcn.fields = ['final_status', 'request_id'];
    simulator.callbacks.mcn.template = 'array_of_values';
    const second = await busyCall(simulator);
    expect(JSON.parse((await host.nth(2)).body)).toEqual(['CANCEL', second]);
  });
});

describe('when it is sent', () => {
  it('once: after the answer to the request, however long that takes', async () => {
    const host = await startCallbackHost();
    const simulator = await startSimulator({ callbacks: { mcn: { url: host.url } } });
    simulator.fail('mcn', { slowMs: 100 });
    const order: string[] = [];
    simulator.subscribe((event) => order.push(event.type));
    const reported = simulator.next('callback');
    await busyCall(simulator);
    await reported;
    expect(order).toEqual(['request', 'call', 'answer', 'callback']);
  });

  it('early: before the answer to the request, which waits for it', async () => {
    const host = await startCallbackHost();
    const simulator = await startSimulator({ callbacks: { mcn: { url: host.url, mode: 'early' } } });
    const order: string[] = [];
    simulator.subscribe((event) => event.type !== 'call' && order.push(event.type));
    await busyCall(simulator);
    const started = flashCall(simulator, { login_did: NUMBER, code: '1234' });
    await simulator.telephone(NUMBER).rings();
    simulator.telephone(NUMBER).answer();
    await started;
    expect(order).toEqual(['request', 'callback', 'answer', 'request', 'callback', 'answer']);
  });

  it('twice: the same report again', async () => {
    const host = await startCallbackHost();
    const simulator = await startSimulator({ callbacks: { mcn: { url: host.url, mode: 'twice' } } });
    await busyCall(simulator);
    expect((await host.nth(2)).body).toBe((await host.nth(1)).body);
  });

  it('late: a report that is not held back overtakes it', async () => {
    const host = await startCallbackHost();
    const simulator = await startSimulator({ callbacks: { mcn: { url: host.url, mode: 'late', lateMs: 50 } } });
    const late = await busyCall(simulator);
    simulator.callbacks.mcn.mode = 'once';
    const prompt = await answeredCall(simulator);
    const ids = [JSON.parse((await host.nth(1)).body), JSON.parse((await host.nth(2)).body)].map((body) => body.verification_call_uuid);
    expect(ids).toEqual([prompt, late]);
  });

  it('out of order: the newer report comes first; a lonely one comes in the end', async () => {
    const host = await startCallbackHost();
    const simulator = await startSimulator({ callbacks: { mcn: { url: host.url, mode: 'out_of_order', lateMs: 60_000 } } });
    const first = await busyCall(simulator);
    const second = await busyCall(simulator);
    const ids = [JSON.parse((await host.nth(1)).body), JSON.parse((await host.nth(2)).body)].map((body) => body.verification_call_uuid);
    expect(ids).toEqual([second, first]);
    simulator.callbacks.mcn.lateMs = 1;
    const third = await busyCall(simulator);
    expect(JSON.parse((await host.nth(3)).body).verification_call_uuid).toBe(third);
  });

  it('never', async () => {
    const host = await startCallbackHost();
    const simulator = await startSimulator({ callbacks: { mcn: { url: host.url, mode: 'never' } } });
    await busyCall(simulator);
    simulator.callbacks.mcn.mode = 'once';
    const reported = await busyCall(simulator);
    expect(JSON.parse((await host.nth(1)).body).verification_call_uuid).toBe(reported);
  });

  it('again, a few times, while the host does not answer 2xx', async () => {
    const host = await startCallbackHost();
    const simulator = await startSimulator({ callbacks: { mcn: { url: host.url, backoffMs: 1, retries: 2 } } });
    host.answers.push(503, 302, 204);
    const attempts: SimulatorEventOf<'callback'>[] = [];
    simulator.subscribe((event) => event.type === 'callback' && attempts.push(event));
    const taken = simulator.next('callback', ({ status }) => status === 204);
    await busyCall(simulator);
    await taken;
    expect(attempts.map(({ attempt, status }) => [attempt, status])).toEqual([
      [1, 503],
      [2, 302],
      [3, 204],
    ]);
    host.answers.push(500, 500, 500, 500);
    await simulator.callbacks.report('mcn', { id: 'x' });
    expect(attempts).toHaveLength(6);
  });

  it('by hand: any report, as often as one likes', async () => {
    const host = await startCallbackHost();
    const simulator = await startSimulator({ callbacks: { mcn: { url: host.url }, mobilgroup: { url: host.url, mode: 'never' } } });
    await simulator.callbacks.report('mcn', { id: 'unknown_1', cause: 16, word: 'ANSWER', dtmf: '9' });
    await simulator.callbacks.report('mobilgroup', { id: '77', word: 'BUSY' });
    expect(host.received.map(({ body }) => JSON.parse(body))).toEqual([
      { verification_call_uuid: 'unknown_1', q931_status: 16, final_status: 'ANSWER', dtmf: '9' },
      { id: '77', q931_status: null, status: 'BUSY' },
    ]);
  });
});
