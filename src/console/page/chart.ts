/** Draws one chart with uPlot: lines, or bars on top of each other. */
import uPlot from 'uplot';

export interface ChartSeries {
  readonly label: string;
  /** A custom property of the style sheet. */
  readonly colour: string;
  readonly values: readonly (number | null)[];
  readonly isDashed?: boolean;
}

export interface Chart {
  readonly kind: 'lines' | 'bars';
  readonly series: readonly ChartSeries[];
  /** Values may stand alone. */
  readonly isSparse?: boolean;
  /** How a value is written. */
  readonly write: (value: number) => string;
  /** How a time is written. */
  readonly clock: (seconds: number) => string;
}

const HEIGHT = 168;

interface Drawn {
  readonly plot: uPlot;
  readonly signature: string;
  chart: Chart;
}

const drawn = new WeakMap<Element, Drawn>();
const readouts = new WeakMap<Element, HTMLElement>();

/** With the host's width, also if that changes. */
const sizes = new ResizeObserver((entries) => {
  for (const { target, contentRect } of entries) {
    const width = Math.floor(contentRect.width);
    const plot = drawn.get(target)?.plot;
    if (plot !== undefined && width > 0 && plot.width !== width) plot.setSize({ width, height: HEIGHT });
  }
});

const colourOf = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Bars on top of each other are drawn behind each other: the first one reaches as high as all of them together. */
function heaped(values: readonly (readonly (number | null)[])[]): (number | null)[][] {
  return values.map((_, from) =>
    (values[from] ?? []).map((__, slot) => values.slice(from).reduce((sum, each) => sum + (each[slot] ?? 0), 0)),
  );
}

function dataOf(times: readonly number[], { kind, series }: Chart): uPlot.AlignedData {
  const values = series.map((each) => each.values);
  return [[...times], ...(kind === 'bars' ? heaped(values) : values.map((each) => [...each]))] as uPlot.AlignedData;
}

/** Draws it, or draws it anew with other figures. @param readout says the figures under the pointer */
export function drawChart(host: HTMLElement, readout: HTMLElement, times: readonly number[], chart: Chart): void {
  readouts.set(host, readout);
  const scheme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  const signature = [scheme, chart.kind, ...chart.series.map(({ label }) => label)].join('\n');
  const before = drawn.get(host);
  if (before?.signature === signature) {
    before.chart = chart;
    before.plot.setData(dataOf(times, chart));
    return;
  }
  before?.plot.destroy();
  const made: { now?: Drawn } = {};
  const plot = new uPlot(
    optionsOf(host, chart, () => made.now?.chart ?? chart),
    dataOf(times, chart),
    host,
  );
  made.now = { plot, signature, chart };
  drawn.set(host, made.now);
  sizes.observe(host);
}

function optionsOf(host: HTMLElement, chart: Chart, now: () => Chart): uPlot.Options {
  const [ink, line] = [colourOf('--ink-soft'), colourOf('--line')];
  const font = `12px ${getComputedStyle(document.body).fontFamily}`;
  const axis: uPlot.Axis = { stroke: ink, font, grid: { stroke: line, width: 1 }, ticks: { show: false } };
  const bars = uPlot.paths.bars?.({ size: [0.75, 14], align: 1 });
  return {
    width: Math.max(120, Math.floor(host.clientWidth)),
    height: HEIGHT,
    padding: [8, 8, 0, 0],
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, points: { size: 6 } },
    scales: { y: { range: (_plot, _min, max) => [0, Number.isFinite(max) && max > 0 ? max * 1.08 : 1] } },
    axes: [
      { ...axis, grid: { show: false }, size: 26, space: 64, values: (_plot, splits) => splits.map((split) => now().clock(split)) },
      { ...axis, size: 52, space: 32, values: (_plot, splits) => splits.map((split) => now().write(split)) },
    ],
    series: [
      {},
      ...chart.series.map(({ label, colour, isDashed }): uPlot.Series => {
        const stroke = colourOf(colour);
        return chart.kind === 'bars' && bars !== undefined
          ? { label, stroke, fill: stroke, width: 0, paths: bars, points: { show: false } }
          : {
              label,
              stroke,
              width: 2,
              ...(isDashed === true && { dash: [6, 4] }),
              spanGaps: chart.isSparse === true,
              points: { show: chart.isSparse === true, size: 5, fill: stroke },
            };
      }),
    ],
    hooks: {
      setCursor: [
        (plot) => {
          const readout = readouts.get(host);
          const { idx } = plot.cursor;
          if (readout === undefined) return;
          const time = idx === null || idx === undefined ? undefined : plot.data[0][idx];
          readout.textContent = time === undefined || idx === null || idx === undefined ? '' : readOut(now(), time, idx);
        },
      ],
    },
  };
}

function readOut({ series, write, clock }: Chart, time: number, slot: number): string {
  const values = series.flatMap(({ label, values }) => {
    const value = values[slot];
    return value === null || value === undefined ? [] : [`${label} ${write(value)}`];
  });
  return `${clock(time)}: ${values.length === 0 ? 'nothing' : values.join(', ')}`;
}
