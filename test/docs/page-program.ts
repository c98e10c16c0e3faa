/** The whole program of a page, run in a process of its own, with a provider that answers when a test wants it to. */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished } from 'vitest';
import { createGate, type Gate } from '../support/gate.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

export const read = (name: string): string => readFileSync(join(root, name), 'utf8');

/** The first sample of a page that begins so. */
export const sampleOf = (name: string, beginning: string): string =>
  [...read(name).matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code]) => code ?? '').find((code) => code.startsWith(beginning)) ?? '';

/** Passes requests on to the simulator, and answers late when it is told to: its call has been placed by then. */
export async function openSlowProvider(target: string): Promise<{ url: string; holdAnswers(): Gate }> {
  let gate: Gate | undefined;
  const pass = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const headers = { authorization: req.headers.authorization ?? '', 'content-type': 'application/json' };
    const answer = await fetch(`${target}${req.url}`, { method: 'POST', headers, body: await buffer(req) });
    const text = await answer.text();
    await gate?.pass();
    res.writeHead(answer.status, { 'content-type': 'application/json' }).end(text);
  };
  const server = createServer((req, res) => void pass(req, res)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    holdAnswers() {
      gate = createGate();
      return gate;
    },
  };
}

/** The status of an answer, or 0 while nobody listens. */
export const statusOf = (url: string): Promise<number> =>
  fetch(url).then(
    ({ status }) => status,
    () => 0,
  );

/**
 * Runs the page's program, with two changes: the provider is at `apiUrl`, and its servers listen on 127.0.0.1 only. Resolves when `readyUrl`
 * answers with 200.
 */
export async function startPageProgram(
  page: string,
  apiUrl: string,
  readyUrl: string,
  env: Readonly<Record<string, string>>,
): Promise<{ readonly child: ChildProcess; readonly ended: Promise<unknown[]> }> {
  const program = sampleOf(page, 'import')
    .replace('createMcn({', `createMcn({ apiUrl: '${apiUrl}',`)
    .replaceAll(/\.listen\((.*)\);$/gm, ".listen($1, '127.0.0.1');");
  const file = join(root, `test/docs/.program-${randomUUID()}.ts`);
  writeFileSync(file, program);
  onTestFinished(() => rmSync(file, { force: true }));
  const options: SpawnOptions = { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'inherit', 'inherit'] };
  const child = spawn(process.execPath, ['--import', 'tsx', file], options);
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = once(child, 'exit');
  const isReady = async (): Promise<boolean> => {
    if (child.exitCode !== null) throw new Error(`the program ended with ${child.exitCode}`);
    return (await statusOf(readyUrl)) === 200;
  };
  await expect.poll(isReady, { timeout: 25_000 }).toBe(true);
  return { child, ended };
}
