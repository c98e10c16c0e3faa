import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runProgram } from './run-program.js';

const { version }: { version: string } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

describe('npx express-call-verification', { timeout: 60_000 }, () => {
  it.each(['--help', '-h', 'help'])('lists its commands: %s', async (help) => {
    const { exitCode, output, errors } = await runProgram(help);
    expect(output).toMatch(/^Usage: npx express-call-verification <command>/);
    expect([exitCode, errors]).toEqual([0, '']);
  });

  it('lists them as a mistake if no command was typed', async () => {
    const { exitCode, output, errors } = await runProgram();
    expect(errors).toMatch(/^Usage: npx express-call-verification <command>/);
    expect([exitCode, output]).toEqual([2, '']);
  });

  it.each(['--version', '-v'])('tells its version: %s', async (option) => {
    expect(await runProgram(option)).toEqual({ exitCode: 0, output: `${version}\n`, errors: '' });
  });

  it.each([
    ['banana', 'There is no command "banana".'],
    ['--verison', 'A command comes first, and "--verison" is an option. Did you mean "--version"?'],
    ['--port', 'A command comes first, and "--port" is an option.'],
  ])('refuses what it does not know: %s', async (typed, sentence) => {
    const { exitCode, output, errors } = await runProgram(typed);
    expect([exitCode, output]).toEqual([2, '']);
    expect(errors).toBe(`${sentence}\nWhat there is: npx express-call-verification --help\n`);
  });
});
