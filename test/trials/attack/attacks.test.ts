/** Every attack against a real app: what no run may exceed, with fewer numbers and people than `npm run attack`, and the same rules. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { createForger } from '../../../trials/attack/attackers/forger.js';
import type { AttackerName } from '../../../trials/attack/attackers.js';
import { type Bound, isHeld } from '../../../trials/attack/bounds.js';
import { runScenario, type Scenario, type ScenarioResult } from '../../../trials/attack/scenario.js';
import { PEOPLE, SETUPS, type Setup } from '../../../trials/attack/setup.js';
import { describeAttacks } from '../../../trials/attack/table.js';
import { openWorld } from '../../../trials/attack/world.js';
import { registerSecret } from '../../support/secrets.js';

const SEED = 11;
/** Machines are shared and noisy. */
const TIMEOUT_MS = 180_000;

const NETWORK_STARTS_OFF = { networkStartsPerHour: false, networkStartsPerDay: false } as const;

const onSecret = (value: string, label: string): void => void registerSecret(value, label);

function play(attackers: readonly AttackerName[], setup: Setup, more: Partial<Scenario> = {}): Promise<ScenarioResult> {
  return runScenario({ setup, seed: SEED, attackers, people: PEOPLE.small, scale: 'small', onSecret, ...more });
}

function brokenOf({ attacks, bounds }: ScenarioResult): readonly Bound[] {
  return [...attacks.flatMap((attack) => attack.bounds), ...bounds].filter((bound) => !isHeld(bound));
}

const measured = (result: ScenarioResult, name: string): number =>
  Math.max(...result.attacks.flatMap(({ bounds }) => bounds.filter((bound) => bound.name === name).map((bound) => bound.measured)));

describe.each(SETUPS)('with the set-up "%s"', (setup) => {
  it.each<{ attackers: readonly AttackerName[] }>([
    { attackers: ['guesser', 'bomber'] },
    { attackers: ['mass-guesser', 'liar'] },
    { attackers: ['pumper'] },
    { attackers: ['pumper-500', 'pumper-verifying'] },
    { attackers: ['pumper-proven'] },
    { attackers: ['locker-out', 'locker-out-100'] },
    { attackers: ['locker-out-ipv4', 'locker-out-56', 'locker-out-48'] },
    { attackers: ['forger', 'replayer', 'enumerator'] },
    { attackers: ['interrupter', 'enumerator-numbers'] },
    { attackers: ['litterer'] },
  ])('$attackers break no bound', { timeout: TIMEOUT_MS }, async ({ attackers }) => {
    const result = await play(attackers, setup);
    expect(brokenOf(result), describeAttacks(result)).toEqual([]);
  });
});

describe('an attack is worth the name', () => {
  /** Without its defence, each bound is broken: so it is the defence that holds it. */
  const off = { startsPerHour: false, startsPerDay: false, networkStartsPerHour: false, networkStartsPerDay: false } as const;
  const noFailures = { failuresPerDay: false, failuresPerMonth: false, networkFailuresPerDay: false } as const;

  it.each<{ attacker: AttackerName; calls: Scenario['calls']; bound: string }>([
    { attacker: 'guesser', calls: { limits: { ...off, ...noFailures } }, bound: 'failed guesses per number and day' },
    { attacker: 'bomber', calls: { limits: off }, bound: 'calls per number and hour' },
    { attacker: 'pumper', calls: { breakers: { prefix: 'off' } }, bound: 'calls within two hours before a prefix is challenged' },
    { attacker: 'liar', calls: { ipLimits: false }, bound: 'calls for one address in an hour' },
    {
      attacker: 'locker-out',
      calls: { limits: { networkFailuresPerDay: false, ...NETWORK_STARTS_OFF } },
      bound: 'honest visits locked out',
    },
    {
      attacker: 'locker-out-56',
      calls: { limits: { networkFailuresPerDay: false, ...NETWORK_STARTS_OFF } },
      bound: 'failed guesses per number, /56 and day',
    },
    { attacker: 'pumper-proven', calls: { breakers: { prefix: 'off' } }, bound: 'calls to a prefix in an hour' },
  ])('$attacker breaks "$bound" where nothing holds it', { timeout: TIMEOUT_MS }, async ({ attacker, calls, bound }) => {
    const result = await play([attacker], 'defaults', { calls });
    expect(
      brokenOf(result).map(({ name }) => name),
      describeAttacks(result),
    ).toContain(bound);
  });

  it('forges what would be enough, if its path were known', { timeout: TIMEOUT_MS }, async () => {
    const world = await openWorld({ setup: 'defaults', seed: SEED, onSecret });
    onTestFinished(() => world.close());
    const attacked = world.time.spawn(() => createForger({ victims: 1, callbacks: 4, knowsPath: true }).attack(world));
    await world.run();
    const { bounds } = await attacked;
    expect(bounds.map(({ measured: most }) => most)).toEqual([1, 4]);
  });

  it('reaches the bound, and so tells that it is there', { timeout: TIMEOUT_MS }, async () => {
    const result = await play(['guesser', 'locker-out-100'], 'defaults');
    expect(measured(result, 'failed guesses per number and day')).toBe(10);
  });
});

describe('the budget', () => {
  it('is reached by calls side by side, and not exceeded', { timeout: TIMEOUT_MS }, async () => {
    const budget = { perHour: 40, perDay: 60 };
    const result = await play(['mass-guesser'], 'defaults', {
      calls: { limits: { callsPerHour: budget.perHour, callsPerDay: budget.perDay } },
      budget,
    });
    expect(brokenOf(result), describeAttacks(result)).toEqual([]);
    expect(result.calls).toBeGreaterThan(0.9 * budget.perDay);
  });
});
