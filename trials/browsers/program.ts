/** Starts a program of this trial, and ends it by its own id. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

export interface Program {
  /** Its standard output so far. */
  output(): string;
  hasEnded(): boolean;
  end(): Promise<void>;
}

export function startProgram(path: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): Program {
  const child: ChildProcess = spawn(path, args, { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'ignore'] });
  let text = '';
  let hasEnded = false;
  // The trial itself may end at any line that it prints, if nobody reads it any more.
  const leave = (): void => void child.kill('SIGTERM');
  process.once('exit', leave);
  child.stdout?.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
  });
  child.once('error', () => {
    hasEnded = true;
  });
  const ended = once(child, 'exit').then(
    () => {
      hasEnded = true;
      process.off('exit', leave);
    },
    () => undefined,
  );
  return {
    output: () => text,
    hasEnded: () => hasEnded,
    async end() {
      if (hasEnded) return;
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
      await ended;
      clearTimeout(timer);
    },
  };
}
