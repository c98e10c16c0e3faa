/** The program behind `npx express-call-verification` while it runs. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface RunningProgram {
  /** What it has printed so far, errors included. */
  output(): string;
  /** Resolves with the first match, once it was printed. */
  prints(pattern: RegExp): Promise<RegExpExecArray>;
  /** Sends the signal, and resolves with how the program ended. */
  end(signal: 'SIGINT' | 'SIGTERM'): Promise<{ readonly exitCode: number | null; readonly signal: NodeJS.Signals | null }>;
}

/** Runs it from its source, until the test is over at the latest. */
export function startProgram(...args: string[]): RunningProgram {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', ...args], {
    cwd: root,
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<{ exitCode: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('close', (exitCode, signal) => resolve({ exitCode, signal }));
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  let output = '';
  const onMore = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      for (const look of [...onMore]) look();
    });
  }
  return {
    output: () => output,
    prints: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = pattern.exec(output);
          if (found === null) return;
          onMore.delete(look);
          resolve(found);
        };
        onMore.add(look);
        void ended.then(() => reject(new Error(`The program has ended without printing ${String(pattern)}:\n${output}`)));
        look();
      }),
    end(signal) {
      child.kill(signal);
      return ended;
    },
  };
}
