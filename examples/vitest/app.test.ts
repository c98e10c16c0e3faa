/** Signs in over HTTP: both providers and their telephones are simulated, all else is the app as it is. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type CallMethod, createMcn, createMobilGroup } from 'express-call-verification';
import { createProviderSimulator } from 'express-call-verification/simulator';
import request from 'supertest';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createApp } from './app.js';

const simulator = await createProviderSimulator();
const mcn = createMcn(simulator.mcn);
const mobilGroup = createMobilGroup(simulator.mobilgroup);
afterEach(() => simulator.fail('mcn', null));
afterAll(() => simulator.close());

/** Serves the app: the provider's reports come to its webhooks. */
async function open(methods: readonly CallMethod[]) {
  const { app, calls } = createApp({ methods, secret: 'a secret of 32 bytes, for tests only' });
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  simulator.connect(calls, `${url}/webhooks/calls`, { print: false });
  const close = async (): Promise<void> => {
    await calls.close();
    server.close();
  };
  return { client: request(url), close };
}
let shop: Awaited<ReturnType<typeof open>>;
beforeAll(async () => {
  shop = await open([mcn.flashCall(), mobilGroup.voiceCall()]);
});
afterAll(() => shop.close());

/** A number of its own for each test, because a number is called only so often. */
let count = 0;
function newPhone(): string {
  count += 1;
  return `+7915777${String(count).padStart(4, '0')}`;
}

test('the digits of the calling number open the account', async () => {
  const phone = newPhone();
  const started = await shop.client.post('/auth/call').send({ phone }).expect(202);
  const { verificationId } = started.body;
  const { caller } = await simulator.telephone(phone).rings();
  const checked = await shop.client
    .post('/auth/call/check')
    .send({ verificationId, code: caller.slice(-4) })
    .expect(200);
  await shop.client.get('/account').set('Authorization', `Bearer ${checked.body.token}`).expect(200, { phone });
});

test('a wrong code opens nothing, and says how many tries are left', async () => {
  const phone = newPhone();
  const { verificationId } = (await shop.client.post('/auth/call').send({ phone }).expect(202)).body;
  const { caller } = await simulator.telephone(phone).rings();
  const wrong = String((Number(caller.slice(-4)) + 1) % 10_000).padStart(4, '0');
  const { body } = await shop.client.post('/auth/call/check').send({ verificationId, code: wrong }).expect(422);
  expect(body).toMatchObject({ code: 'code_incorrect', checksLeft: 2 });
});

test('a person who declines is shown that the call has ended', async () => {
  const phone = newPhone();
  const { verificationId } = (await shop.client.post('/auth/call').send({ phone }).expect(202)).body;
  const telephone = simulator.telephone(phone);
  await telephone.rings();
  telephone.decline();
  await expect
    .poll(async () => (await shop.client.get('/auth/call/status').set('Verification-Id', verificationId)).body.call)
    .toEqual({ outcome: 'unavailable' });
});

test('another provider calls when the first one is down, and a voice says the code', async () => {
  const phone = newPhone();
  simulator.fail('mcn', 503);
  const started = await shop.client.post('/auth/call').send({ phone }).expect(202);
  expect(started.body).toMatchObject({ method: 'voice_call', phone: expect.not.stringContaining(phone) });
  const telephone = simulator.telephone(phone);
  await telephone.rings();
  const heard = simulator.next('spoken', ({ number }) => number === phone);
  telephone.answer();
  const { code } = await heard;
  const { verificationId } = started.body;
  await shop.client.post('/auth/call/check').send({ verificationId, code }).expect(200);
});
