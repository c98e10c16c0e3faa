/** The demo's process may end in the middle of a sign-in. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { type Demo, startDemo } from '../../demo-app/start-demo.js';

const PHONE = '+79157777777';

async function post(demo: Demo, path: string, body: object): Promise<Record<string, unknown>> {
  const headers = { 'Content-Type': 'application/json' };
  return (await fetch(demo.url + path, { method: 'POST', headers, body: JSON.stringify(body) })).json() as Promise<Record<string, unknown>>;
}

it('goes on with a sign-in after a restart of the demo', async () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'express-call-verification-demo-'));
  onTestFinished(() => rmSync(dataFolder, { recursive: true, force: true }));
  const before = await startDemo({ port: 0, dataFolder });
  const { verificationId } = await post(before, '/auth/call', { phone: PHONE });
  const code = before.simulator?.telephone(PHONE).shown?.slice(-4);
  await before.close();

  const after = await startDemo({ port: 0, dataFolder });
  onTestFinished(() => after.close());
  expect(await post(after, '/auth/call/check', { verificationId, code })).toMatchObject({ status: 'verified', phone: PHONE });
});
