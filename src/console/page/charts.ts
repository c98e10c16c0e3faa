/** The four charts of the page: which figures each has, and the same in words and as a table. */
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { Snapshot } from '../snapshot.js';
import { type Chart, type ChartSeries, drawChart } from './chart.js';
import * as say from './words.js';

interface Figure {
  readonly id: string;
  readonly title: string;
  readonly chart: Chart;
}

/** What became of calls, in few groups. The first is the lowest in the heap. */
const GROUPS = [
  { label: 'answered', colour: '--c-answered', outcomes: ['answered'] },
  { label: 'rang', colour: '--c-rang', outcomes: ['no_answer', 'busy'] },
  { label: 'not reached', colour: '--c-unreached', outcomes: ['unavailable', 'rejected', 'failed', 'unknown', 'redirected'] },
] as const;

const sums = (count: number, lists: readonly (readonly number[])[]): number[] =>
  Array.from({ length: count }, (_, slot) => lists.reduce((sum, list) => sum + (list[slot] ?? 0), 0));

function figuresOf({ series, slots, chosen }: Snapshot): readonly Figure[] {
  const { verifications, calls } = series;
  const isOfCalls = chosen.provider !== undefined || chosen.kind !== undefined;
  const counts: readonly ChartSeries[] = isOfCalls
    ? [
        { label: 'placed', colour: '--c-begun', values: calls.placed, isDashed: true },
        { label: 'verified', colour: '--c-verified', values: calls.verified },
      ]
    : [
        { label: 'begun', colour: '--c-begun', values: verifications.begun, isDashed: true },
        { label: 'verified', colour: '--c-verified', values: verifications.verified },
      ];
  const groups = GROUPS.map(({ label, colour, outcomes }) => ({
    ...{ label, colour },
    values: sums(
      slots.count,
      outcomes.map((outcome) => calls.outcomes[outcome] ?? []),
    ),
  }));
  const outcomes: readonly ChartSeries[] = [
    { label: 'refused', colour: '--c-refused', values: sums(slots.count, [calls.refused, calls.uncertain]) },
    ...groups.reverse(),
  ];
  const colours = ['--c-cost', '--c-rang', '--c-unreached'];
  const costs = Object.entries(calls.cost).map(([currency, values], place) => ({
    label: currency,
    colour: colours[place] ?? '--c-cost',
    values,
  }));
  const integer = (value: number): string => (Number.isInteger(value) ? say.number(value) : '');
  const clock = say.clock;
  return [
    { id: 'counts', title: isOfCalls ? 'Calls' : 'Verifications', chart: { kind: 'lines', series: counts, write: integer, clock } },
    { id: 'outcomes', title: 'What became of the calls', chart: { kind: 'bars', series: outcomes, write: integer, clock } },
    {
      id: 'latency',
      title: 'How fast providers answer',
      chart: {
        kind: 'lines',
        series: [
          { label: 'half of them within', colour: '--c-verified', values: calls.half },
          { label: '95 % within', colour: '--c-rang', values: calls.most, isDashed: true },
        ],
        isSparse: true,
        write: say.duration,
        clock,
      },
    },
    { id: 'cost', title: 'What calls cost', chart: { kind: 'bars', series: costs, write: (value) => value.toFixed(2), clock } },
  ];
}

const timesOf = ({ slots }: Snapshot): number[] => Array.from({ length: slots.count }, (_, slot) => slots.first + slot * slots.seconds);

/** What the chart shows, in a sentence. */
function summary({ title, chart }: Figure, { span }: Snapshot): string {
  const parts = chart.series.map(({ label, values }) => {
    const known = values.filter((value) => value !== null);
    if (known.length === 0) return `${label}: nothing`;
    const most = Math.max(...known);
    return `${label}: at most ${chart.write(most) || most} at a time`;
  });
  return `${title}, last ${span}. ${parts.join('; ')}. The figures are in the table below.`;
}

/** @param open the ids of the figures whose tables are open */
export function chartsTemplate(
  snapshot: Snapshot,
  open: ReadonlySet<string>,
  onToggle: (id: string, isOpen: boolean) => void,
): TemplateResult {
  return html`<section class="charts" aria-label="Charts">
    ${figuresOf(snapshot).map((figure) => {
      const { id, title, chart } = figure;
      return html`<figure class="card">
        <figcaption>
          <h2>${title}</h2>
          <ul class="legend">
            ${chart.series.map(({ label, colour, isDashed }) => html`<li class=${`key ${colour.slice(2)}${isDashed === true ? ' dashed' : ''}`}>${label}</li>`)}
          </ul>
        </figcaption>
        <div class="plot" role="img" data-chart=${id} aria-label=${summary(figure, snapshot)}></div>
        <p class="readout" data-readout=${id} aria-hidden="true"></p>
        <details @toggle=${(event: Event) => onToggle(id, (event.target as HTMLDetailsElement).open)}>
          <summary>As a table<span class="visually-hidden">: ${title}</span></summary>
          ${open.has(id) ? tableOf(figure, snapshot) : nothing}
        </details>
      </figure>`;
    })}
  </section>`;
}

function tableOf({ title, chart }: Figure, snapshot: Snapshot): TemplateResult {
  const rows = timesOf(snapshot)
    .map((time, slot) => ({ time, values: chart.series.map(({ values }) => values[slot] ?? null) }))
    .filter(({ values }) => values.some((value) => value !== null && value !== 0))
    .reverse();
  if (rows.length === 0) return html`<p class="hint">Nothing in this time.</p>`;
  return html`<div class="scroll short" role="region" tabindex="0" aria-label=${`${title}, as a table`}>
    <table>
      <thead><tr><th scope="col">from</th>${chart.series.map(({ label }) => html`<th scope="col" class="figure">${label}</th>`)}</tr></thead>
      <tbody>${rows.map(({ time, values }) => html`<tr><th scope="row">${say.clock(time)}</th>${values.map((value) => html`<td class="figure">${value === null ? say.NOTHING : chart.write(value)}</td>`)}</tr>`)}</tbody>
    </table>
  </div>`;
}

/** Once the template is in the page. */
export function drawCharts(root: ParentNode, snapshot: Snapshot): void {
  const times = timesOf(snapshot);
  for (const { id, chart } of figuresOf(snapshot)) {
    const host = root.querySelector<HTMLElement>(`[data-chart="${id}"]`);
    const readout = root.querySelector<HTMLElement>(`[data-readout="${id}"]`);
    if (host !== null && readout !== null) drawChart(host, readout, times, chart);
  }
}
