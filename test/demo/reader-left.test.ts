/** Programs whose output is piped to one that stops reading, such as `head`. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';

const PROGRAMS: readonly (readonly [string, readonly string[]])[] = [
  ['the demo', ['--import', 'tsx', 'demo-app/main.ts', '--script']],
  ['the trial of attackers', ['--import', 'tsx', 'trials/attack/main.ts', '--quick', '--only', 'forger']],
  ['the proof', ['--import', 'tsx', 'trials/proof/main.ts', '--seconds', '0']],
  ['a command', ['--import', 'tsx', 'src/cli/main.ts', '--help']],
  ['a script', ['scripts/check-size.mjs']],
];

describe('a program whose reader has left', () => {
  it.each(PROGRAMS)('ends quietly: %s', { timeout: 60_000 }, async (_, parameters) => {
    const program = spawn(process.execPath, parameters, { stdio: ['ignore', 'pipe', 'pipe'] });
    const errors = text(program.stderr);
    // At the first line, or before: then the first line is what fails.
    program.stdout.destroy();
    const [exitCode, signal] = await once(program, 'close');
    expect([exitCode, signal, await errors]).toEqual([0, null, '']);
  });

  it('is each of those that `npm run` starts and that print', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly scripts: Readonly<Record<string, string>> };
    const started = Object.values(scripts).flatMap((script) => script.match(/\b(?:scripts|trials|demo-app)\/[\w/-]+\.(?:mjs|ts)\b/g) ?? []);
    const printing = [...new Set(started)].filter((file) => /console\.log|stdout\.write/.test(readFileSync(file, 'utf8')));
    expect(printing.length).toBeGreaterThan(5);
    expect(printing.filter((file) => !readFileSync(file, 'utf8').includes('end-with-reader'))).toEqual([]);
  });
});
