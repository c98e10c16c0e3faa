/** What a run is told as: one line, and for each broken rule the seed and the operations that show it. */
import { PROCESS_FAULTS, STORE_FAULTS } from './history.js';
import type { Run } from './run.js';

const MOST_EVIDENCE = 30;

export function describeRun(store: string, seed: number, seconds: number, run: Run): string {
  const { history, violations, clocksApartMs, lifetimeSeconds, recoveredAfterMs } = run;
  const { operations, calls, callbacks, faults } = history;
  const count = (fits: (status: number | undefined) => boolean): number => operations.filter(({ answer }) => fits(answer?.status)).length;
  const faultsOf = (kind: string, isStore: boolean): number =>
    faults.filter((fault) => fault.kind === kind && (fault.target === 'store') === isStore).length;
  const line = [
    `${store}, seed ${seed}: ${operations.length} operations`,
    `${calls.length} calls, ${callbacks.length} callbacks (${callbacks.filter((each) => each.isAcknowledged).length} acknowledged)`,
    `${operations.filter((each) => each.kind === 'check' && each.answer?.status === 200).length} tokens (${operations.filter((each) => each.kind === 'use' && each.answer?.status === 200).length} used)`,
    `${operations.filter((each) => each.answer?.code === 'code_incorrect').length} wrong codes`,
    `${count((status) => status === 503)} × 503, ${count((status) => status === 429)} × 429, ${count((status) => status === undefined)} unanswered`,
    `clocks ${clocksApartMs / 1000} s apart, lifetime ${lifetimeSeconds} s, ${operations.filter((each) => each.answer?.reason === 'expired').length} × expired`,
    `processes: ${PROCESS_FAULTS.map((kind) => `${kind} ${faultsOf(kind, false)}`).join(', ')}`,
    `store: ${STORE_FAULTS.map((kind) => `${kind} ${faultsOf(kind, true)}`).join(', ')}`,
    `back after ${(recoveredAfterMs / 1000).toFixed(1)} s`,
    violations.length === 0 ? 'all rules hold' : `${violations.length} VIOLATIONS`,
  ].join('; ');
  const broken = violations.map(({ rule, about, evidence }) =>
    [`  broken: ${rule} (${about})`, ...evidence.slice(0, MOST_EVIDENCE).map((each) => `    ${each}`)].join('\n'),
  );
  // The choices of clients and nemesis are the seed's; when they meet is the machine's, so it may take a few runs.
  const replay = violations.length === 0 ? [] : [`  again with: npm run proof -- --store ${store} --seed ${seed} --seconds ${seconds}`];
  return [line, ...broken, ...replay].join('\n');
}
