import { execFile } from 'node:child_process';
import { expect, it } from 'vitest';
import { STORIES } from '../../demo-app/script-stories.js';

interface Run {
  readonly exitCode: number;
  readonly output: string;
  readonly errors: string;
}

function runDemo(...args: string[]): Promise<Run> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--import', 'tsx', 'demo-app/main.ts', ...args],
      { env: { PATH: process.env['PATH'] } },
      (error, output, errors) => {
        resolve({ exitCode: error === null ? 0 : Number(error.code ?? 1), output, errors });
      },
    );
  });
}

it('tells the story of every method in the terminal, and ends well', { timeout: 60_000 }, async () => {
  const { exitCode, output, errors } = await runDemo('--script');
  expect(errors).toBe('');
  expect(exitCode).toBe(0);
  for (const { method } of STORIES) expect(output).toContain(method);
  // The one of the shop's own SMS: a call that fails, then six digits, and a token that says so.
  const own = output.slice(output.indexOf('createSender'));
  expect(own).toMatch(/call: {"outcome":"unavailable"}.*\n(.*\n)*.*method: "sms", codeLength: 6,.*\n(.*\n)*.*amr: \["sms","otp"\]/);
  expect(output.match(/✓ signed in/g)).toHaveLength(STORIES.length);
  expect(output).toContain('phone_number_verified: true');
  // No colours where nobody looks, no stack traces, and no whole token.
  expect(output).not.toContain('\u001b[');
  expect(output).not.toMatch(/\n\s+at .+:\d+:\d+/);
  expect(output).not.toMatch(/eyJ[\w-]+\.[\w-]+\.[\w-]+/);
});

it('says what is wrong with an unusable port, and fails', { timeout: 60_000 }, async () => {
  const { exitCode, errors } = await runDemo('--port', 'three');
  expect(exitCode).toBe(1);
  expect(errors).toBe('The demo could not start: the port must be a number from 0 to 65535, but is "three"\n');
});
