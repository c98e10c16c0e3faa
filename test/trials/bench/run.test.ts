/** The bench as it is run from the command line, with a few requests: it measures, fails loudly, and leaves no process behind. Nothing is timed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';
import { REQUESTS } from '../../../trials/bench/http/messages.js';

/** Births of processes on a busy machine included. */
const TIMEOUT_MS = 300_000;

interface Ended {
  readonly code: number | null;
  readonly printed: string;
  readonly errors: string;
}

/** In a group of its own, so that one can see who is left of it. */
function startBench(...args: readonly string[]): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  const child = spawn(process.execPath, ['--import', 'tsx', 'trials/bench/main.ts', ...args], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => {
    if (isAnyLeft(child)) process.kill(-(child.pid ?? Number.NaN), 'SIGKILL');
  });
  const ended = Promise.all([once(child, 'exit'), text(child.stdout), text(child.stderr)]);
  return { child, ended: ended.then(([[code], printed, errors]) => ({ code, printed, errors })) };
}

function isAnyLeft({ pid = Number.NaN }: ChildProcess): boolean {
  try {
    return process.kill(-pid, 0);
  } catch {
    return false;
  }
}

it('measures each request beside its rivals, each answer of which was right', { timeout: TIMEOUT_MS }, async () => {
  const { child, ended } = startBench('--quick', '--part', 'http', '--store', 'memory');
  const { code, printed, errors } = await ended;
  expect(code, errors).toBe(0);
  for (const request of REQUESTS) {
    const [, table = ''] = printed.split(`### ${request}, memory, 32 connections`);
    expect(table.match(/^\| (ours|express|node) \| \d+ \|/gm)?.slice(0, 3), request).toHaveLength(3);
  }
  await expect.poll(() => isAnyLeft(child)).toBe(false);
});

it('runs its other parts', { timeout: TIMEOUT_MS }, async () => {
  const parts = ['operations', 'stores', 'entries', 'streams', 'sqlite'].flatMap((part) => ['--part', part]);
  const { ended } = startBench('--quick', '--store', 'memory', ...parts);
  const { code, printed, errors } = await ended;
  expect(code, errors).toBe(0);
  expect(printed).toMatch(/^\| start \| \d+ \| \d+ \| .*get n/m);
  expect(printed).toMatch(/^\| memory \| put \(new\) \| \d+ \| \d+ \|/m);
  expect(printed).toMatch(/^\| verified \| \d+ \|/m);
  expect(printed).toMatch(/^\| memory \| the same process \|/m);
  expect(printed).toMatch(/^\| four, 16 at once each \| \d+ \|/m);
});

it('refuses an option that it does not know', { timeout: TIMEOUT_MS }, async () => {
  const { code, errors } = await startBench('--store', 'mysql').ended;
  expect(code).toBe(1);
  expect(errors).toContain('--store must be one of memory, sqlite, redis, postgres, but is mysql');
});

it('ends all its processes when it is interrupted', { timeout: TIMEOUT_MS }, async () => {
  const { child, ended } = startBench('--quick', '--part', 'http', '--store', 'memory');
  // The first case is printed when it is over, and the next one begins.
  child.stdout?.on('data', (chunk: Buffer) => chunk.includes('| ours |') && child.kill('SIGINT'));
  const { code, printed } = await ended;
  expect(code).toBe(130);
  expect(printed).not.toContain('### callback');
  await expect.poll(() => isAnyLeft(child)).toBe(false);
});
