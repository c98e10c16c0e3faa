/** The instruments: their names, units and attributes, once. The tables, the dashboard and the alert rules are held to this list. */
import type { Counter, Histogram, Meter, MetricOptions } from '@opentelemetry/api';
import type { AttributeName } from './attributes.js';

interface Described {
  readonly kind: 'counter' | 'histogram' | 'gauge' | 'updowncounter';
  readonly name: string;
  /** UCUM; a text in braces says what is counted, and is no unit. */
  readonly unit: string;
  readonly description: string;
  /** Beside `service`. */
  readonly attributes: readonly AttributeName[];
  readonly buckets?: readonly number[];
}

/** In seconds. A person hears the telephone, reads and types. */
const PATIENCE = [1, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600];
/** In seconds. A provider may take eight. */
const REQUEST = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 8, 15, 30];
/** In seconds. A store answers within two, or has failed. */
const STORE = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2];

/** Counted by events. Each is emitted by one process only, so the sum over all processes is exact. */
export const COUNTERS = {
  started: {
    kind: 'counter',
    name: 'call_verification.started',
    unit: '{verification}',
    description: 'Verifications that began.',
    attributes: ['country'],
  },
  verified: {
    kind: 'counter',
    name: 'call_verification.verified',
    unit: '{verification}',
    description: 'Verifications that ended with a token.',
    attributes: ['country', 'provider', 'methodId', 'method'],
  },
  closed: {
    kind: 'counter',
    name: 'call_verification.closed',
    unit: '{verification}',
    description: 'Verifications that are known to have ended without a token.',
    attributes: ['country', 'reason'],
  },
  calls: {
    kind: 'counter',
    name: 'call_verification.calls',
    unit: '{call}',
    description: 'Calls and messages that were to be placed, by what the provider answered. With `circuit_open` it was not asked.',
    attributes: ['country', 'provider', 'methodId', 'method', 'outcome', 'blame', 'errorType'],
  },
  reports: {
    kind: 'counter',
    name: 'call_verification.reports',
    unit: '{report}',
    description: 'Reports that said something new about a call, by what became of it.',
    attributes: ['country', 'provider', 'methodId', 'method', 'outcome', 'cause'],
  },
  cost: {
    kind: 'counter',
    name: 'call_verification.cost',
    unit: '{currency}',
    description: 'What placed and uncertain calls cost, as their provider or your options say.',
    attributes: ['country', 'provider', 'methodId', 'method', 'currency'],
  },
  wrongCodes: {
    kind: 'counter',
    name: 'call_verification.wrong_codes',
    unit: '{code}',
    description: 'Wrong codes.',
    attributes: ['country'],
  },
  limits: {
    kind: 'counter',
    name: 'call_verification.limits.reached',
    unit: '{request}',
    description: 'Requests that a limit refused.',
    attributes: ['limit', 'option'],
  },
  breakers: {
    kind: 'counter',
    name: 'call_verification.breakers.tripped',
    unit: '{trip}',
    description: 'How often a breaker found traffic that looks like fraud: once a minute at most for each prefix and country.',
    attributes: ['scope', 'reason', 'mode', 'country'],
  },
  events: {
    kind: 'counter',
    name: 'call_verification.events',
    unit: '{event}',
    description: 'All events, by type.',
    attributes: ['event', 'provider', 'methodId', 'reason', 'budget', 'share'],
  },
} as const satisfies Readonly<Record<string, Described>>;

