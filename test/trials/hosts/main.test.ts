/** The command line of `npm run hosts`. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

it('refuses a host that it does not know, before it packs anything', { timeout: 120_000 }, async () => {
  const running = promisify(execFile)(process.execPath, ['--import', 'tsx', 'trials/hosts/main.ts', '--only', 'rails']);
  const error: unknown = await running.catch((failure: unknown) => failure);
  expect(error).toMatchObject({ code: 1, stderr: expect.stringContaining('--only must be a part of one of express4, express5, nest,') });
});
