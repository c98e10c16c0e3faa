/** The configuration for nginx as it stands in the examples, with a real nginx over TLS before the app that belongs to it. */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { get } from 'node:https';
import type { AddressInfo } from 'node:net';
import supertest, { type Test } from 'supertest';
import { expect, it, onTestFinished } from 'vitest';
import { createApp } from '../../examples/recipes/behind-nginx.js';
import { describeWithNginx } from '../support/describe-with-server.js';
import { memberOf } from '../support/member-of.js';
import { startNginx } from '../support/nginx-server.js';
import { expectProblem } from '../support/problem.js';
import { registerSecret } from '../support/secrets.js';
import { newNumber, newSecret, openAccounts, openSimulator } from '../support/shop.js';

const SITE = readFileSync(new URL('../../examples/nginx/call-verification.conf', import.meta.url), 'utf8');

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function open() {
  const simulator = await openSimulator();
  const { mcn } = openAccounts(simulator);
  const { app, calls } = createApp({
    ...{ secret: newSecret('the secret'), countries: ['RU'], methods: [mcn.flashCall()] },
    ipLimits: { startsPerHour: 2, checksPerHour: 1000 },
  });
  app.get('/who', ({ ip, protocol, hostname }, res) => void res.json({ ip, protocol, hostname }));
  const server = createServer(app);
  const nginx = await startNginx(SITE, await listen(server));
  const closeApp = async (): Promise<void> => {
    await calls.close();
    server.closeAllConnections();
    server.close();
  };
  onTestFinished(async () => {
    await closeApp();
    await nginx.close();
  });
  const agent = supertest.agent(nginx.url);
  const send = (method: 'get' | 'post', path: string): Test => agent[method](path).trustLocalhost();
  const phone = newNumber();
  const start = (): Test => send('post', '/auth/call').send({ phone });
  return { simulator, calls, nginx, send, phone, start, closeApp, telephone: simulator.telephone(phone) };
}

/** Each event of the stream, as soon as it has come. */
function openStream(url: string, verificationId: string): readonly string[] {
  const events: string[] = [];
  const headers = { accept: 'text/event-stream', 'verification-id': verificationId };
  const request = get(`${url}/auth/call/status`, { headers, rejectUnauthorized: false }, (answer) => {
    answer.setEncoding('utf8').on('data', (chunk: string) => events.push(chunk));
  });
  request.on('error', () => undefined);
  onTestFinished(() => void request.destroy());
  return events;
}

describeWithNginx('the app behind nginx', () => {
  it('proves a number over TLS, and the page gets each event at once', async () => {
    const { start, nginx, telephone, send, phone } = await open();
    const verificationId = registerSecret(memberOf(await start().expect(202), 'verificationId'), 'a verification id');
    const { caller } = await telephone.rings();
    const events = openStream(nginx.url, verificationId);
    await expect.poll(() => events.join('')).toContain('"pending"');
    await send('post', '/auth/call/check').send({ verificationId, code: '' }).expect(400);
    const checked = await send('post', '/auth/call/check')
      .send({ verificationId, code: caller.slice(-4) })
      .expect(200);
    await expect.poll(() => events.join('')).toContain('"verified"');
    const token = registerSecret(memberOf(checked, 'token'), 'a token');
    await send('get', '/account').set('Authorization', `Bearer ${token}`).expect(200, { phone });
    await expect.poll(nginx.logs).toContain('GET /account');
    expect(nginx.logs()).not.toContain(verificationId);
    expect(nginx.logs()).not.toContain(token);
  });

  it('knows the address of a client, which no client can choose, and that it came over HTTPS', async () => {
    const { send } = await open();
    const { body } = await send('get', '/who')
      .set('X-Forwarded-For', '203.0.113.7')
      .set('X-Forwarded-Proto', 'gopher')
      .set('Host', 'shop.example');
    expect(body).toEqual({ ip: '127.0.0.1', protocol: 'https', hostname: 'shop.example' });
  });

  it('answers itself where a body is too large, and where its own limits refuse', async () => {
    const { start, send } = await open();
    const large = await send('post', '/auth/call').send({ phone: 'x'.repeat(9000) });
    expectProblem(large, 'payload_too_large');
    for (const status of [202, 429]) expect((await start()).status).toBe(status);
    const refused = await start();
    expectProblem(refused, 'too_many_requests', { retryAfterSeconds: expect.any(Number) });
    expect(refused.headers).toHaveProperty('ratelimit');
  });

  it('is spared a flood: nginx refuses in the same form, and the pages stay there', async () => {
    const { send } = await open();
    // All at once: what it lets pass grows by one a second.
    const answers = await Promise.all(Array.from({ length: 80 }, () => send('post', '/auth/call').send({ phone: 1 })));
    const refused = answers.filter(({ status }) => status === 429);
    expect(answers.filter(({ status }) => status === 400).length).toBeGreaterThanOrEqual(31);
    expect(refused.length).toBeGreaterThan(0);
    for (const answer of refused) {
      expectProblem(answer, 'too_many_requests', { retryAfterSeconds: 30 });
      expect(answer.headers).toMatchObject({ 'retry-after': '30', 'cache-control': 'no-store' });
    }
    await send('get', '/auth/call/client.js').expect(200);
  });

  it('is told to be away when it is, in the form that clients know', async () => {
    const { start, closeApp, send } = await open();
    await closeApp();
    expectProblem(await start(), 'temporarily_unavailable', { retryAfterSeconds: 5 });
    await send('get', '/account').expect(502);
  });

  it('gets the callbacks, whose secret path stands in no log, also while the app is away', async () => {
    const { calls, send, nginx, closeApp } = await open();
    const path = `/webhooks/calls${calls.webhookPath('mcn')}`;
    const report = { verification_call_uuid: 'a call', q931_status: 16, final_status: 'ANSWER' };
    await send('post', path).send(report).expect(204);
    await closeApp();
    const away = await send('post', path).send(report).expect(503);
    expect(away.headers['retry-after']).toBe('5');
    await send('get', '/who');
    // It writes in the order in which requests end.
    await expect.poll(nginx.logs).toContain('/who');
    expect(nginx.logs()).not.toContain(path.slice(-20));
  });
});