export const HISTOGRAMS = {
  timeToReport: {
    kind: 'histogram',
    name: 'call_verification.time_to_report',
    unit: 's',
    description: 'From the dial to a report about the call.',
    attributes: ['provider', 'methodId', 'method', 'outcome'],
    buckets: PATIENCE,
  },
  timeToToken: {
    kind: 'histogram',
    name: 'call_verification.time_to_token',
    unit: 's',
    description: 'From the start of a verification to its token.',
    attributes: ['provider', 'methodId', 'method'],
    buckets: PATIENCE,
  },
  start: {
    kind: 'histogram',
    name: 'call_verification.start.duration',
    unit: 's',
    description: 'How long a start took, by its answer.',
    attributes: ['isFurther', 'outcome', 'errorType'],
    buckets: REQUEST,
  },
  call: {
    kind: 'histogram',
    name: 'call_verification.call.duration',
    unit: 's',
    description: 'How long a provider took to answer.',
    attributes: ['provider', 'methodId', 'method', 'outcome', 'errorType'],
    buckets: REQUEST,
  },
  callback: {
    kind: 'histogram',
    name: 'call_verification.callback.duration',
    unit: 's',
    description: 'How long a callback took, by its answer.',
    attributes: ['provider', 'outcome', 'errorType'],
    buckets: REQUEST,
  },
  check: {
    kind: 'histogram',
    name: 'call_verification.check.duration',
    unit: 's',
    description: 'How long a check took, by its answer.',
    attributes: ['outcome', 'errorType'],
    buckets: REQUEST,
  },
  store: {
    kind: 'histogram',
    name: 'call_verification.store.duration',
    unit: 's',
    description: 'How long an operation of the store took.',
    attributes: ['verb', 'errorType'],
    buckets: STORE,
  },
} as const satisfies Readonly<Record<string, Described>>;

/** Asked of `calls.health()`, once for each export. What all processes share is the same in each: take the highest, not the sum. */
export const OBSERVED = {
  healthy: {
    kind: 'gauge',
    name: 'call_verification.healthy',
    unit: '{service}',
    description: '1 if the service takes starts, its store answers reads and a method can be used, 0 if not.',
    attributes: [],
  },
  budgetLimit: {
    kind: 'gauge',
    name: 'call_verification.budget.limit',
    unit: '{unit}',
    description: 'What a budget allows in its hour or day, in calls or in its currency. The same in every process.',
    attributes: ['budget'],
  },
  budgetUsage: {
    kind: 'gauge',
    name: 'call_verification.budget.usage',
    unit: '{unit}',
    description: 'What is spent of a budget in this hour or day. The same in every process.',
    attributes: ['budget'],
  },
  budgetUtilization: {
    kind: 'gauge',
    name: 'call_verification.budget.utilization',
    unit: '1',
    description: 'The share of a budget that is spent. The same in every process.',
    attributes: ['budget'],
  },
  circuit: {
    kind: 'updowncounter',
    name: 'call_verification.circuit.status',
    unit: '{circuit}',
    description: '1 for the state that a circuit of this process is in, 0 for the others.',
    attributes: ['provider', 'methodId', 'state'],
  },
  reportAge: {
    kind: 'gauge',
    name: 'call_verification.report.age',
    unit: 's',
    description:
      'How long ago the last callback of a provider came. A process that has not got it knows its quarter of an hour or its day.',
    attributes: ['provider'],
  },
  clockSkew: {
    kind: 'gauge',
    name: 'call_verification.store.clock_skew',
    unit: 's',
    description: 'How far the clock of this process is ahead of the clock of the store.',
    attributes: [],
  },
} as const satisfies Readonly<Record<string, Described>>;

export type CounterName = keyof typeof COUNTERS;
export type HistogramName = keyof typeof HISTOGRAMS;
export type AttributesOf<Name extends CounterName | HistogramName> = (typeof COUNTERS & typeof HISTOGRAMS)[Name]['attributes'][number];

/** All of them, for what is held to them. */
export const INSTRUMENTS: readonly Described[] = [COUNTERS, HISTOGRAMS, OBSERVED].flatMap((each) => Object.values<Described>(each));

export interface Instruments {
  readonly counters: Readonly<Record<CounterName, Counter>>;
  readonly histograms: Readonly<Record<HistogramName, Histogram>>;
}

export function optionsOf({ unit, description, buckets }: Described): MetricOptions {
  return { unit, description, ...(buckets === undefined ? {} : { advice: { explicitBucketBoundaries: [...buckets] } }) };
}

export function createInstruments(meter: Meter): Instruments {
  return {
    counters: mapValues(COUNTERS, (each) => meter.createCounter(each.name, optionsOf(each))),
    histograms: mapValues(HISTOGRAMS, (each) => meter.createHistogram(each.name, optionsOf(each))),
  };
}

function mapValues<Name extends string, Made>(of: Readonly<Record<Name, Described>>, make: (each: Described) => Made): Record<Name, Made> {
  return Object.fromEntries(Object.entries<Described>(of).map(([name, each]) => [name, make(each)])) as Record<Name, Made>;
}
