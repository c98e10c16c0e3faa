/** What is wrong with a soak, in words; and what its heap did. */
import { fitLine, type HeapVerdict, isHeapBack, judgeHeap, type Line, leftOpen } from './judge.js';
import { recoveryMs } from './outages.js';
import type { Soak } from './run.js';

export interface Verdict {
  /** Of the second half, while people were there. */
  readonly line: Line;
  /** A memory store grows with what it holds, so only the end tells. */
  readonly heap: HeapVerdict | 'holds the data';
  readonly isHeapBack: boolean;
  /** For each outage. */
  readonly recoveriesMs: readonly (number | undefined)[];
  /** Empty if nothing is wrong. */
  readonly faults: readonly string[];
}

const MINUTE_MS = 60_000;
/** By then as many people leave as come. */
const SETTLES_MS = 60_000;
const RECOVERS_WITHIN_MS = 10_000;

export function judgeSoak(soak: Soak): Verdict {
  const { options, beganAt, endedAt, server, load, before, after, outages, exitCode, perSecond } = soak;
  const from = beganAt + Math.max((endedAt - beganAt) / 2, SETTLES_MS);
  const points = server.flatMap(({ at, heapBytes: bytes }) =>
    bytes !== undefined && at > from && at <= endedAt ? [{ minute: (at - beganAt) / MINUTE_MS, bytes }] : [],
  );
  const line = fitLine(points);
  const heap = options.store === 'memory' ? 'holds the data' : judgeHeap(line, 60 * perSecond);
  const isBack = isHeapBack(before.stock.heapBytes, after.stock.heapBytes);
  const starts = load.flatMap((second) => second.starts);
  const recoveriesMs = outages.map((outage) => recoveryMs(outage, starts));
  const rejections = server.flatMap((second) => second.rejections);
  const faults = [
    ...leftOpen(before.second.descriptors, after.second.descriptors).map((left) => `left open: ${left}`),
    ...(after.second.streams > 0 ? [`left open: ${after.second.streams} streams`] : []),
    ...new Set(rejections.map((place) => `an unhandled rejection: ${place}`)),
    ...(heap === 'growing' ? ['the heap grows'] : []),
    ...(isBack ? [] : ['the heap did not come back']),
    ...outages.flatMap(({ kind }, index) => {
      const ms = recoveriesMs[index];
      return ms === undefined || ms > RECOVERS_WITHIN_MS ? [`did not recover by itself after the store was ${kind}`] : [];
    }),
    ...(exitCode === 0 ? [] : [exitCode === undefined ? 'the app did not end by itself' : `the app ended with ${exitCode}`]),
  ];
  return { line, heap, isHeapBack: isBack, recoveriesMs, faults };
}
