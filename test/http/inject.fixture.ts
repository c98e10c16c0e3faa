/** Starts through light-my-request, and prints what was answered as JSON. No server may run beside it. */
import { randomUUID } from 'node:crypto';
import express from 'express';
import { createCallVerification, createMcn, startCallVerification } from 'express-call-verification';
import inject from 'light-my-request';

const phone = '+79157777777';
let starts = 0;
const calls = createCallVerification({
  secret: randomUUID() + randomUUID(),
  countries: ['RU'],
  methods: [createMcn({ token: 'a-token', accountId: '1' }).flashCall()],
  testNumbers: { [phone]: '1234' },
  resendDelaysSeconds: [0],
  onEvent({ type }) {
    if (type === 'verification.started') starts += 1;
  },
});
const app = express();
app.post('/auth/call', startCallVerification(calls));
const start = async (headers: Readonly<Record<string, string | string[]>>) => {
  const answer = await inject(app as never, { method: 'POST', url: '/auth/call', headers, payload: { phone } });
  return { status: answer.statusCode, body: answer.json() };
};

const plain = await start({});
const key = { 'idempotency-key': randomUUID() };
const [first, second] = [await start(key), await start(key)];
const twice = await start({ 'idempotency-key': [randomUUID(), randomUUID()].map((each) => `"${each}"`) });
const said = {
  plain: [plain.status, plain.body.status],
  keyed: [first.status, second.status],
  areSame: first.body.verificationId === second.body.verificationId,
  twice: [twice.status, twice.body.code],
  starts,
};
await calls.close();
process.stdout.write(JSON.stringify(said));
