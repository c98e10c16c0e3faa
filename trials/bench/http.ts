/**
 * Measures a start and a right check through Express, sent by another process, beside a handler that does nothing and one that signs
 * such a token: `npm run bench:http`.
 */
import '../../scripts/end-with-reader.mjs';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import express from 'express';
import jwt from 'jsonwebtoken';
import { checkCallCode, createCallVerification, createMcn, createMemoryStore, startCallVerification } from '../../src/index.js';
import { createProviderInMemory, phoneOf, printRow } from './measuring.js';

const ROUND = 2000;
const ROUNDS = 5;
const CONCURRENCY = 32;

/** The other process: sends the bodies that its standard input lists. */
async function sendAll(port: number, path: string): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONCURRENCY });
  const bodies = ((await json(process.stdin)) as object[]).values();
  const send = (body: object): Promise<void> =>
    new Promise((resolve, reject) => {
      const sent = request({ port, host: '127.0.0.1', path, method: 'POST', agent, headers: { 'content-type': 'application/json' } });
      sent.on('error', reject).on('response', (response) => {
        const { statusCode = 0 } = response;
        response.resume().on('end', () => (statusCode < 300 ? resolve() : reject(new Error(`answered ${statusCode}`))));
      });
      sent.end(JSON.stringify(body));
    });
  const run = async (): Promise<void> => {
    for (const body of bodies) await send(body);
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, run));
  agent.destroy();
}

async function serve(): Promise<void> {
  const mcn = createMcn({ token: 'token-of-the-bench', accountId: '1' });
  const provider = createProviderInMemory();
  const secret = randomBytes(32).toString('base64');
  const calls = createCallVerification({
    secret,
    countries: ['RU'],
    methods: [mcn.flashCall()],
    limits: { networkStartsPerHour: false, networkStartsPerDay: false },
    ipLimits: false,
    store: createMemoryStore({ maxEntries: 1_000_000 }),
    fetch: provider.fetch,
  });
  const claims = { iss: 'us', aud: 'them', sub: 'a person', phone_number: phoneOf(1), phone_number_verified: true, txn: 'a transaction' };
  const app = express();
  app.post('/nothing', express.json(), (_req, res) => void res.status(202).json({}));
  app.post('/signing', express.json(), (_req, res) => void res.json({ token: jwt.sign(claims, secret, { expiresIn: 300 }) }));
  app.post('/start', startCallVerification(calls));
  app.post('/check', checkCallCode(calls));
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  let last = 0;
  const newPhone = (): string => {
    last += 1;
    return phoneOf(last);
  };
  const started = async (): Promise<object> => {
    const phone = newPhone();
    const answer = await calls.start({ phone });
    if (!answer.ok) throw new Error(answer.code);
    return { verificationId: answer.verificationId, code: provider.take(phone).code };
  };
  const measure = async (path: string, makeBody: () => Promise<object>): Promise<void> => {
    let least = { cpuMicros: Number.POSITIVE_INFINITY, perSecond: 0 };
    for (let round = 0; round < ROUNDS; round += 1) {
      const bodies = await Promise.all(Array.from({ length: ROUND }, makeBody));
      const before = process.cpuUsage();
      const began = performance.now();
      const sender = spawn(process.execPath, [...process.execArgv, fileURLToPath(import.meta.url), String(port), path], {
        stdio: ['pipe', 'inherit', 'inherit'],
      });
      sender.stdin.end(JSON.stringify(bodies));
      const [code] = await once(sender, 'exit');
      if (code !== 0) throw new Error('the sender failed');
      const { user, system } = process.cpuUsage(before);
      const cpuMicros = (user + system) / ROUND;
      if (cpuMicros < least.cpuMicros) least = { cpuMicros, perSecond: (1000 * ROUND) / (performance.now() - began) };
    }
    printRow(path, least.cpuMicros, least.perSecond);
  };
  printRow('request', 'µs of this process', 'per second');
  await measure('/nothing', async () => ({ phone: phoneOf(1) }));
  await measure('/start', async () => ({ phone: newPhone() }));
  await measure('/signing', async () => ({ verificationId: 'x'.repeat(53), code: '1234' }));
  await measure('/check', started);
  server.close();
  await calls.close();
}

const [port, path] = process.argv.slice(2);
await (port === undefined || path === undefined ? serve() : sendAll(Number(port), path));
