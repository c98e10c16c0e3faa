/** `npx express-call-verification`, as somebody has it who installed the tarball into an empty folder. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, mkdtempSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { STORIES } from '../../demo-app/script-stories.js';
import { openDemoPage } from '../demo/demo-page.js';
import { describeWithBrowser } from '../support/browser.js';
import { type Consumer, createConsumer, packPackage } from './consumer.js';

const PATH = process.env['PATH'];

let packed: Awaited<ReturnType<typeof packPackage>>;
let consumer: Consumer;
beforeAll(async () => {
  packed = await packPackage();
  consumer = createConsumer(packed.folder, {}, ['express']);
}, 300_000);
afterAll(() => packed?.remove());

const programOf = ({ folder }: Consumer): string => join(folder, 'node_modules', '.bin', 'express-call-verification');
/** A folder with nothing in it, where the command is typed. */
const emptyFolder = (): string => mkdtempSync(join(dirname(packed.folder), 'empty-'));

interface Run {
  readonly exitCode: number;
  readonly output: string;
  readonly errors: string;
}

function run(file: string, args: readonly string[], cwd: string, environment: Readonly<Record<string, string>> = {}): Promise<Run> {
  return new Promise((resolve) => {
    execFile(file, args, { cwd, env: { PATH, ...environment } }, (error, output, errors) =>
      resolve({ exitCode: error === null ? 0 : Number(error.code ?? 1), output, errors }),
    );
  });
}

interface RunningDemo {
  readonly url: string;
  readonly folder: string;
  /** @returns how it ended, and what it complained about */
  stop(signal: 'SIGINT' | 'SIGTERM'): Promise<unknown[]>;
}

async function startDemo(...args: string[]): Promise<RunningDemo> {
  const folder = emptyFolder();
  const program = spawn(programOf(consumer), ['demo', '--port', '0', ...args], {
    cwd: folder,
    env: { PATH },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void program.kill('SIGKILL'));
  const complaints = text(program.stderr);
  const ended = once(program, 'close');
  let printed = '';
  const url = await new Promise<string>((resolve, reject) => {
    program.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0];
      if (found !== undefined && printed.includes('Ctrl+C')) resolve(found);
    });
    void ended.then(async () => reject(new Error(`the demo ended: ${printed}${await complaints}`)));
  });
  return {
    url,
    folder,
    async stop(signal) {
      program.kill(signal);
      return [...(await ended), await complaints];
    },
  };
}

describe('the installed command', { timeout: 120_000 }, () => {
  it('is a program that can be started by itself, and lists what it does', async () => {
    accessSync(join(consumer.folder, 'node_modules', 'express-call-verification', 'dist', 'esm', 'cli', 'main.js'), constants.X_OK);
    const { exitCode, output, errors } = await run(programOf(consumer), ['--help'], emptyFolder());
    expect([exitCode, errors]).toEqual([0, '']);
    expect(output).toMatch(/^Usage: npx express-call-verification <command>[\s\S]*\n {2}demo /);
  });

  it('is found by npx', async () => {
    const { exitCode, output } = await run('npx', ['--no', '--offline', 'express-call-verification', 'demo', '--help'], consumer.folder);
    expect([exitCode, output]).toEqual([0, expect.stringMatching(/^Usage: npx express-call-verification demo /)]);
  });

  it('says what to install where Express is missing, and only if it is needed', async () => {
    const without = createConsumer(packed.folder, {}, []);
    expect(await run(programOf(without), ['demo', '--help'], without.folder)).toMatchObject({ exitCode: 0, errors: '' });
    expect(await run(programOf(without), ['demo', '--port', '0'], without.folder)).toEqual({
      exitCode: 1,
      output: '',
      errors: 'demo: express is not installed. Install it beside this package: npm install express\n',
    });
  });
});

describe('the demo of the installed command', { timeout: 120_000 }, () => {
  it('serves its page with all that is named there, and the app behind it', async () => {
    const demo = await startDemo();
    const html = await (await fetch(demo.url)).text();
    const named = [...html.matchAll(/(?:href|src)="(\/[^"]+)"/g)].map(([, path = '']) => path);
    expect(named.length).toBeGreaterThan(10);
    for (const path of [...named, '/auth/call/client.js', '/demo/about']) {
      const answer = await fetch(demo.url + path);
      await answer.arrayBuffer();
      expect([path, answer.status]).toEqual([path, 200]);
    }
    expect(await (await fetch(`${demo.url}/demo/about`)).json()).toMatchObject({ isSimulated: true, providers: ['MCN', 'MobilGroup'] });
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('ends by %s, and leaves nothing behind', async (signal) => {
    const demo = await startDemo();
    expect(await demo.stop(signal)).toEqual([0, null, '']);
    expect(readdirSync(demo.folder)).toEqual([]);
  });

  it('keeps what it is told to keep', async () => {
    const demo = await startDemo('--data', 'kept');
    await demo.stop('SIGINT');
    expect(readdirSync(demo.folder)).toEqual(['kept']);
    expect(readdirSync(join(demo.folder, 'kept'))).toContain('secret');
  });

  it('says how to go on if the port is taken', async () => {
    const demo = await startDemo();
    const port = new URL(demo.url).port;
    expect(await run(programOf(consumer), ['demo', '--port', port], emptyFolder())).toEqual({
      exitCode: 1,
      output: '',
      errors: 'demo: That port is taken. Choose another one: npx express-call-verification demo --port 3001\n',
    });
  });

  it('tells the story of every method in the terminal, whatever port the environment names', async () => {
    const { exitCode, output, errors } = await run(programOf(consumer), ['demo', '--script'], emptyFolder(), { PORT: 'a pipe' });
    expect([exitCode, errors]).toEqual([0, '']);
    expect(output.match(/✓ signed in/g)).toHaveLength(STORIES.length);
  });
});

describeWithBrowser('the page of the installed demo', (browser) => {
  it('signs in whoever types the digits that the ringing telephone shows', async () => {
    const demo = await startDemo();
    const shop = await openDemoPage(browser(), demo);
    const number = '+79157770301';
    await shop.askForCall(number);
    await shop.key('answer').waitFor();
    await shop.code.fill(await shop.ending());
    await shop.verified();
    expect(await shop.claims()).toMatchObject({ phone_number: number, phone_number_verified: 'true' });
    await shop.picture('installed');
    expect(shop.complaints).toEqual([]);
  });
});
