/** `openRedis` in a program that a bundler has made of it, with and without an ioredis beside it. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { describe, expect, it, onTestFinished } from 'vitest';

/** Nothing listens on port 1, so what is opened only waits. */
const PROGRAM = `
import('./src/stores/redis.ts').then(async ({ openRedis }) => {
  process.emitWarning = (text) => console.log(text);
  const redis = await openRedis('redis://127.0.0.1:1');
  await redis.close();
}).catch((error) => console.log(error.message));
`;

async function runBundle(format: 'esm' | 'cjs', isInstalled: boolean): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'open-redis-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'node_modules'));
  if (isInstalled) symlinkSync(join(process.cwd(), 'node_modules', 'ioredis'), join(folder, 'node_modules', 'ioredis'));
  const outfile = join(folder, `program.${format === 'esm' ? 'mjs' : 'cjs'}`);
  const stdin = { contents: PROGRAM, resolveDir: process.cwd() };
  await build({ stdin, bundle: true, platform: 'node', format, outfile, logLevel: 'silent' });
  return (await promisify(execFile)(process.execPath, [outfile], { cwd: folder })).stdout.trim();
}

describe.each(['esm', 'cjs'] as const)('openRedis in a bundle (%s)', (format) => {
  it('finds the ioredis beside it', async () => {
    expect(await runBundle(format, true)).toMatch(/^openRedis: no server could be reached within 2 seconds \(ECONNREFUSED\)/);
  });

  it('says what to install where there is none', async () => {
    expect(await runBundle(format, false)).toBe('openRedis: the options need a driver: npm install ioredis.');
  });
});
