/** Runs one command in a process group of its own, so that nothing of it outlives it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Command } from './host.js';

/** A command that failed, or was never done. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
  readonly printed: string;

  constructor(command: Command, reason: string, printed: string) {
    super(`${command.join(' ').slice(0, 120)}: ${reason}`);
    this.printed = printed;
  }
}

/** Installing and building on a busy machine included. */
const PATIENCE_MS = 300_000;

/** Ends what still runs if the trial itself is ended. */
const running = new Set<number>();
process.once('exit', () => {
  for (const pid of running) endGroup(pid);
});

function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // All of it has ended by itself.
  }
}

/** @throws CommandFailed with what the program printed */
export async function runCommand(command: Command, cwd: string, env: NodeJS.ProcessEnv): Promise<void> {
  const [program, ...parameters] = command;
  const child = spawn(program, parameters, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
  }
  const { pid } = child;
  if (pid !== undefined) running.add(pid);
  let isLate = false;
  const late = setTimeout(() => {
    isLate = true;
    if (pid !== undefined) endGroup(pid);
  }, PATIENCE_MS);
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
    const reason = isLate ? `not done after ${PATIENCE_MS / 1000} s` : signal === null ? `exit code ${code}` : `ended by ${signal}`;
    if (code !== 0) throw new CommandFailed(command, reason, printed);
  } catch (error) {
    if (error instanceof CommandFailed) throw error;
    throw new CommandFailed(command, error instanceof Error ? error.message : String(error), printed);
  } finally {
    clearTimeout(late);
    if (pid !== undefined) {
      endGroup(pid);
      running.delete(pid);
    }
  }
}
