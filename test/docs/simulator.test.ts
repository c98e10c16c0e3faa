/** The program of the page on the simulator signs somebody in, by what it prints to the terminal. */
import { spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { freePort } from '../support/programs.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const page = readFileSync(join(root, 'docs/simulator.md'), 'utf8');
const PHONE = '+79157777777';

/** Runs the page's program until the test is over. */
async function runProgram(): Promise<{ url: string; printed(): string }> {
  const port = await freePort();
  const file = join(root, `test/docs/.simulator-${process.pid}.ts`);
  writeFileSync(file, /^```ts\n([\s\S]*?)^```$/m.exec(page)?.[1] ?? '');
  onTestFinished(() => rmSync(file, { force: true }));
  const child = spawn(process.execPath, ['--import', 'tsx', file], {
    cwd: root,
    env: { ...process.env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  return { url: `http://127.0.0.1:${port}`, printed: () => printed };
}

it('the program prints the code, takes it, and opens what it guards', { timeout: 60_000 }, async () => {
  const { url, printed } = await runProgram();
  const post = async (path: string, json: object) => {
    const response = await fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(json),
    });
    return { status: response.status, body: (await response.json()) as Record<string, string> };
  };
  await expect.poll(printed, { timeout: 30_000 }).toMatch(/^WEBHOOKS: mcn reports to \S+, mobilgroup reports to \S+$/m);
  const started = await post('/auth/call', { phone: PHONE });
  expect(started.status).toBe(202);
  await expect.poll(printed).toMatch(/^RING \+7 915 777-77-77 from \+7 495 555 \*\*\d{4}\*\*$/m);
  const [, code] = /\*\*(\d{4})\*\*/.exec(printed()) ?? [];
  const checked = await post('/auth/call/check', { verificationId: started.body['verificationId'], code });
  expect(checked.status).toBe(200);
  const account = await fetch(`${url}/account`, { headers: { authorization: `Bearer ${checked.body['token']}` } });
  expect(await account.json()).toEqual({ phone: PHONE });
});

it('the page shows lines as they are printed', () => {
  expect(page).toContain('RING +7 915 777-77-77 from +7 495 555 **9767**');
  for (const word of ['RING', 'VOICE', 'KEY', 'SMS', 'OVER', 'CALLBACK', 'REFUSED'])
    expect(page).toMatch(new RegExp(`^\\| \`${word} `, 'm'));
});
