/** The program of the page on shutting down stops as the page says, in a process of its own, over a SQLite file. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { createCallVerification, createMcn } from 'express-call-verification';
import { createSqliteStore, openSqlite } from 'express-call-verification/sqlite';
import { expect, it, onTestFinished } from 'vitest';
import { openEventStream } from '../support/event-stream.js';
import { createGate, type Gate } from '../support/gate.js';
import { freePort } from '../support/programs.js';
import { registerSecret } from '../support/secrets.js';
import { newNumber, newSecret, openSimulator } from '../support/shop.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (name: string): string => readFileSync(join(root, name), 'utf8');
const sampleOf = (name: string, beginning: string): string =>
  [...read(name).matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code]) => code ?? '').find((code) => code.startsWith(beginning)) ?? '';

/** The steps of `stop`, in their order. */
const stepsOf = (code: string): readonly string[] =>
  [...code.matchAll(/\b(calls\.drain|server\.close|calls\.close|database\.close)\(\)/g)].map(([, step = '']) => step);

/** Passes requests on to the simulator, and answers late when it is told to: its call has been placed by then. */
async function openSlowProvider(target: string): Promise<{ url: string; holdAnswers(): Gate }> {
  let gate: Gate | undefined;
  const pass = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const headers = { authorization: req.headers.authorization ?? '', 'content-type': 'application/json' };
    const answer = await fetch(`${target}${req.url}`, { method: 'POST', headers, body: await buffer(req) });
    const text = await answer.text();
    await gate?.pass();
    res.writeHead(answer.status, { 'content-type': 'application/json' }).end(text);
  };
  const server = createServer((req, res) => void pass(req, res)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    holdAnswers() {
      gate = createGate();
      return gate;
    },
  };
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  const isReady = async (): Promise<boolean> => {
    if (child.exitCode !== null) throw new Error(`the program ended with ${child.exitCode}`);
    return fetch(`${url}/ready`).then(
      ({ status }) => status === 200,
      () => false,
    );
  };
  await expect.poll(isReady, { timeout: 25_000 }).toBe(true);
}

it('the read-me, the guide and the page name the same order', () => {
  const page = sampleOf('docs/shutting-down.md', 'import');
  expect(stepsOf(page)).toEqual(['calls.drain', 'server.close', 'calls.close', 'database.close']);
  expect(stepsOf(sampleOf('docs/guide.md', 'async function stop'))).toEqual(stepsOf(page).slice(0, 3));
  expect(stepsOf(read('README.md'))).toEqual(stepsOf(page));
});

it('the program ends with code 0 when it is told to stop in the middle of a start, and the call is written with its link', {
  timeout: 90_000,
}, async () => {
  const simulator = await openSimulator();
  const provider = await openSlowProvider(simulator.mcn.apiUrl);
  const folder = mkdtempSync(join(tmpdir(), 'express-call-verification-shutdown-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const secret = newSecret('the secret of the program');
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = {
    ...process.env,
    CALLS_DATABASE: join(folder, 'calls.db'),
    CALL_VERIFICATION_SECRET: secret,
    MCN_TOKEN: simulator.mcn.token,
    MCN_ACCOUNT_ID: simulator.mcn.accountId,
    PORT: String(port),
  };
  // The page's program, with another address of the provider: the simulator's.
  const program = sampleOf('docs/shutting-down.md', 'import').replace('createMcn({', `createMcn({ apiUrl: '${provider.url}',`);
  const file = join(root, `test/docs/.shutting-down-${process.pid}.ts`);
  writeFileSync(file, program);
  onTestFinished(() => rmSync(file, { force: true }));
  const child = spawn(process.execPath, ['--import', 'tsx', file], { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = once(child, 'exit');
  await untilReady(url, child);

  const phone = newNumber();
  const start = (json: object) =>
    fetch(`${url}/auth/call`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(json) });
  // An earlier verification, whose page has its stream open.
  const first = await start({ phone: newNumber() });
  const { verificationId: watched } = (await first.json()) as { verificationId: string };
  registerSecret(watched, 'a verification id');
  const stream = await openEventStream(`${url}/auth/call/status`, { 'Verification-Id': watched });
  await stream.next();

  const late = provider.holdAnswers();
  const started = start({ phone });
  await expect.poll(() => late.arrived, { timeout: 25_000 }).toBe(1);
  child.kill('SIGTERM');
  await expect.poll(async () => (await fetch(`${url}/ready`)).status, { timeout: 25_000 }).toBe(503);
  expect((await start({ phone: newNumber() })).status).toBe(503);
  expect(child.exitCode).toBeNull();
  late.open();
  const answer = await started;
  expect(answer.status).toBe(202);
  const { verificationId } = (await answer.json()) as { verificationId: string };
  registerSecret(verificationId, 'a verification id');
  expect(await ended).toEqual([0, null]);
  expect(await stream.next()).toBeUndefined();

  // Another process finds the verification, and its call by the link.
  const database = await openSqlite(env.CALLS_DATABASE);
  onTestFinished(() => void database.close());
  const calls = createCallVerification({
    ...{ secret, countries: ['RU'], store: createSqliteStore({ database }) },
    methods: [createMcn(simulator.mcn).flashCall()],
  });
  onTestFinished(() => calls.close());
  const [call] = simulator.telephone(phone).calls;
  const body = { verification_call_uuid: call?.id, q931_status: 17, final_status: 'BUSY' };
  expect(await calls.report('mcn', { method: 'POST', headers: {}, query: {}, body })).toEqual({ ok: true, reports: 1 });
  expect(await calls.status({ verificationId })).toMatchObject({ status: 'pending', call: { outcome: 'busy' } });
});
