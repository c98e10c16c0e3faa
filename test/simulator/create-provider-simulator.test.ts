/** The simulator as a whole: its events, its secrets, its end. */
import { describe, expect, it } from 'vitest';
import { createProviderSimulator, type SimulatorEvent } from '../../src/simulator/index.js';
import { callMcnPaid, flashCall, sendMobilGroup, sendSms, startCallbackHost, startSimulator } from './running-simulator.js';

const NUMBER = '79157777777';

describe('events', () => {
  it('tell the whole story of a call, in order', async () => {
    const host = await startCallbackHost();
    const simulator = await startSimulator({ callbacks: { mcn: { url: host.url } } });
    const story: string[] = [];
    const stop = simulator.subscribe((event) => story.push(event.type === 'call' ? `call ${event.state}` : event.type));
    const reported = simulator.next('callback');
    await callMcnPaid(simulator, 'confirmationCall', { phone_number: NUMBER });
    simulator.telephone(NUMBER).answer();
    simulator.telephone(NUMBER).press('9');
    const { status, attempt } = await reported;
    expect({ status, attempt }).toEqual({ status: 204, attempt: 1 });
    stop();
    await flashCall(simulator, { login_did: NUMBER });
    expect(story).toEqual(['request', 'call ringing', 'answer', 'call answered', 'spoken', 'pressed', 'call ended', 'callback']);
  });

  it('show requests and answers as they were', async () => {
    const simulator = await startSimulator();
    const request = simulator.next('request');
    const answer = simulator.next('answer');
    const got = await flashCall(simulator, { login_did: NUMBER, code: '1234', country_id: '703' });
    expect(await request).toMatchObject({
      provider: 'mcn',
      method: 'POST',
      path: '/v2/rest/account/117793/flash_call',
      query: { login_did: NUMBER, code: '1234', country_id: '703' },
      headers: { accept: 'application/json', authorization: 'Bearer ***' },
      body: undefined,
    });
    expect(await answer).toMatchObject({ provider: 'mcn', requestId: (await request).requestId, ...got });
    const sms = simulator.next('sms');
    const sent = await sendMobilGroup(simulator, { number: NUMBER });
    await sendMobilGroup(simulator, { sms: { id: sent.body['id'] } });
    expect(await sms).toMatchObject({ provider: 'mobilgroup', number: `+${NUMBER}`, text: `Your code is ${String(sent.body['code'])}.` });
  });

  it('never show a key, a token of a callback URL, or a header secret', async () => {
    const host = await startCallbackHost();
    const secrets = [
      'mcn-token-5e21',
      'mobilgroup-key-77aa',
      'callback-token-0123456789',
      'header-secret',
      'query-secret',
      'body-secret-0123456789',
      'sms-key-9f03',
    ];
    const [token = '', apiKey = '', urlToken = '', headerSecret = '', querySecret = '', bodySecret = '', smsKey = ''] = secrets;
    const simulator = await startSimulator({
      mcn: { token },
      mobilgroup: { apiKey },
      sms: { apiKey: smsKey },
      callbacks: {
        mcn: {
          url: `${host.url}/mcn/${urlToken}?key=${querySecret}`,
          headers: { 'X-Secret': headerSecret },
          query: { pass: querySecret },
          constants: { sign: bodySecret, app: 'shop' },
        },
      },
    });
    const events: SimulatorEvent[] = [];
    simulator.subscribe((event) => events.push(event));
    const reported = simulator.next('callback');
    await flashCall(simulator, { login_did: NUMBER });
    simulator.telephone(NUMBER).decline();
    await sendMobilGroup(simulator, { number: NUMBER });
    await sendMobilGroup(simulator, { security: { apiKey }, number: NUMBER }, {});
    expect((await sendSms(simulator, { to: `+${NUMBER}`, text: 'Good day.' })).status).toBe(200);
    await reported;
    expect(host.received[0]).toMatchObject({
      url: `/reports/mcn/${urlToken}?key=${querySecret}&pass=${querySecret}`,
      headers: { 'x-secret': headerSecret },
      body: expect.stringContaining(`"sign":"${bodySecret}","app":"shop"`),
    });
    const text = JSON.stringify(events);
    for (const secret of secrets) expect(text).not.toContain(secret);
    expect(await reported).toMatchObject({
      url: `${host.url}/mcn/***?key=***&pass=***`,
      headers: { 'X-Secret': '***' },
      body: expect.stringContaining('"sign":"***","app":"shop"'),
    });
  });
});

describe('requests that no endpoint takes', () => {
  it.each([
    ['an unknown path', '/v2/rest/account/117793/flashcall', 404],
    ['another case', '/api/protected/api/auth/confirmationcall', 404],
    ["MobilGroup's address without its slash", '/api/voice-password/send', 404],
  ])('%s', async (_case, path, status) => {
    const simulator = await startSimulator();
    expect((await fetch(`${simulator.url}${path}`, { method: 'POST' })).status).toBe(status);
  });

  it('a body that is far too long', async () => {
    const simulator = await startSimulator();
    const response = await fetch(`${simulator.url}/api/voice-password/send/`, { method: 'POST', body: 'x'.repeat(100_000) });
    expect(response.status).toBe(413);
    expect(await response.json()).toEqual({ status: 'error', code: 413 });
  });
});

describe('close', () => {
  it('stops servers, calls, reports and waiters, also twice and when a provider is down', async () => {
    const host = await startCallbackHost();
    const simulator = await createProviderSimulator({ callbacks: { mcn: { url: host.url } } });
    await flashCall(simulator, { login_did: NUMBER });
    const waiting = Promise.allSettled([simulator.next('callback'), simulator.telephone('+79158888888').rings()]);
    const events: SimulatorEvent[] = [];
    simulator.subscribe((event) => events.push(event));
    simulator.fail('mobilgroup', 'down');
    await simulator.close();
    await simulator.close();
    for (const { status } of await waiting) expect(status).toBe('rejected');
    for (const url of [
      simulator.url,
      simulator.mcn.apiUrl,
      simulator.mcn.paidMethodsUrl,
      simulator.mobilgroup.apiUrl,
      simulator.sms.apiUrl,
    ]) {
      await expect(fetch(url)).rejects.toThrow('fetch failed');
    }
    // The call ends now; that would be told at once, and reported by the end of the pause.
    simulator.telephone(NUMBER).answer();
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(events).toEqual([]);
    expect(host.received).toEqual([]);
  });

  it('ends a request that hangs', async () => {
    const simulator = await createProviderSimulator();
    simulator.fail('mcn', 'hangs');
    const hung = simulator.next('dropped');
    const request = flashCall(simulator, { login_did: NUMBER });
    await hung;
    await Promise.all([simulator.close(), expect(request).rejects.toThrow('fetch failed')]);
  });
});

it('listens on this machine only, at the port it is given', async () => {
  const first = await startSimulator();
  const { port, hostname } = new URL(first.url);
  expect(hostname).toBe('127.0.0.1');
  await first.close();
  const second = await startSimulator({ port: Number(port) });
  expect(second.url).toBe(first.url);
  await expect(createProviderSimulator({ port: Number(port) })).rejects.toThrow('EADDRINUSE');
});
