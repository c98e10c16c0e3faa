/** One run: attackers beside honest users, in a world of a set-up; and what it must not break. */
import type { Achieved, Attacker } from './attackers/attacker.js';
import { ATTACKERS, type AttackerName } from './attackers.js';
import { type Bound, type CallBudget, callsOverBudget, failedGuessesPerNumber } from './bounds.js';
import { type Shares, type SignedIn, sharesOf, signInAll } from './honest-users.js';
import { createPeople } from './people.js';
import { BUDGET, type Scale, type Setup } from './setup.js';
import { FIRST_DAY, openWorld, type WorldOptions } from './world.js';

export interface Scenario extends Pick<WorldOptions, 'setup' | 'seed' | 'calls' | 'onSecret'> {
  readonly attackers: readonly AttackerName[];
  readonly people: number;
  readonly scale: Scale;
  /** What `calls` allows. @default that of the scale */
  readonly budget?: CallBudget;
}

export interface AttackResult extends Achieved {
  readonly name: string;
  readonly budget: string;
}

export interface HonestResult {
  readonly all: Shares;
  readonly proven: Shares;
  readonly strangers: Shares;
  readonly behindNat: Shares;
  /** What those were told who never got in, the most frequent first. */
  readonly reasons: readonly string[];
}

export interface ScenarioResult {
  readonly setup: Setup;
  readonly attacks: readonly AttackResult[];
  readonly honest: HonestResult;
  /** Of the world, whoever asked. */
  readonly bounds: readonly Bound[];
  /** How often the package told of each event. */
  readonly events: Readonly<Record<string, number>>;
  readonly requests: number;
  readonly calls: number;
  /** Of the processor. */
  readonly cpuSeconds: number;
}

/** More than are ever sent side by side. */
const MOST_IN_FLIGHT = 64;

export async function runScenario({ attackers, people, scale, budget = BUDGET[scale], ...options }: Scenario): Promise<ScenarioResult> {
  const before = process.cpuUsage();
  const world = await openWorld({ ...options, scale });
  try {
    const { ledger } = world;
    const honest = signInAll(world, createPeople(people, world.chance(0)));
    const attacks = attackers.map((name) => attackIn(ATTACKERS[name](scale)));
    const attacked = Promise.all(attacks);
    // Where one fails the clock stands still, and all others sleep for ever: only the clock tells.
    for (const each of [honest, attacked]) each.catch(() => undefined);
    await world.run();
    const signedIn = await honest;
    const of = (fits: (each: SignedIn) => boolean): Shares => sharesOf(signedIn.filter(fits));
    const unspokenFor = ledger.checks.filter(({ isFailure, hasPassedChallenge }) => isFailure && !hasPassedChallenge);
    return {
      setup: world.setup,
      attacks: await attacked,
      honest: {
        all: of(() => true),
        proven: of(({ person }) => person.isReturning),
        strangers: of(({ person }) => !person.isReturning),
        behindNat: of(({ person }) => person.isBehindNat),
        reasons: mostFrequent(signedIn.flatMap(({ reason }) => (reason === '' ? [] : [reason]))),
      },
      bounds: [...failedGuessesPerNumber(unspokenFor), callsOverBudget(ledger.calls, budget, MOST_IN_FLIGHT)],
      events: Object.fromEntries(world.events),
      requests: ledger.starts.length + ledger.checks.length,
      calls: ledger.calls.filter(({ at }) => at >= FIRST_DAY).length,
      cpuSeconds: cpuSecondsSince(before),
    };

    function attackIn(attacker: Attacker): Promise<AttackResult> {
      const { name, budget: given } = attacker;
      return world.time.spawn(async () => ({ name, budget: given, ...(await attacker.attack(world)) }));
    }
  } finally {
    await world.close();
  }
}

function cpuSecondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

function mostFrequent(texts: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a).map(([text, count]) => `${count} × ${text}`);
}
