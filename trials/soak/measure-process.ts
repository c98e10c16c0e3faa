/** What a process can say about itself: heap, descriptors, what keeps it alive, and how long its event loop was held up. */
import { readdirSync, readlinkSync } from 'node:fs';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import v8 from 'node:v8';
import { type Counts, countNames, type ServerSecond, type Stock } from './messages.js';

const DESCRIPTORS = '/proc/self/fd';
const NANOS = 1_000_000;
const LOOP_RESOLUTION_MS = 10;

type Measured = Pick<ServerSecond, 'at' | 'heapBytes' | 'rssBytes' | 'descriptors' | 'resources' | 'loopDelayMs' | 'cpuShare'>;

export interface ProcessMeter {
  /** What was since the last call, and what is now. @param isCollecting whether to collect first, and tell the heap */
  read(isCollecting: boolean): Measured;
}

export function createProcessMeter(): ProcessMeter {
  const delay = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
  delay.enable();
  let cpu = process.cpuUsage();
  let readAt = performance.now();
  return {
    read(isCollecting) {
      const { user, system } = process.cpuUsage(cpu);
      const seconds = (performance.now() - readAt) / 1000;
      // The histogram counts from one tick of its timer to the next, so an event loop that is free shows the resolution.
      const loopDelayMs = {
        p99: Math.max(0, delay.percentile(99) / NANOS - LOOP_RESOLUTION_MS),
        most: Math.max(0, delay.max / NANOS - LOOP_RESOLUTION_MS),
      };
      // Our own collections are not the event loop's doing, nor is reading the descriptors.
      delay.disable();
      const heapBytes = isCollecting ? collectedHeapBytes() : undefined;
      const measured = {
        at: Date.now(),
        heapBytes,
        rssBytes: process.memoryUsage.rss(),
        descriptors: openDescriptors(),
        resources: countNames(process.getActiveResourcesInfo()),
        loopDelayMs,
        cpuShare: (user + system) / 1e6 / seconds,
      };
      delay.reset();
      delay.enable();
      cpu = process.cpuUsage();
      readAt = performance.now();
      return measured;
    },
  };
}

function collectedHeapBytes(): number {
  if (globalThis.gc === undefined) throw new Error('the process needs --expose-gc');
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}

/** By kind. Empty on systems that have no such folder. */
function openDescriptors(): Counts {
  let names: readonly string[];
  try {
    names = readdirSync(DESCRIPTORS);
  } catch {
    return {};
  }
  return countNames(names.flatMap((name) => kindOf(name) ?? []));
}

function kindOf(name: string): string | undefined {
  try {
    const target = readlinkSync(`${DESCRIPTORS}/${name}`);
    if (target.startsWith('/')) return target.startsWith('/dev/') ? 'device' : 'file';
    // `socket:[1234]`, `pipe:[1234]`, `anon_inode:[eventpoll]`
    return /^(?:anon_inode:)?\[?(\w+)/.exec(target)?.[1] ?? 'other';
  } catch {
    // The one by which the folder was read.
    return undefined;
  }
}

type Constructor = Parameters<typeof v8.queryObjects>[0];

/** Classes whose number shows what was not let go. A timer that does not keep the process alive is counted here, too. */
export function takeStock(): Stock {
  const timer = setTimeout(() => undefined, 0);
  clearTimeout(timer);
  const classes = {
    timers: timer.constructor as Constructor,
    sockets: Socket as unknown as Constructor,
    requests: IncomingMessage as unknown as Constructor,
    responses: ServerResponse as unknown as Constructor,
    promises: Promise as unknown as Constructor,
    'abort signals': AbortSignal as unknown as Constructor,
    maps: Map as unknown as Constructor,
    sets: Set as unknown as Constructor,
  } as const;
  const objects: Record<string, number> = {};
  for (const [name, type] of Object.entries(classes)) objects[name] = v8.queryObjects(type, { format: 'count' });
  for (const name of ['maps', 'sets'] as const) {
    objects[`entries of ${name}`] = sizesOf(v8.queryObjects(classes[name], { format: 'summary' }));
  }
  // The first collection calls finalizers, and the second one takes what they let go.
  collectedHeapBytes();
  return { type: 'stock', heapBytes: collectedHeapBytes(), objects };
}

/** A summary begins with `Map(3) {`; what is in it is never looked at. */
function sizesOf(summaries: readonly string[]): number {
  return summaries.reduce((sum, summary) => sum + Number(/^\w+\((\d+)\)/.exec(summary)?.[1] ?? 0), 0);
}
