/** The app that `init` writes, from the packed tarball: it compiles, starts as its manifest says, and signs somebody in. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { describeWithBrowser } from '../support/browser.js';
import { freePort } from '../support/programs.js';
import { type Consumer, createConsumer, packPackage } from './consumer.js';

const PHONE = '+79157777777';
const PROGRAM = 'node_modules/express-call-verification/dist/esm/cli/main.js';

let packed: Awaited<ReturnType<typeof packPackage>>;
let consumer: Consumer;
let folder: string;

beforeAll(async () => {
  packed = await packPackage();
  consumer = createConsumer(packed.folder, {}, ['express', 'tsx', 'typescript', '@types/express', '@types/node']);
  folder = (await consumer.node('-p', 'process.cwd()')).trim();
}, 180_000);

afterAll(() => packed?.remove());

/** Starts the app by its own script, until the test is over. */
async function startApp(app: string, environment: Readonly<Record<string, string>> = {}) {
  const port = await freePort();
  const place = join(folder, app);
  const env = join(place, '.env');
  writeFileSync(env, readFileSync(env, 'utf8').replace(/^PORT=.*$/m, `PORT=${port}`));
  const { scripts }: { scripts: { start: string } } = JSON.parse(readFileSync(join(place, 'package.json'), 'utf8'));
  const [, ...parameters] = scripts.start.split(' ');
  const child = spawn(process.execPath, parameters, {
    cwd: place,
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
  }
  return { url: `http://127.0.0.1:${port}`, child, printed: () => printed };
}

async function post(url: string, json: object): Promise<{ status: number; body: Record<string, string> }> {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(json) });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}

/** The exit code, once the app has ended by itself. */
async function stop(child: ChildProcess): Promise<unknown> {
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const [code] = await ended;
  return code;
}

describe.each([
  ['typescript', []],
  ['javascript', ['--js']],
])('the app in %s', { timeout: 120_000 }, (name, options) => {
  it('is written, and compiles as strictly as its own settings say', async () => {
    expect(await consumer.node(PROGRAM, 'init', name, ...options)).toContain('npm start');
    if (name === 'typescript') await consumer.node('node_modules/typescript/lib/tsc.js', '--project', name);
  });

  it('signs in by what it prints, and ends cleanly', async () => {
    const app = await startApp(name);
    await expect.poll(app.printed, { timeout: 60_000 }).toMatch(/^WEBHOOKS: mcn reports to \S+, mobilgroup reports to \S+$/m);
    const page = await (await fetch(app.url)).text();
    expect(page).toContain('<call-verification>');
    for (const [, path = ''] of page.matchAll(/src="([^"]+)"/g)) expect((await fetch(app.url + path)).status).toBe(200);

    const started = await post(`${app.url}/auth/call`, { phone: PHONE });
    expect(started.status).toBe(202);
    await expect.poll(app.printed).toMatch(/^RING \+7 915 777-77-77 from \+7 495 555 \*\*\d{4}\*\*$/m);
    const [, code] = /\*\*(\d{4})\*\*/.exec(app.printed()) ?? [];
    const checked = await post(`${app.url}/auth/call/check`, { verificationId: started.body['verificationId'], code });
    expect(checked.status).toBe(200);
    expect((await fetch(`${app.url}/account`)).status).toBe(401);
    const account = await fetch(`${app.url}/account`, { headers: { authorization: `Bearer ${checked.body['token']}` } });
    expect(await account.json()).toEqual({ phone: PHONE });
    expect(await stop(app.child)).toBe(0);
  });

  it('asks for the keys of real providers in production', async () => {
    const { child, printed } = await startApp(name, { NODE_ENV: 'production' });
    const [code] = await once(child, 'exit');
    expect(code).toBe(1);
    expect(printed()).toContain('Set MCN_TOKEN and MCN_ACCOUNT_ID, or MOBILGROUP_KEY');
  });

  it('calls the real providers whose keys it has', async () => {
    const app = await startApp(name, { NODE_ENV: 'production', MCN_TOKEN: 'a-token-of-nobody', MCN_ACCOUNT_ID: '117793' });
    await expect.poll(app.printed, { timeout: 60_000 }).toContain('Open http://localhost:');
    expect(app.printed()).not.toContain('WEBHOOKS: ');
    expect(await stop(app.child)).toBe(0);
  });
});

describeWithBrowser('the page of the app', (browser) => {
  it('shows the account to a person who has typed the code', async () => {
    await consumer.node(PROGRAM, 'init', 'seen', '--js');
    const app = await startApp('seen');
    await expect.poll(app.printed).toContain('WEBHOOKS: ');
    const page = await browser().newPage();
    onTestFinished(() => page.close());
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(app.url);
    const element = page.locator('call-verification');
    await element.locator('#phone').fill(PHONE);
    await element.locator('form button.primary').click();
    await expect.poll(app.printed).toMatch(/^RING /m);
    await element.locator('#code').fill(/\*\*(\d{4})\*\*/.exec(app.printed())?.[1] ?? '');
    await expect.poll(() => page.locator('#account').textContent()).toBe(`Welcome, ${PHONE}!`);
    expect(complaints).toEqual([]);
  });
});
