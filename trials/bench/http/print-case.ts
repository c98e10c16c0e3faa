/** Prints what was measured of one case. */
import { quantile, ratioOf } from '../figures.js';
import { printRow } from '../measuring.js';
import { type Case, type Measured, medianOf, type Round } from './measure-case.js';

const PROFILE_LINES = 45;

const describeCase = ({ request, withKey, store, connections, entries, providerDelayMs }: Case): string =>
  [
    `${request}${withKey ? ' with Idempotency-Key' : ''}`,
    store,
    `${connections} connections`,
    `${entries} entries`,
    ...(request === 'start' ? [`provider ${providerDelayMs} ms`] : []),
  ].join(', ');

export function printCase(given: Case, all: readonly Measured[], requestsPerRound: number): void {
  process.stdout.write(`\n${describeCase(given)}\n`);
  printRow(
    'server',
    'µs a request',
    'least to most',
    'ratio',
    'a second',
    'ms: median, 99 %',
    'loop late by ms: median, 99 %',
    'heap MB',
    'warm-ups',
  );
  const ours = all.find(({ server }) => server === 'ours');
  for (const { server, rounds, warmUps, heapBytes } of all) {
    const cpu = rounds.map(({ cpuMicros }) => cpuMicros);
    const pair = (pick: (round: Round) => { median: number; p99: number }): string =>
      `${medianOf(rounds, (round) => pick(round).median).toFixed(1)}, ${medianOf(rounds, (round) => pick(round).p99).toFixed(1)}`;
    const ratio = ratioOf(
      cpu,
      (ours?.rounds ?? []).map(({ cpuMicros }) => cpuMicros),
    );
    printRow(
      server,
      quantile(cpu, 0.5),
      `${Math.round(quantile(cpu, 0))} to ${Math.round(quantile(cpu, 1))}`,
      ratio.toFixed(2),
      medianOf(rounds, ({ perSecond }) => perSecond),
      pair(({ took }) => took),
      pair(({ delay }) => delay),
      heapBytes / 1e6,
      warmUps,
    );
  }
  if (ours?.rounds.some(({ profile }) => profile !== undefined)) printProfile(ours.rounds, requestsPerRound);
}

function printProfile(rounds: readonly Round[], requestsPerRound: number): void {
  const functions: Record<string, number> = {};
  const files: Record<string, number> = {};
  for (const { profile = {} } of rounds) {
    for (const [name, micros] of Object.entries(profile)) {
      const share = micros / rounds.length / requestsPerRound;
      const file = fileOf(name);
      functions[name] = (functions[name] ?? 0) + share;
      files[file] = (files[file] ?? 0) + share;
    }
  }
  const print = (title: string, sums: Readonly<Record<string, number>>): void => {
    process.stdout.write(`\nµs a request, ${title}\n`);
    const sorted = Object.entries(sums).sort(([, a], [, b]) => b - a);
    for (const [name, micros] of sorted.slice(0, PROFILE_LINES)) process.stdout.write(`${micros.toFixed(1).padStart(7)} ${name}\n`);
  };
  print('of each function, without those it calls', functions);
  print('of each file or package', files);
}

function fileOf(name: string): string {
  const [file = '', ...functionName] = name.split(' ');
  if (functionName.length === 0) return file;
  if (file.startsWith('src/') || file.startsWith('trials/') || file.startsWith('node:')) return file;
  return file
    .split('/')
    .slice(0, file.startsWith('@') ? 2 : 1)
    .join('/');
}
