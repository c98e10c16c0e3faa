/** Programs that tests start: found where systems put them, ended with the test process at the latest. */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';

/** The path of the first of these programs that is there. Debian keeps PostgreSQL's off the PATH. */
export function findProgram(...names: readonly string[]): string | undefined {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [...versions.map((version) => join(root, version, 'bin')), ...(process.env['PATH'] ?? '').split(delimiter)];
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export interface RunningProgram {
  readonly pid: number;
  readonly hasEnded: () => boolean;
  signal(name: NodeJS.Signals): void;
  /** Ends it, and waits until it has ended. */
  end(signal?: NodeJS.Signals): Promise<void>;
}

const running = new Map<ChildProcess, NodeJS.Signals>();
const endAll = (): void => {
  for (const [child, signal] of running) child.kill(signal);
};
process.once('exit', endAll);
// A worker that hangs is ended by a signal, which is no "exit".
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  process.once(signal, () => {
    endAll();
    process.kill(process.pid, signal);
  });
}

/** @param lastSignal what ends it, should it be running when the tests are over */
export function startProgram(
  program: string,
  parameters: readonly string[],
  options: SpawnOptions = {},
  lastSignal: NodeJS.Signals = 'SIGKILL',
): RunningProgram {
  const child = spawn(program, parameters, { stdio: 'ignore', ...options });
  running.set(child, lastSignal);
  const ended = once(child, 'exit').finally(() => running.delete(child));
  ended.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    signal: (name) => {
      child.kill(name);
    },
    async end(signal = lastSignal) {
      child.kill(signal);
      await ended;
    },
  };
}

/** Resolves when `isUp` does not fail any more; rejects when the program has ended, or takes too long. */
export async function untilUp(isUp: () => Promise<unknown>, hasEnded: () => boolean, timeoutMs = 30_000): Promise<void> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    try {
      await isUp();
      return;
    } catch (error) {
      if (hasEnded()) throw new Error('the program ended before it was up');
      if (Date.now() > end) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

/** A port of 127.0.0.1 that was free a moment ago. */
export async function freePort(most = 65_535): Promise<number> {
  for (;;) {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    server.close();
    await once(server, 'close');
    if (typeof address === 'object' && address !== null && address.port <= most) return address.port;
  }
}
