/** Prints what was measured of one case. */
import { median, quantile, ratioOf } from '../figures.js';
import { printHead, printRow, say } from '../output.js';
import type { Case, Measured, PlannedCase, Round } from './case.js';
import type { ServerKind } from './messages.js';
import { profileLines } from './profile-lines.js';

/** One line of the table of goals. */
export interface Reached {
  readonly name: string;
  readonly server: ServerKind;
  readonly oursMicros: number;
  readonly otherMicros: number;
  readonly ratio: number;
  readonly goal: number;
}

const describeCase = ({ request, withKey, store, connections, entries, providerDelayMs }: Case): string =>
  [
    `${request}${withKey ? ' with Idempotency-Key' : ''}`,
    store,
    `${connections} connection${connections === 1 ? '' : 's'}`,
    `${entries} entries`,
    ...(request === 'start' ? [`provider ${providerDelayMs} ms`] : []),
  ].join(', ');

const cpuOf = ({ rounds }: Measured): readonly number[] => rounds.map(({ cpuMicros }) => cpuMicros);
const medianOf = ({ rounds }: Measured, pick: (round: Round) => number): number => median(rounds.map(pick));

/** A ratio is what the other server uses, by what the package uses. */
export function printCase(planned: PlannedCase, all: readonly Measured[]): readonly Reached[] {
  const ours = all.find(({ server }) => server === 'ours');
  if (ours === undefined) throw new Error('the package was not measured');
  const name = describeCase(planned);
  say(`\n### ${name}\n`);
  const late = 'loop late by ms: median, 99 %';
  const head = [
    'server',
    'µs a request',
    'least to most',
    'ratio',
    'goal',
    'µs of the store’s server',
    'a second',
    'ms: median, 99 %',
    late,
  ];
  printHead(...head, 'heap MB', 'warm-ups');
  const reached: Reached[] = [];
  for (const each of all) {
    const { server, warmUps, heapBytes } = each;
    const cpu = cpuOf(each);
    const ratio = ratioOf(cpu, cpuOf(ours));
    const goal = planned.goals[server];
    if (goal !== undefined) reached.push({ name, server, oursMicros: median(cpuOf(ours)), otherMicros: median(cpu), ratio, goal });
    const storeMicros = medianOf(each, (round) => round.storeMicros ?? Number.NaN);
    const pair = (pick: (round: Round) => Round['took']): string =>
      `${medianOf(each, (round) => pick(round).median).toFixed(1)}, ${medianOf(each, (round) => pick(round).p99).toFixed(1)}`;
    printRow(
      server,
      median(cpu),
      `${Math.round(quantile(cpu, 0))} to ${Math.round(quantile(cpu, 1))}`,
      server === 'ours' ? '' : ratio.toFixed(2),
      goal === undefined ? '' : `≥ ${goal}`,
      Number.isNaN(storeMicros) ? '' : storeMicros,
      medianOf(each, ({ perSecond }) => perSecond),
      pair(({ took }) => took),
      pair(({ delay }) => delay),
      (heapBytes / 1e6).toFixed(0),
      warmUps,
    );
  }
  if (ours.rounds.some(({ profile }) => profile !== undefined)) say(profileLines(ours.rounds));
  return reached;
}

export function printGoals(all: readonly Reached[]): void {
  printHead('request', 'beside', 'µs of ours', 'µs of the other', 'ratio', 'goal', '');
  for (const { name, server, oursMicros, otherMicros, ratio, goal } of all) {
    printRow(name, server, oursMicros, otherMicros, ratio.toFixed(2), `≥ ${goal}`, ratio >= goal ? 'reached' : 'NOT reached');
  }
}
