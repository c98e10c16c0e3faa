/** The process of one server: it serves, prepares requests, and says what it used between `begin` and `end`. */
import './fetch-in-memory.js';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { answerParent } from '../child.js';
import { openBetterAuth } from '../rivals/better-auth.js';
import { openExpress } from '../rivals/express.js';
import { openNode } from '../rivals/node.js';
import type { ServerFigures, ServerKind, ServerOrder, ServingSubject, ToServer } from './messages.js';
import { openOurs } from './ours.js';
import { beginProfile, type Profiling } from './profile.js';
import type { OpenSubject, Subject } from './subject.js';

const OPEN: Readonly<Record<ServerKind, OpenSubject>> = {
  ours: openOurs,
  express: openExpress,
  node: openNode,
  'better-auth': openBetterAuth,
  'ours-few': (order) => openOurs({ ...order, entries: FEW }),
};
const FEW = 1000;
/** Of the loop's monitor, which is subtracted from what it saw. */
const RESOLUTION_MS = 10;

interface Round {
  readonly before: NodeJS.CpuUsage;
  readonly delays: IntervalHistogram;
  readonly profiling: Profiling | undefined;
}

let subject: Subject | undefined;
let round: Round | undefined;

async function serve(order: ServerOrder): Promise<ServingSubject> {
  subject = await OPEN[order.server](order);
  const server = createServer(subject.handler);
  // Connections stay open while other servers have their turn.
  server.keepAliveTimeout = 600_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, expected: subject.expected };
}

async function begin(isProfiled: boolean): Promise<void> {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  const profiling = isProfiled ? await beginProfile() : undefined;
  delays.enable();
  round = { before: process.cpuUsage(), delays, profiling };
}

async function end(): Promise<ServerFigures> {
  if (round === undefined) throw new Error('nothing was begun');
  const { user, system } = process.cpuUsage(round.before);
  round.delays.disable();
  const profile = await round.profiling?.stop();
  const late = (share: number): number => Math.max(0, (round?.delays.percentile(share) ?? 0) / 1e6 - RESOLUTION_MS);
  const delay = { median: late(50), p99: late(99) };
  return { cpuMicros: user + system, delay, profile };
}

answerParent((message: ToServer) => {
  switch (message.type) {
    case 'serve':
      return serve(message.order);
    case 'prepare':
      return subject?.prepare(message.count);
    case 'begin':
      return begin(message.isProfiled);
    case 'end':
      return end();
    case 'collect':
      // Only after all rounds: a forced collection also throws away what was compiled.
      globalThis.gc?.();
      return process.memoryUsage().heapUsed;
  }
});
