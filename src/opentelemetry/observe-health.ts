/** Asks the service how it is, once for each export. */
import type { BatchObservableResult, Meter, Observable } from '@opentelemetry/api';
import { attributesOf, type Given } from './attributes.js';
import { report } from './guarded.js';
import { OBSERVED, optionsOf } from './instruments.js';
import type { ObservedHealth } from './observed-calls.js';

const CIRCUIT_STATES = ['closed', 'open', 'half_open'] as const;

type Observed = Readonly<Record<keyof typeof OBSERVED, Observable>>;

/** @returns what ends it */
export function observeHealth(meter: Meter, service: string, ask: () => Promise<ObservedHealth>): () => void {
  const observed = Object.fromEntries(
    Object.entries(OBSERVED).map(([name, each]) => [
      name,
      each.kind === 'gauge'
        ? meter.createObservableGauge(each.name, optionsOf(each))
        : meter.createObservableUpDownCounter(each.name, optionsOf(each)),
    ]),
  ) as Observed;
  let asked: Promise<ObservedHealth> | undefined;
  /** Two exporters that ask at once get one answer. */
  const askOnce = (): Promise<ObservedHealth> => {
    asked ??= ask().finally(() => {
      asked = undefined;
    });
    return asked;
  };
  const observe = async (result: BatchObservableResult): Promise<void> => {
    try {
      tell(result, observed, service, await askOnce());
    } catch (error) {
      report(error);
    }
  };
  const observables = Object.values(observed);
  meter.addBatchObservableCallback(observe, observables);
  return () => meter.removeBatchObservableCallback(observe, observables);
}

function tell(result: BatchObservableResult, observed: Observed, service: string, health: ObservedHealth): void {
  const say = (name: keyof Observed, value: number, given: Given = {}): void =>
    result.observe(observed[name], value, attributesOf({ service, ...given }));
  say('healthy', health.ok ? 1 : 0);
  for (const { budget, limit, spent } of health.budgets) {
    say('budgetLimit', limit, { budget });
    say('budgetUsage', spent, { budget });
    if (limit > 0) say('budgetUtilization', spent / limit, { budget });
  }
  for (const { provider, methodId, state } of health.circuits) {
    for (const each of CIRCUIT_STATES) say('circuit', each === state ? 1 : 0, { provider, methodId, state: each });
  }
  for (const { provider, lastAt } of health.reports) {
    if (lastAt !== undefined) say('reportAge', Math.max(0, (Date.now() - lastAt.getTime()) / 1000), { provider });
  }
  if (health.store.clockSkewMs !== undefined) say('clockSkew', health.store.clockSkewMs / 1000);
}
