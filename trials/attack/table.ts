/** What is printed: each attack with its budget, its result and its bounds; each crowd of honest users with its shares. */
import { type Bound, isHeld } from './bounds.js';
import type { HonestResult, ScenarioResult } from './scenario.js';

/** Of all honest users, at the second try at the latest. */
const GOAL = 0.99;

export function describeBound(bound: Bound): string {
  return `${isHeld(bound) ? 'held' : 'BROKEN'}: ${bound.name} ${bound.measured} (at most ${bound.most})`;
}

/** The first column of each line but the first is empty. */
function block(label: string, lines: readonly string[]): string {
  return lines.map((line, index) => `${(index === 0 ? label : '').padEnd(10)}${line}`).join('\n');
}

/** An attack in one run, as some lines. */
export function describeAttacks({ setup, attacks, bounds, honest, requests, calls, cpuSeconds }: ScenarioResult): string {
  const lines = attacks.map((attack) =>
    [
      `■ ${attack.name} [${setup}]`,
      block('budget', [attack.budget]),
      block('answers', [attack.answers]),
      block('result', [attack.got]),
      ...(attack.bounds.length === 0 ? [] : [block('bound', attack.bounds.map(describeBound))]),
    ].join('\n'),
  );
  const title = attacks.length === 0 ? [`■ nobody attacks [${setup}]`] : [];
  return [
    ...title,
    ...lines,
    block('in all', bounds.map(describeBound)),
    block('honest', [describeHonest(honest)]),
    block('', [`${requests} requests, ${calls} calls on the days of the attack, ${cpuSeconds.toFixed(1)} s of processor time`]),
  ].join('\n');
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function describeHonest({ all, proven, strangers, behindNat, reasons }: HonestResult): string {
  const of = (name: string, { people, first, second }: HonestResult['all']): string =>
    `${name} (${people}) ${percent(first)} / ${percent(second)}`;
  const why = reasons.length === 0 ? '' : `; never in: ${reasons.slice(0, 3).join(', ')}`;
  const parts = [of('all', all), of('returning', proven), of('new', strangers), of('behind one NAT', behindNat)];
  return `${parts.join(', ')}; goal of 99 % ${all.second >= GOAL ? 'met' : 'MISSED'}${why}`;
}

const HONEST = 'honest users beside';

/** One line for each run and set-up: how many honest users got in at the first, and at the second try at the latest. */
export function describeShares(runs: readonly { readonly label: string; readonly result: ScenarioResult }[]): string {
  const width = Math.max(HONEST.length, ...runs.map(({ label }) => label.length));
  const rows = runs.map(({ label, result: { setup, honest } }) => {
    const { all, proven, strangers } = honest;
    const cells = [all.first, all.second, proven.second, strangers.second].map((share) => percent(share).padStart(11));
    return `${label.padEnd(width)}  ${setup.padEnd(10)}${cells.join('')}   ${all.second >= GOAL ? 'met' : 'MISSED'}`;
  });
  const head = ['1st try', '2nd try', 'returning', 'new'].map((name) => name.padStart(11)).join('');
  return [`${HONEST.padEnd(width)}  ${''.padEnd(10)}${head}   goal 99 %`, ...rows].join('\n');
}
