/** Measures one case: the package and its rivals, each in a process of its own, in turns. */
import { type Child, startChild } from '../child.js';
import { median } from '../figures.js';
import type { StoreName } from '../stores/open-store.js';
import { serveStore } from '../stores/serve-store.js';
import type {
  Expected,
  LoadFigures,
  LoadOrder,
  ProviderOrder,
  RequestKind,
  ServerFigures,
  ServerKind,
  ServerOrder,
  Serving,
  ToServer,
  WireRequest,
} from './messages.js';

export interface Case {
  readonly request: RequestKind;
  readonly withKey: boolean;
  readonly store: StoreName;
  readonly connections: number;
  readonly entries: number;
  readonly providerDelayMs: number;
}

export interface Effort {
  readonly rounds: number;
  readonly requestsPerRound: number;
  readonly isProfiled: boolean;
}

/** A round of one server. */
export interface Round {
  readonly cpuMicros: number;
  readonly perSecond: number;
  readonly took: LoadFigures['took'];
  readonly delay: ServerFigures['delay'];
  readonly profile: ServerFigures['profile'];
}

export interface Measured {
  readonly server: ServerKind;
  readonly warmUps: number;
  readonly rounds: readonly Round[];
  readonly heapBytes: number;
}

/** Two rounds differ by less when the code is compiled; a busy machine may never be so quiet. */
const STEADY = 0.05;
const LEAST_WARM_UPS = 3;
const MOST_WARM_UPS = 8;

const EXPECTED: Readonly<Record<RequestKind, Expected>> = {
  start: { status: 202, holds: '"verificationId":"' },
  'check-right': { status: 200, holds: '"token":"ey' },
  'check-wrong': { status: 422, holds: '"code_incorrect"' },
  status: { status: 200, holds: '"pending"' },
  callback: { status: 204, holds: '' },
};

interface Running {
  readonly kind: ServerKind;
  readonly child: Child<ToServer>;
  readonly port: number;
  warmUps: number;
  readonly rounds: Round[];
}

export async function measureCase(given: Case, servers: readonly ServerKind[], effort: Effort): Promise<readonly Measured[]> {
  const closers: (() => Promise<void>)[] = [];
  try {
    const served = await serveStore(given.store);
    closers.push(served.close);
    const provider = startChild<ProviderOrder>('http/provider.js');
    closers.push(provider.end);
    const load = startChild<LoadOrder>('http/load.js');
    closers.push(load.end);
    const { port } = await provider.ask<Serving>({ delayMs: given.providerDelayMs });
    const order = { ...given, store: served.settings, providerUrl: `http://127.0.0.1:${port}` };
    const all = await Promise.all(servers.map((kind) => startServer({ ...order, server: kind }, closers)));
    const play = (running: Running, isProfiled: boolean): Promise<Round> => playRound(running, load, given, effort, isProfiled);
    await warmUp(all, (running) => play(running, false));
    for (let round = 0; round < effort.rounds; round += 1) {
      for (const running of all) running.rounds.push(await play(running, effort.isProfiled && running.kind === 'ours'));
    }
    const heaps = await Promise.all(all.map(({ child }) => child.ask<number>({ type: 'collect' })));
    return all.map(({ kind, warmUps, rounds }, index) => ({ server: kind, warmUps, rounds, heapBytes: heaps[index] ?? Number.NaN }));
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

async function startServer(order: ServerOrder, closers: (() => Promise<void>)[]): Promise<Running> {
  const child = startChild<ToServer>('http/server.js', ['--expose-gc', '--max-old-space-size=6000']);
  closers.push(child.end);
  const { port } = await child.ask<Serving>({ type: 'serve', order });
  return { kind: order.server, child, port, warmUps: 0, rounds: [] };
}

/** Until each server's last two rounds are alike. */
async function warmUp(all: readonly Running[], play: (running: Running) => Promise<Round>): Promise<void> {
  const last = new Map<Running, number>();
  const waiting = new Set(all);
  for (let round = 1; round <= MOST_WARM_UPS && waiting.size > 0; round += 1) {
    for (const running of waiting) {
      const { cpuMicros } = await play(running);
      const isSteady = Math.abs(cpuMicros / (last.get(running) ?? 0) - 1) < STEADY;
      running.warmUps = round;
      last.set(running, cpuMicros);
      if (isSteady && round >= LEAST_WARM_UPS) waiting.delete(running);
    }
  }
}

async function playRound(
  { child, port }: Running,
  load: Child<LoadOrder>,
  given: Case,
  effort: Effort,
  isProfiled: boolean,
): Promise<Round> {
  const count = effort.requestsPerRound;
  const requests = await child.ask<readonly WireRequest[]>({ type: 'prepare', count });
  await child.ask({ type: 'begin', isProfiled });
  const { seconds, took } = await load.ask<LoadFigures>({
    port,
    connections: given.connections,
    requests,
    expected: EXPECTED[given.request],
  });
  const { cpuMicros, ...figures } = await child.ask<ServerFigures>({ type: 'end' });
  return { ...figures, cpuMicros: cpuMicros / count, perSecond: count / seconds, took };
}

export const medianOf = (rounds: readonly Round[], pick: (round: Round) => number): number => median(rounds.map(pick));
