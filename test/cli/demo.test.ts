/** What of `demo` does not need the built demo. test/packaging/command.test.ts runs that. */
import { describe, expect, it } from 'vitest';
import { runProgram } from './run-program.js';

const HELP = 'What there is: npx express-call-verification demo --help\n';

describe('npx express-call-verification demo', { timeout: 60_000 }, () => {
  it.each(['demo --help', 'demo -h', 'demo --script --help', 'help demo', '--help demo'])('explains itself: %s', async (typed) => {
    const { exitCode, output, errors } = await runProgram(...typed.split(' '));
    expect(output).toMatch(/^Usage: npx express-call-verification demo \[--port 3000\]/);
    expect([exitCode, errors]).toEqual([0, '']);
  });

  it('is the nearest to a name like it', async () => {
    const { exitCode, errors } = await runProgram('deom');
    expect(exitCode).toBe(2);
    expect(errors).toMatch(/^There is no command "deom"\. Did you mean "demo"\?\n/);
  });

  it.each([
    [['--prot', '3000'], 'There is no option "--prot". Did you mean "--port"?'],
    [['--banana'], 'There is no option "--banana".'],
    [['-p', '3000'], 'There is no option "-p".'],
    [['--port'], "Option '--port <value>' argument missing."],
    [['--port', '--script'], "Option '--port' argument is ambiguous."],
    [['--script=yes'], "Option '--script' does not take an argument."],
    [['3000'], "Unexpected argument '3000'."],
    [['--', '--help'], "Unexpected argument '--help'."],
    [['--port', 'three'], 'The port must be a number from 0 to 65535, but is "three".'],
    [['--port', '65536'], 'The port must be a number from 0 to 65535, but is "65536".'],
    [['--port='], 'The port must be a number from 0 to 65535, but is "".'],
  ])('refuses what it does not take: %j', async (typed, sentence) => {
    expect(await runProgram('demo', ...typed)).toEqual({ exitCode: 2, output: '', errors: `${sentence}\n${HELP}` });
  });
});
