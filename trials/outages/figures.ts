/** What a run is told as: figures, and a row of a table. */
import type { Verdict } from './judge.js';
import { type Answer, GOOD } from './load.js';

export interface Figures {
  /** From the outage to the first good answer to a request that came after it. Absent if there was none. */
  readonly firstGoodMs: number | undefined;
  /** From the outage to the end of the last answer that was neither good nor about a lost start; 0 if there was none. */
  readonly allGoodMs: number;
  readonly unavailable: number;
  /** Checks of a start that had been acknowledged and is not known any more. */
  readonly lostStarts: number;
  /** Other answers that are not good, by their code. */
  readonly others: ReadonlyMap<string, number>;
  /** Whether the client answers well in the end, without anybody's help. A process that stood still for a moment may have met an error then. */
  readonly hasHealed: boolean;
}

const UNAVAILABLE = 'temporarily_unavailable';
const UNKNOWN = 'verification_not_found';

/** Of the last answers. */
const HEALTHY_SHARE = 0.75;

/** @param healthyMs so long before the end, nearly all answers must be good */
export function figuresOf(answers: readonly Answer[], outageAt: number, healthyMs: number): Figures {
  const end = Math.max(outageAt, ...answers.slice(-1000).map(({ ended }) => ended));
  const later = answers.filter(({ ended }) => ended >= outageAt);
  const firstGood = later.filter(({ began, outcome }) => began >= outageAt && outcome === GOOD).map(({ ended }) => ended);
  const countOf = (wanted: string): number => later.filter(({ outcome }) => outcome === wanted).length;
  const bad = later.filter(({ outcome }) => outcome !== GOOD && outcome !== UNKNOWN);
  const others = new Map<string, number>();
  for (const { outcome } of bad) if (outcome !== UNAVAILABLE) others.set(outcome, countOf(outcome));
  const last = later.filter(({ ended }) => ended > end - healthyMs);
  return {
    firstGoodMs: firstGood.length === 0 ? undefined : least(firstGood) - outageAt,
    allGoodMs: bad.reduce((latest, { ended }) => Math.max(latest, ended - outageAt), 0),
    unavailable: countOf(UNAVAILABLE),
    lostStarts: countOf(UNKNOWN),
    others,
    hasHealed: last.length > 0 && last.filter(({ outcome }) => outcome === GOOD).length >= HEALTHY_SHARE * last.length,
  };
}

function least(times: readonly number[]): number {
  return times.reduce((first, each) => Math.min(first, each));
}

/** For each second after the outage: good answers and others. */
export function timelineOf(answers: readonly Answer[], outageAt: number): string {
  const later = answers.filter(({ ended }) => ended >= outageAt);
  const secondOf = ({ ended }: Answer): number => Math.floor((ended - outageAt) / 1000);
  const seconds = later.reduce((most, each) => Math.max(most, secondOf(each) + 1), 0);
  const good = Array<number>(seconds).fill(0);
  const bad = Array<number>(seconds).fill(0);
  for (const each of later) {
    const counts = each.outcome === GOOD ? good : bad;
    counts[secondOf(each)] = (counts[secondOf(each)] ?? 0) + 1;
  }
  return good.map((count, second) => `${count}/${bad[second]}`).join(' ');
}

export const HEADER = [
  'servers, outage, client',
  'first good answer after',
  'all good after',
  '503',
  'tokens',
  'second tokens',
  'gone',
  'lost starts',
  'needed a restart',
] as const;

export function rowOf(name: string, figures: Figures, tokens: number, verdict: Verdict): readonly string[] {
  const { firstGoodMs, allGoodMs, unavailable, hasHealed } = figures;
  const others = [...figures.others, ...verdict.others].map(([code, count]) => `${count} ${code}`);
  return [
    others.length === 0 ? name : `${name} (${others.join(', ')})`,
    firstGoodMs === undefined ? 'never' : seconds(firstGoodMs),
    hasHealed ? seconds(allGoodMs) : 'never',
    String(unavailable),
    String(tokens),
    String(verdict.secondTokens),
    String(verdict.gone),
    String(figures.lostStarts),
    hasHealed ? 'no' : 'yes',
  ];
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
