/** Where the time of a process goes: samples of the inspector, summed for each function of each file. */
import { type Profiler, Session } from 'node:inspector/promises';

const SAMPLE_MICROS = 200;
/** Waiting, and the call that begins the profile. */
const NO_WORK: ReadonlySet<string> = new Set(['(idle)', '(root)', 'dispatch']);

export interface Profiling {
  /** Microseconds for each function of each file, without those that it called. */
  stop(): Promise<Readonly<Record<string, number>>>;
}

export async function beginProfile(): Promise<Profiling> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: SAMPLE_MICROS });
  await session.post('Profiler.start');
  return {
    async stop() {
      const { profile } = await session.post('Profiler.stop');
      session.disconnect();
      return sumUp(profile);
    },
  };
}

function sumUp({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): Record<string, number> {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const sums: Record<string, number> = {};
  for (const [index, id] of samples.entries()) {
    const name = names.get(id) ?? '?';
    if (NO_WORK.has(name)) continue;
    sums[name] = (sums[name] ?? 0) + (timeDeltas[index] ?? 0);
  }
  return sums;
}

function nameOf({ functionName, url, lineNumber }: Profiler.Profile['nodes'][number]['callFrame']): string {
  if (url === '') return functionName;
  // Of the folder that was compiled, and of packages, the last part tells.
  const file = url.replace(/^.*\/call-verification-bench-\w+\//, '').replace(/^.*\/node_modules\//, '');
  return `${file} ${functionName || `(line ${lineNumber + 1})`}`;
}
