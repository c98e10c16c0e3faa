/** Signs in over HTTP: both providers and their telephones are simulated, all else is the app as it is. */
const { createMcn } = require('express-call-verification');
const { createProviderSimulator } = require('express-call-verification/simulator');
const request = require('supertest');
const { createApp } = require('./app.js');

let simulator;
let shop;
let phone;
let count = 0;
beforeAll(async () => {
  simulator = await createProviderSimulator();
  shop = createApp({ methods: [createMcn(simulator.mcn).flashCall()], secret: 'a secret of 32 bytes, for tests only' });
});
beforeEach(() => {
  // A number of its own for each test, because a number is called only so often.
  count += 1;
  phone = `+7915777${String(count).padStart(4, '0')}`;
});
afterEach(() => simulator.fail('mcn', null));
afterAll(async () => {
  await shop.calls.close();
  await simulator.close();
});

/** Begins a sign-in, and reads the code off the telephone: it is how the calling number ends. */
async function start() {
  const { body } = await request(shop.app).post('/auth/call').send({ phone }).expect(202);
  const { caller } = await simulator.telephone(phone).rings();
  return { verificationId: body.verificationId, code: caller.slice(-4) };
}
const check = (body) => request(shop.app).post('/auth/call/check').send(body);

test('the right code opens the account', async () => {
  const { body } = await check(await start()).expect(200);
  const account = await request(shop.app).get('/account').set('Authorization', `Bearer ${body.token}`).expect(200);
  expect(account.body).toEqual({ phone });
});

test('a wrong code opens nothing, and says how many tries are left', async () => {
  const { verificationId, code } = await start();
  const wrong = String((Number(code) + 1) % 10_000).padStart(4, '0');
  const { body } = await check({ verificationId, code: wrong }).expect(422);
  expect(body).toMatchObject({ code: 'code_incorrect', checksLeft: 2 });
});

test('nobody opens the account without a token', async () => {
  await request(shop.app).get('/account').expect(401);
});

test('nothing is promised when the provider is down', async () => {
  simulator.fail('mcn', 503);
  const { body } = await request(shop.app).post('/auth/call').send({ phone }).expect(503);
  expect(body.code).toBe('temporarily_unavailable');
  expect(simulator.telephone(phone).calls).toEqual([]);
});
