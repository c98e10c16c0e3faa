/** The machine that was measured on, and the file that keeps what was measured. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { dirname } from 'node:path';
import { takeSaid } from './output.js';

const PACKAGES = ['express', 'express-rate-limit', 'jsonwebtoken', 'libphonenumber-js', 'libsql', 'ioredis', 'pg', 'zod'];
const RIVALS = ['better-auth'];

function versionOf(folder: string): string | undefined {
  try {
    return (JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as { version?: string }).version;
  } catch {
    // It is not installed.
    return undefined;
  }
}

export function describeMachine(): string {
  const versions = [
    ...PACKAGES.map((name) => [name, versionOf(`node_modules/${name}`)] as const),
    ...RIVALS.map((name) => [name, versionOf(`trials/bench/rivals/node_modules/${name}`)] as const),
  ].flatMap(([name, version]) => (version === undefined ? [] : [`${name} ${version}`]));
  return `${new Date().toISOString().slice(0, 10)}: ${cpus()[0]?.model.trim()}, ${availableParallelism()} processors, \
${(totalmem() / 2 ** 30).toFixed(0)} GB, load ${loadavg()[0]?.toFixed(1)} at the beginning; Node ${process.versions.node}, ${versions.join(', ')}.
`;
}

const TITLE = '# Results of `npm run bench`\n\nWritten by the program; what it measures, and how, says `npm run bench -- --help`.\n\n';

export function writeResults(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, TITLE + takeSaid());
  process.stdout.write(`\n${path} is written\n`);
}
