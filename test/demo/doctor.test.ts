/** The doctor looks at the demo while it runs, by the demo's own store. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startDemo } from '../../demo-app/start-demo.js';
import { runProgram } from '../cli/run-program.js';

const PHONE = '+79157770417';

it('the doctor finds nothing wrong with the running demo, and a sign-in meanwhile goes on', { timeout: 60_000 }, async () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'express-call-verification-demo-'));
  onTestFinished(() => rmSync(dataFolder, { recursive: true, force: true }));
  const demo = await startDemo({ port: 0, dataFolder });
  let isOpen = true;
  onTestFinished(() => (isOpen ? demo.close() : undefined));
  const post = (path: string, body: unknown) =>
    fetch(`${demo.url}/auth/call${path}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  const started = (await (await post('', { phone: PHONE })).json()) as { verificationId: string };
  const ring = await demo.simulator?.telephone(PHONE).rings();

  const config = demo.doctorConfig ?? '';
  const { exitCode, output, errors } = await runProgram('doctor', '--config', config);
  expect(errors).toBe('');
  expect(output).not.toMatch(/^problem/m);
  expect(output).toMatch(/^ok .*store: The database has a write-ahead log/m);
  expect(output).toMatch(/^ok .*store: The store keeps its contract/m);
  for (const name of ['mcn', 'mobilgroup']) {
    expect(output).toContain(`A callback of ${name} through the public URL reaches the running service, which writes to this store.`);
  }
  expect(output).toContain(`${demo.url}/webhooks/calls/mcn/`);
  expect(output).not.toContain(readFileSync(join(dataFolder, 'secret'), 'utf8').trim());
  expect(exitCode).toBe(0);

  const checked = await post('/check', { verificationId: started.verificationId, code: ring?.caller.slice(-4) });
  expect(checked.status).toBe(200);
  await demo.close();
  isOpen = false;
  expect(existsSync(config)).toBe(false);
});
