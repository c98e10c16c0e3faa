/** The command as a shell runs it: what it loads, what it prints, how it ends. What it finds: test/cli/doctor. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { runCommandLine } from '../../src/cli/command-line.js';
import { doctor } from '../../src/cli/doctor.js';
import { newSecret } from '../support/shop.js';
import { type Run, runProgram } from './run-program.js';

const HELP = 'What there is: npx express-call-verification doctor --help\n';

/** The same in this process, for what needs no other one. */
async function runHere(...args: string[]): Promise<Run> {
  const write = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
  onTestFinished(() => write.mockRestore());
  const exitCode = await runCommandLine([doctor], ['doctor', ...args]);
  return { exitCode, output: '', errors: write.mock.calls.map(([text]) => String(text)).join('') };
}

/** In the repository, where the package's name is known. */
const data = fileURLToPath(new URL('../../.data', import.meta.url));
mkdirSync(data, { recursive: true });
const folder = mkdtempSync(join(data, 'doctor-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const secret = newSecret('the secret of a configuration');
const METHODS = `[createMcn({ token: 'TOKEN', accountId: '117793', apiUrl: 'http://127.0.0.1:9999' }).flashCall()]`;
const OPTIONS = `{ secret: process.env.CALL_VERIFICATION_SECRET ?? '${secret}', countries: ['RU'], methods: ${METHODS} }`;

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

describe('npx express-call-verification doctor', { timeout: 60_000 }, () => {
  it('explains itself', async () => {
    const { exitCode, output, errors } = await runProgram('doctor', '--help');
    expect(output).toMatch(/^Usage: npx express-call-verification doctor --config/);
    expect([exitCode, errors]).toEqual([0, '']);
  });

  it('prints for people what it found and what to enter at the provider, with the tokens of callbacks, and ends although the configuration leaves a server open', async () => {
    const file = write(
      'open.mjs',
      `import { createServer } from 'node:http';
       import express from 'express';
       import { createMcn } from 'express-call-verification';
       createServer().listen(0, '127.0.0.1');
       export const app = express();
       export const options = ${OPTIONS};`,
    );
    const { exitCode, output, errors } = await runProgram('doctor', '--config', file);
    expect(errors).toBe('');
    expect(output).toMatch(/^ok {7}options: The options fit\. Methods: mcn\.flashCall\.\n/);
    expect(output).toMatch(/^warning {2}budget: No budget is set/m);
    expect(output).toMatch(/^problem {2}host: 127\.0\.0\.1:9999 cannot be reached: ECONNREFUSED\./m);
    expect(output).toMatch(/^- {8}public-url: not checked\. Say where callWebhooks/m);
    expect(output).toMatch(/URL {11}<public URL of callWebhooks>\/mcn\/[\w-]{22,}\n {4}Request body {2}\[\{ "verification_call_uuid": "…"/);
    expect(output).toMatch(/\n1 problem, \d warnings, \d ok, 2 not checked\. No call was placed\.\n$/);
    expect(output).not.toContain(secret);
    expect(exitCode).toBe(1);
  });

  it('prints JSON for programs and nothing else, without tokens, although the logger of the host is the console; reads CommonJS and a file of the environment; warnings alone are no failure', async () => {
    const other = newSecret('a secret in a file');
    const env = write('.env', `CALL_VERIFICATION_SECRET=${other}\n`);
    const file = write(
      'calls.cjs',
      `const { createMcn } = require('express-call-verification');
       module.exports = { options: { ...${OPTIONS}, logger: console, fetch: () => Promise.reject(new Error('nothing is asked')) } };`,
    );
    const { exitCode, output } = await runProgram('doctor', '--config', file, '--env', env, '--json');
    const report = JSON.parse(output);
    expect(report).toMatchObject({
      ok: true,
      summary: { problems: 0, warnings: expect.any(Number), ok: expect.any(Number) },
      findings: expect.arrayContaining([{ check: 'options', level: 'ok', found: 'The options fit. Methods: mcn.flashCall.' }]),
      notChecked: expect.arrayContaining([{ check: 'public-url', why: expect.any(String) }]),
      callbacks: [{ provider: 'mcn', url: '/mcn/***', isDocumented: true, requestBody: expect.stringContaining('q931_status') }],
    });
    for (const each of [secret, other]) expect(output).not.toContain(each);
    expect(exitCode).toBe(0);
  });

  it('takes what a factory in the configuration refuses for a problem, also in TypeScript', async () => {
    const file = write(
      'refused.ts',
      `import { createMcn } from 'express-call-verification';
       export const options: object = { methods: [createMcn({ token: process.env['MCN_TOKEN'], accountId: '1' }).flashCall()] };`,
    );
    const { exitCode, output } = await runProgram('doctor', '--config', file);
    expect(output).toMatch(/^problem {2}options: createMcn: option "token" must be your MCN API token .*is the environment variable set/);
    expect(exitCode).toBe(1);
  });

  it.each([
    ['without a configuration', [], `The doctor needs a module that exports "options": --config ./calls.js.\n${HELP}`],
    ['with a misspelt option', ['--confg', 'x'], `There is no option "--confg". Did you mean "--config"?\n${HELP}`],
    ['with a file that is not there', ['--config', './nowhere.js'], 'doctor: There is no file ./nowhere.js.\n'],
    [
      'with a public URL that is none',
      ['--config', './nowhere.js', '--public-url', 'shop.example'],
      'doctor: The public URL must be where callWebhooks is mounted, as it is reached from outside, without the token: https://shop.example/webhooks/calls.\n',
    ],
    ['with an environment that cannot be read', ['--config', './nowhere.js', '--env', 'none'], 'doctor: The file none cannot be read.\n'],
  ])('cannot run %s', async (_, typed, errors) => {
    expect(await runHere(...typed)).toEqual({ exitCode: 2, output: '', errors });
  });

  it.each([
    ['nothing.mjs', 'export const settings = {};', /does not export "options"/],
    [
      'throws.mjs',
      `throw new Error('cannot connect to redis://shop:pass-word@db.example\\nmore');`,
      /cannot be loaded\. Error: cannot connect to redis:\/\/\*\*\*@db\.example\n$/,
    ],
    [
      'throws-odd.mjs',
      `throw new Error('cannot connect to postgres://shop:p@ss/w0rd@db.example, mysql://shop:a/b@db.example/shop');`,
      /cannot be loaded\. Error: cannot connect to postgres:\/\/\*\*\*@db\.example, mysql:\/\/\*\*\*@db\.example\/shop\n$/,
    ],
  ])('cannot run with the module %s', async (name, text, errors) => {
    const run = await runHere('--config', write(name, text));
    expect(run.exitCode).toBe(2);
    expect(run.errors).toMatch(errors);
  });
});
