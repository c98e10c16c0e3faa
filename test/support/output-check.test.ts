import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { OUTPUT_FOLDER_VARIABLE, registerSecret } from './secrets.js';

const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');

/** Runs the suite's configuration on a file that prints a registered secret by `leak`. */
function runSuiteThatLeaksBy(leak: string) {
  const { [OUTPUT_FOLDER_VARIABLE]: _, ...env } = process.env;
  return spawnSync(process.execPath, [vitest, 'run', '--config', 'test/support/output-check.fixture/vitest.config.ts'], {
    encoding: 'utf8',
    env: { ...env, LEAK: leak },
  });
}

describe('the output check', { timeout: 60_000 }, () => {
  it('passes a suite that prints no secret', () => {
    const { status, stdout, stderr } = runSuiteThatLeaksBy('nothing');
    expect(stderr).not.toContain('Secrets in the output');
    expect(stdout).toContain('1 passed');
    expect(status).toBe(0);
  });

  it.each(['console', 'standard error', 'two writes', 'a warning of the process', 'a child process', 'a URL'])(
    'fails a suite whose tests pass, but which prints a secret by %s',
    (leak) => {
      const { status, stdout, stderr } = runSuiteThatLeaksBy(leak);
      expect(stdout).toContain('1 passed');
      expect(stderr).toContain('Secrets in the output of the suite:\n  the phone number (12 characters)');
      expect(status).toBe(1);
    },
  );

  it('refuses to look for what occurs by chance', () => {
    expect(() => registerSecret('1234', 'a code')).toThrow('a code has fewer than 6 characters');
  });
});
