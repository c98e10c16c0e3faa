/** Runs the program behind `npx express-call-verification` as a shell does, from its source. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Run {
  readonly exitCode: number;
  readonly output: string;
  readonly errors: string;
}

export function runProgram(...args: string[]): Promise<Run> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--import', 'tsx', 'src/cli/main.ts', ...args],
      { cwd: root, env: { PATH: process.env['PATH'] } },
      (error, output, errors) => resolve({ exitCode: error === null ? 0 : Number(error.code ?? 1), output, errors }),
    );
  });
}
