/** The report of a soak, for an operator: a table by minutes, what was answered and told, what is left at the end, and the verdict. */
import { quantile } from './judge.js';
import { addCounts, type Counts, type LoadSecond, type ServerSecond } from './messages.js';
import type { Soak } from './run.js';
import type { Verdict } from './verdict.js';

const MINUTE_MS = 60_000;

type Cell = string | number;

const row = (...cells: readonly Cell[]): string => `| ${cells.map((cell) => (typeof cell === 'number' ? show(cell) : cell)).join(' | ')} |`;
const head = (...cells: readonly string[]): readonly string[] => [row(...cells), row(...cells.map(() => '---'))];
const show = (figure: number): string =>
  Number.isNaN(figure) ? '–' : figure < 10 ? String(Math.round(figure * 10) / 10) : String(Math.round(figure));
const mega = (bytes: number): string => (Number.isNaN(bytes) ? '–' : (bytes / 1e6).toFixed(1));
const last = <T>(items: readonly T[]): T | undefined => items.at(-1);

function sumOf(all: readonly Counts[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const counts of all) addCounts(sum, counts);
  return sum;
}

function describeMinute(minute: number, seconds: number, server: readonly ServerSecond[], load: readonly LoadSecond[]): string {
  const starts = load.flatMap((second) => second.starts).map(({ ms }) => ms);
  const checks = load.flatMap((second) => second.checksMs);
  const answers = sumOf(load.map((second) => second.answers));
  const countOf = (end: string): number =>
    Object.entries(answers).reduce((sum, [name, count]) => sum + (name.endsWith(end) ? count : 0), 0);
  const heaps = server.flatMap(({ heapBytes }) => heapBytes ?? []);
  const now = last(server);
  return row(
    minute,
    load.reduce((sum, second) => sum + second.begun, 0) / seconds,
    quantile(starts, 0.5),
    quantile(starts, 0.99),
    quantile(checks, 0.5),
    quantile(checks, 0.99),
    String(countOf(' 503')),
    String(countOf(' lost')),
    String(Math.max(0, ...server.map(({ streams }) => streams))),
    mega(heaps.reduce((sum, heap) => sum + heap, 0) / heaps.length),
    mega(now?.rssBytes ?? Number.NaN),
    String(now?.descriptors['socket'] ?? 0),
    String(now?.descriptors['file'] ?? 0),
    String(now?.resources['Timeout'] ?? 0),
    quantile(
      server.map(({ loopDelayMs }) => loopDelayMs.p99),
      0.5,
    ),
    Math.max(0, ...server.map(({ loopDelayMs }) => loopDelayMs.most)),
    (100 * server.reduce((sum, { cpuShare }) => sum + cpuShare, 0)) / server.length,
  );
}

function describeMinutes({ beganAt, endedAt, server, load }: Soak): readonly string[] {
  const lines = [
    ...head(
      'minute',
      'people/s',
      'start ms',
      '99 %',
      'check ms',
      '99 %',
      '503',
      'lost',
      'streams',
      'heap MB',
      'rss MB',
      'sockets',
      'files',
      'timers',
      'loop ms',
      'most',
      'cpu %',
    ),
  ];
  for (let from = beganAt; from < endedAt - 1000; from += MINUTE_MS) {
    const until = Math.min(from + MINUTE_MS, endedAt);
    const within = <T extends { readonly at: number }>(seconds: readonly T[]): readonly T[] =>
      seconds.filter(({ at }) => at > from && at <= until);
    lines.push(describeMinute((from - beganAt) / MINUTE_MS + 1, (until - from) / 1000, within(server), within(load)));
  }
  return lines;
}

const describeCounts = (counts: Counts): string =>
  Object.entries(counts)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');

function describePeace({ before, after }: Soak): readonly string[] {
  const compare = (was: Counts, is: Counts): string =>
    [...new Set([...Object.keys(was), ...Object.keys(is)])].map((name) => `${name} ${was[name] ?? 0} → ${is[name] ?? 0}`).join(', ');
  const descriptors = compare(before.second.descriptors, after.second.descriptors);
  return [
    descriptors === '' ? 'SKIPPED: this system has no /proc/self/fd, so descriptors were not counted' : `descriptors: ${descriptors}`,
    `keeps the process alive: ${compare(before.second.resources, after.second.resources)}`,
    `streams: ${before.second.streams} → ${after.second.streams}`,
    `heap: ${mega(before.stock.heapBytes)} → ${mega(after.stock.heapBytes)} MB`,
    `objects: ${compare(before.stock.objects, after.stock.objects)}`,
  ];
}

export function describeSoak(soak: Soak, { line, heap, recoveriesMs, faults }: Verdict): string {
  const { options, topPerSecond, perSecond, server, load, outages, beganAt, endedAt } = soak;
  const within = <T extends { readonly at: number }>(seconds: readonly T[]): readonly T[] =>
    seconds.filter(({ at }) => at > beganAt && at <= endedAt);
  const warnings = new Set(server.flatMap((second) => second.warnings));
  const people = within(load).reduce((sum, { begun }) => sum + begun, 0);
  const kilo = (bytes: number): string => (bytes / 1000).toFixed(0);
  return [
    `${options.store}, ${options.minutes} minutes: ${people} people, ${perSecond} a second, top ${topPerSecond}`,
    '',
    ...describeMinutes(soak),
    '',
    `answers: ${describeCounts(sumOf(within(load).map(({ answers }) => answers)))}`,
    `events: ${describeCounts(sumOf(within(server).map(({ events }) => events)))}`,
    `warnings: ${warnings.size === 0 ? 'none' : [...warnings].join('; ')}`,
    ...outages.map(({ kind, began, ended }, index) => {
      const ms = recoveriesMs[index];
      const back = ms === undefined ? 'no good answer came' : `first good answer ${(ms / 1000).toFixed(1)} s after it`;
      return `store ${kind} for ${((ended - began) / 1000).toFixed(1)} s: ${back}`;
    }),
    '',
    `after ${options.peaceSeconds} s without anybody, compared with before the people came:`,
    ...describePeace(soak),
    `heap in the second half: ${kilo(line.slope)} ± ${kilo(line.uncertainty)} kB a minute, scatter ${kilo(line.scatter)} kB: ${heap}`,
    '',
    faults.length === 0 ? 'GOOD: nothing left open, no unhandled rejection, no growth' : faults.map((fault) => `BAD: ${fault}`).join('\n'),
  ].join('\n');
}
