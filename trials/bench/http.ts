/** Measures a start through Express, sent by another process: `npm run bench:http`. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import express from 'express';
import { createCallVerification, createMcn, createMemoryStore, startCallVerification } from '../../src/index.js';
import { createProviderInMemory, phoneOf, printRow } from './measuring.js';

const ROUND = 2000;
const ROUNDS = 5;
const CONCURRENCY = 32;

/** The other process: `ROUND` starts for numbers from `first` on, or as many requests that do nothing. */
async function sendStarts(port: number, path: string, first: number): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONCURRENCY });
  let next = 0;
  const sendOne = (phone: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const sent = request({ port, host: '127.0.0.1', path, method: 'POST', agent, headers: { 'content-type': 'application/json' } });
      sent.on('error', reject).on('response', (response) => {
        response.resume().on('end', () => (response.statusCode === 202 ? resolve() : reject(new Error(`answered ${response.statusCode}`))));
      });
      sent.end(JSON.stringify({ phone }));
    });
  const run = async (): Promise<void> => {
    while (next < ROUND) {
      next += 1;
      await sendOne(phoneOf(first + next));
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, run));
  agent.destroy();
}

async function serve(): Promise<void> {
  const mcn = createMcn({ token: 'token-of-the-bench', accountId: '1' });
  const calls = createCallVerification({
    secret: randomBytes(32).toString('base64'),
    countries: ['RU'],
    methods: [mcn.flashCall()],
    limits: { networkStartsPerHour: false, networkStartsPerDay: false },
    ipLimits: false,
    store: createMemoryStore({ maxEntries: 1_000_000 }),
    fetch: createProviderInMemory().fetch,
  });
  const app = express();
  app.post('/nothing', express.json(), (_req, res) => void res.status(202).json({}));
  app.post('/start', startCallVerification(calls));
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  printRow('request', 'µs of this process', 'per second');
  for (const path of ['/nothing', '/start']) {
    let least = { cpuMicros: Number.POSITIVE_INFINITY, perSecond: 0 };
    for (let round = 0; round < ROUNDS; round += 1) {
      const before = process.cpuUsage();
      const began = performance.now();
      const program = [...process.execArgv, fileURLToPath(import.meta.url), String(port), path, String(round * ROUND)];
      const [code] = await once(spawn(process.execPath, program, { stdio: 'inherit' }), 'exit');
      if (code !== 0) throw new Error('the sender failed');
      const { user, system } = process.cpuUsage(before);
      const cpuMicros = (user + system) / ROUND;
      if (cpuMicros < least.cpuMicros) least = { cpuMicros, perSecond: (1000 * ROUND) / (performance.now() - began) };
    }
    printRow(path, least.cpuMicros, least.perSecond);
  }
  server.close();
  await calls.close();
}

const [port, path, first] = process.argv.slice(2);
await (port === undefined || path === undefined ? serve() : sendStarts(Number(port), path, Number(first)));
