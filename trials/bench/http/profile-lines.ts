/** Writes where the time of the package's process went. */
import type { Round } from './case.js';

const MOST_LINES = 45;

export function profileLines(rounds: readonly Round[]): string {
  const functions: Record<string, number> = {};
  const files: Record<string, number> = {};
  for (const { profile = {} } of rounds) {
    for (const [name, micros] of Object.entries(profile)) {
      const share = micros / rounds.length;
      const file = fileOf(name);
      functions[name] = (functions[name] ?? 0) + share;
      files[file] = (files[file] ?? 0) + share;
    }
  }
  const list = (title: string, sums: Readonly<Record<string, number>>): string => {
    const sorted = Object.entries(sums).sort(([, a], [, b]) => b - a);
    const lines = sorted.slice(0, MOST_LINES).map(([name, micros]) => `${micros.toFixed(1).padStart(7)} ${name}\n`);
    return `\nµs a request, ${title}\n${lines.join('')}`;
  };
  return list('of each function, without those it calls', functions) + list('of each file or package', files);
}

/** Of a package, its name; of Node's own native functions, the function. */
function fileOf(name: string): string {
  const [file = ''] = name.split(' ');
  if (/^(src|trials|node:)/.test(file) || !file.includes('/')) return name.startsWith('(') ? name : file;
  return file
    .split('/')
    .slice(0, file.startsWith('@') ? 2 : 1)
    .join('/');
}
