/** The dashboard and the alert rules name only metrics, labels and events that there are, as Prometheus names them. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LEVELS } from '../../src/engine/events/event-log.js';
import { ATTRIBUTES } from '../../src/opentelemetry/attributes.js';
import { INSTRUMENTS } from '../../src/opentelemetry/instruments.js';

const read = (name: string): string => readFileSync(new URL(`../../examples/monitoring/${name}`, import.meta.url), 'utf8');

const labelOf = (attribute: string): string => attribute.replaceAll(/\W/g, '_');

/**
 * As the OTLP receiver of Prometheus and the Collector's exporters name it: dots become underscores, the unit is appended (not one in
 * braces), then `_total` for a counter, and `_ratio` for a gauge of unit 1. A histogram is three metrics.
 */
function namesOf({ name, unit, kind }: (typeof INSTRUMENTS)[number]): readonly string[] {
  const base = `${name.replaceAll('.', '_')}${unit === 's' ? '_seconds' : ''}`;
  if (kind === 'counter') return [`${base}_total`];
  if (kind === 'histogram') return [`${base}_bucket`, `${base}_count`, `${base}_sum`];
  return [kind === 'gauge' && unit === '1' ? `${base}_ratio` : base];
}

/** Metric → its labels. */
const METRICS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  INSTRUMENTS.flatMap((each) => {
    const labels = [ATTRIBUTES.service, ...each.attributes.map((attribute) => ATTRIBUTES[attribute])].map(labelOf);
    return namesOf(each).map((name) => [name, new Set(name.endsWith('_bucket') ? ['le', ...labels] : labels)] as const);
  }),
);

interface Query {
  readonly expr: string;
  /** Labels that a text about its result names. */
  readonly shown: readonly string[];
}

/** What is wrong with a query, in words. */
function mistakesIn({ expr, shown }: Query): string[] {
  const words = [...new Set(expr.replaceAll(/"[^"]*"/g, '""').match(/\b(?:call_verification_\w+|error_type|le)\b/g))];
  const metrics = words.filter((word) => METRICS.has(word));
  const labels = words.filter((word) => !METRICS.has(word));
  const lost = labels.flatMap((label) =>
    metrics.flatMap((metric) => (METRICS.get(metric)?.has(label) ? [] : [`${metric} has no ${label}`])),
  );
  const kept = new Set([...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, by = '']) => by.split(/,\s*/)));
  const events = [...expr.matchAll(/call_verification_event="([^"]*)"/g)].map(([, type = '']) => type);
  return [
    ...(metrics.length === 0 ? [`no metric in ${expr}`] : []),
    ...lost,
    ...shown.filter((label) => !kept.has(label)).map((label) => `${label} is not kept by ${expr}`),
    ...events.filter((type) => !(type in LEVELS)).map((type) => `no event ${type}`),
  ];
}

interface Panel {
  readonly title: string;
  readonly type: string;
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
}

const dashboard = JSON.parse(read('grafana-dashboard.json')) as {
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly query: string | { readonly query: string } }[] };
};
const panels = dashboard.panels.filter(({ type }) => type !== 'row');

/** Name → what it asks and says. Each rule begins with its name; its expression is one line, or a block of lines. */
const alerts = new Map(
  read('alerts.yml')
    .split(/^ {6}- alert: /m)
    .slice(1)
    .map((text): [string, Query] => {
      const expr = /^ {8}expr: (?:\|\n((?: {10}.*\n)+)|(.*)\n)/m.exec(text);
      const shown = [...text.matchAll(/\$labels\.(\w+)/g)].map(([, label = '']) => label);
      return [text.slice(0, text.indexOf('\n')), { expr: expr?.[1] ?? expr?.[2] ?? '', shown }];
    }),
);

describe('the dashboard', () => {
  it.each(panels.map((panel) => [panel.title, panel] as const))('asks for what there is: %s', (_, { targets = [] }) => {
    expect(targets).not.toEqual([]);
    for (const { expr, legendFormat } of targets) {
      const shown = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label);
      expect(mistakesIn({ expr, shown })).toEqual([]);
    }
  });

  it('asks for what there is to choose a service by', () => {
    const queries = dashboard.templating.list.flatMap(({ query }) => (typeof query === 'string' ? [] : [query.query]));
    expect(queries).toHaveLength(1);
    expect(queries.flatMap((expr) => mistakesIn({ expr, shown: [] }))).toEqual([]);
  });

  it('shows every metric', () => {
    const asked = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)).join('\n');
    const shown = INSTRUMENTS.filter((each) => namesOf(each).some((name) => new RegExp(`\\b${name}\\b`).test(asked)));
    expect(INSTRUMENTS.filter((each) => !shown.includes(each)).map(({ name }) => name)).toEqual([]);
  });
});

describe('the alert rules', () => {
  it.each([...alerts])('ask for what there is: %s', (_, query) => {
    expect(mistakesIn(query)).toEqual([]);
  });

  it('are about the account, missing callbacks, the verified share, budgets, the store and breakers', () => {
    const asked = [...alerts.values()].map(({ expr }) => expr).join('\n');
    for (const part of [
      ...['"account.trouble"', '"callback.missing"', 'call_verification_verified_total', 'call_verification_budget_utilization_ratio'],
      ...['call_verification_store_duration_seconds_count', 'call_verification_breakers_tripped_total'],
    ]) {
      expect(asked).toContain(part);
    }
  });
});

describe('what is looked for', () => {
  it.each([
    ['call_verification_start_total', 'no metric'],
    ['sum by (call_verification_provider) (call_verification_started_total)', 'has no call_verification_provider'],
    ['call_verification_started_total{error_type=""}', 'has no error_type'],
    ['call_verification_events_total{call_verification_event="account.bliss"}', 'no event account.bliss'],
  ])('would be found in %s', (expr, mistake) => {
    expect(mistakesIn({ expr, shown: [] }).join()).toContain(mistake);
  });
});
