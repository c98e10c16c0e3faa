/** A host without `onEvent` whose token is wrong: three people ask for a call. It prints the statuses of the answers. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { callVerificationRouter, createCallVerification, createMcn } from 'express-call-verification';
import { createProviderSimulator } from 'express-call-verification/simulator';

const simulator = await createProviderSimulator();
const calls = createCallVerification({
  secret: randomBytes(32),
  countries: ['RU'],
  methods: [createMcn({ ...simulator.mcn, token: randomBytes(16).toString('hex') }).flashCall()],
});
const app = express();
app.use('/auth/call', callVerificationRouter(calls));
const server = createServer(app).listen(0, '127.0.0.1');
await once(server, 'listening');

const statuses: number[] = [];
for (const phone of ['+79157777771', '+79157777772', '+79157777773']) {
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/auth/call`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ phone }),
  });
  statuses.push(answer.status);
}
process.stdout.write(JSON.stringify(statuses));
server.close();
server.closeAllConnections();
await calls.close();
await simulator.close();
