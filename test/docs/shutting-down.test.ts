/** The program of the page on shutting down stops as the page says, in a process of its own, over a SQLite file. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCallVerification, createMcn } from 'express-call-verification';
import { createSqliteStore, openSqlite } from 'express-call-verification/sqlite';
import { expect, it, onTestFinished } from 'vitest';
import { openEventStream } from '../support/event-stream.js';
import { freePort } from '../support/programs.js';
import { registerSecret } from '../support/secrets.js';
import { newNumber, newSecret, openSimulator } from '../support/shop.js';
import { openSlowProvider, read, sampleOf, startPageProgram } from './page-program.js';

/** The steps of `stop`, in their order. */
const stepsOf = (code: string): readonly string[] =>
  [...code.matchAll(/\b(calls\.drain|server\.close|calls\.close|database\.close)\(\)/g)].map(([, step = '']) => step);

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
  const database = join(folder, 'calls.db');
  const { child, ended } = await startPageProgram('docs/shutting-down.md', provider.url, `${url}/ready`, {
    CALLS_DATABASE: database,
    CALL_VERIFICATION_SECRET: secret,
    MCN_TOKEN: simulator.mcn.token,
    MCN_ACCOUNT_ID: simulator.mcn.accountId,
    PORT: String(port),
  });

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
  const opened = await openSqlite(database);
  onTestFinished(() => void opened.close());
  const calls = createCallVerification({
    ...{ secret, countries: ['RU'], store: createSqliteStore({ database: opened }) },
    methods: [createMcn(simulator.mcn).flashCall()],
  });
  onTestFinished(() => calls.close());
  const [call] = simulator.telephone(phone).calls;
  const body = { verification_call_uuid: call?.id, q931_status: 17, final_status: 'BUSY' };
  expect(await calls.report('mcn', { method: 'POST', headers: {}, query: {}, body })).toEqual({ ok: true, reports: 1 });
  expect(await calls.status({ verificationId })).toMatchObject({ status: 'pending', call: { outcome: 'busy' } });
});
