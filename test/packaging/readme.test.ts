/** What the README shows works as it stands there: each block is a whole file, and its requests are sent as curl sends them. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import express from 'express';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { describeWithBrowser } from '../support/browser.js';
import { freePort } from '../support/programs.js';
import { registerSecret } from '../support/secrets.js';
import { newSecret, serve } from '../support/shop.js';
import { createConsumer, packPackage } from './consumer.js';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const blocksOf = (language: string): readonly string[] =>
  [...readme.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, block]) => block ?? '');

/** A line of curl, with what it sends. */
interface CurlLine {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

function readCurl(line: string): CurlLine {
  const headers = [...line.matchAll(/ -H '([^:']+): ([^']+)'/g)].map(([, name, value]) => [name, value]);
  return {
    path: /http:\/\/127\.0\.0\.1:3000(\S+)/.exec(line)?.[1] ?? '',
    headers: Object.fromEntries(headers),
    body: / -d '([^']+)'/.exec(line)?.[1],
  };
}

const curlLines = blocksOf('sh')
  .flatMap((block) => block.split('\n'))
  .filter((line) => line.startsWith('curl '))
  .map(readCurl);

interface RunningProgram {
  readonly url: string;
  readonly child: ChildProcess;
  /** The next line that the program prints and that fits. */
  prints(pattern: RegExp): Promise<RegExpExecArray>;
}

let packed: Awaited<ReturnType<typeof packPackage>>;
beforeAll(async () => {
  packed = await packPackage();
}, 300_000);
afterAll(() => packed?.remove());

/** Runs a file of the README in a folder where the packed package is installed, at another port. */
async function runFile(name: string, env: Readonly<Record<string, string>> = {}): Promise<RunningProgram> {
  const port = await freePort();
  const moved = (text: string): string => text.replaceAll('3000', String(port));
  const programs = blocksOf('js').map((text) => [/^\/\/ (\S+)/.exec(text)?.[1] ?? '', moved(text)] as const);
  const { folder } = createConsumer(packed.folder, Object.fromEntries(programs), ['express', 'libsql']);
  mkdirSync(join(folder, 'public'));
  writeFileSync(join(folder, 'public/index.html'), blocksOf('html')[0] ?? '');
  const child = spawn(process.execPath, [name], { cwd: folder, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const printed: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => printed.push(line));
  let seen = 0;
  return {
    url: `http://127.0.0.1:${port}`,
    child,
    async prints(pattern) {
      const find = (): boolean => printed.slice(seen).some((line) => pattern.test(line));
      await expect.poll(find, { timeout: 30_000, message: `${name} prints ${pattern}` }).toBe(true);
      const index = printed.findIndex((line, at) => at >= seen && pattern.test(line));
      seen = index + 1;
      return pattern.exec(printed[index] ?? '') as RegExpExecArray;
    },
  };
}

async function untilListening(url: string): Promise<void> {
  const isListening = (): Promise<boolean> =>
    fetch(url).then(
      () => true,
      () => false,
    );
  await expect.poll(isListening, { timeout: 30_000 }).toBe(true);
}

const RING = /^RING \+7 915 777-77-77 from .*\*\*(\d{4})\*\*$/;

describe('the README', { timeout: 120_000 }, () => {
  it('has 170 lines at most', () => {
    expect(readme.trimEnd().split('\n').length).toBeLessThanOrEqual(170);
  });

  it('leads from a start by curl to the verified number', async () => {
    expect(curlLines.map(({ path }) => path)).toEqual(['/auth/call', '/auth/call/check', '/account']);
    const program = await runFile('app.mjs');
    await untilListening(program.url);
    const send = async ({ path, headers, body }: CurlLine): Promise<Record<string, string>> => {
      const answer = await fetch(program.url + path, { method: body === undefined ? 'GET' : 'POST', headers, body: body ?? null });
      expect(answer.ok, `${path} is answered ${answer.status}`).toBe(true);
      return (await answer.json()) as Record<string, string>;
    };
    const [start, check, account] = curlLines as [CurlLine, CurlLine, CurlLine];
    const { verificationId = '' } = await send(start);
    registerSecret(verificationId, 'a verification id');
    const [, code = ''] = await program.prints(RING);
    const body = (check.body ?? '').replace('…', verificationId).replace('9767', code);
    const { token = '' } = await send({ ...check, body });
    registerSecret(token, 'a token');
    const headers = { ...account.headers, Authorization: (account.headers['Authorization'] ?? '').replace('…', token) };
    expect(await send({ ...account, headers })).toEqual({ phone: '+79157777777' });
  });

  it('has a server for real providers, which says where callbacks come to, and stops when it is told to', async () => {
    const env = {
      MCN_TOKEN: newSecret('a token of the provider'),
      MCN_ACCOUNT_ID: '1234',
      MOBILGROUP_KEY: newSecret('a key of the provider'),
      CALL_VERIFICATION_SECRET: newSecret('the secret of the program'),
    };
    const { child, prints } = await runFile('server.mjs', env);
    const ended = once(child, 'exit');
    await prints(/\/webhooks\/calls\/mcn\/\S+$/);
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  });
});

it('has a sender that sends what it is given', { timeout: 120_000 }, async () => {
  const got: { to: string; text: string }[] = [];
  const company = express();
  company.post('/messages', express.json({ type: () => true }), (req, res) => {
    got.push(req.body as (typeof got)[number]);
    res.sendStatus(200);
  });
  const url = await serve(company);
  const sender = (blocksOf('js').find((text) => text.startsWith('// sms.mjs')) ?? '').replace('https://sms.example', url);
  const use = `import { sms } from './sms.mjs';
const message = { phone: '+79157777777', code: '046372', purpose: 'sign-in', txn: 'txn', language: 'ru' };
console.log(JSON.stringify(await sms.place(message, { fetch })));`;
  const { folder } = createConsumer(packed.folder, { 'sms.mjs': sender, 'use.mjs': use }, ['express']);
  const { stdout } = await promisify(execFile)(process.execPath, ['use.mjs'], { cwd: folder });
  expect(JSON.parse(stdout)).toEqual({ status: 'placed' });
  expect(got).toEqual([{ to: '+79157777777', text: expect.stringMatching(/^046372[\s\S]*\n@shop\.example #046372$/) }]);
});

describeWithBrowser('the page of the README', (browser) => {
  it('signs in', { timeout: 120_000 }, async () => {
    const program = await runFile('app.mjs');
    await untilListening(program.url);
    const page = await browser().newPage();
    onTestFinished(() => page.close());
    await page.goto(program.url);
    await page.getByRole('textbox').first().fill('+7 915 777-77-77');
    await page.keyboard.press('Enter');
    const [, code = ''] = await program.prints(RING);
    await page.getByRole('textbox').first().fill(code);
    await page.getByText('Signed in: +79157777777').waitFor();
  });
});
