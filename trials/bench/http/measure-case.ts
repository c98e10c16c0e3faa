/** Measures one case: the package and its rivals, each in a process of its own, in turns. */
import { startChild } from '../child.js';
import { serveStore } from '../stores/serve-store.js';
import type { Effort, Measured, PlannedCase } from './case.js';
import type { LoadOrder, ProviderOrder, ServerOrder, Serving, ServingSubject, ToServer } from './messages.js';
import { playRound, type Running, type Sending } from './play-round.js';

/** A store in memory is warned of, which is the host's affair. */
const SERVER_FLAGS = ['--expose-gc', '--max-old-space-size=6000', '--disable-warning=CallVerificationWarning'];
/** Two rounds differ by less when the code is compiled; a busy machine may never be so quiet. */
const STEADY = 0.05;
const LEAST_WARM_UPS = 3;
/** The first round is short, and tells how many requests can be prepared and sent in so many seconds. */
const FIRST_REQUESTS = 100;
const MOST_SECONDS = 5;

export async function measureCase(planned: PlannedCase, effort: Effort): Promise<readonly Measured[]> {
  const { servers, requestsPerRound, ...given } = planned;
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
    const sending: Sending = { load, connections: given.connections, storePid: served.pid };
    const all: Running[] = [];
    for (const server of servers) all.push(await startServer({ ...order, server }, closers));
    await warmUp(all, sending, requestsPerRound, effort);
    for (let round = 0; round < effort.rounds; round += 1) {
      for (const running of all) running.rounds.push(await playRound(running, sending, effort.isProfiled && running.kind === 'ours'));
    }
    const measured: Measured[] = [];
    for (const { kind, child, warmUps, rounds } of all) {
      measured.push({ server: kind, warmUps, rounds, heapBytes: await child.ask<number>({ type: 'collect' }) });
    }
    return measured;
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

async function startServer(order: ServerOrder, closers: (() => Promise<void>)[]): Promise<Running> {
  const child = startChild<ToServer>('http/server.js', SERVER_FLAGS);
  closers.push(child.end);
  const { port, expected } = await child.ask<ServingSubject>({ type: 'serve', order });
  return { kind: order.server, child, port, expected, count: FIRST_REQUESTS, warmUps: 0, rounds: [] };
}

/** Until each server's last two rounds are alike. */
async function warmUp(all: readonly Running[], sending: Sending, most: number, { mostWarmUps }: Effort): Promise<void> {
  for (const running of all) {
    running.count = Math.min(FIRST_REQUESTS, most);
    const began = performance.now();
    await playRound(running, sending);
    const perSecond = (1000 * running.count) / (performance.now() - began);
    running.count = Math.min(most, Math.max(running.count, Math.round(MOST_SECONDS * perSecond)));
  }
  const last = new Map<Running, number>();
  const waiting = new Set(all);
  for (let round = 1; round <= mostWarmUps && waiting.size > 0; round += 1) {
    for (const running of waiting) {
      const { cpuMicros } = await playRound(running, sending);
      const isSteady = Math.abs(cpuMicros / (last.get(running) ?? 0) - 1) < STEADY;
      running.warmUps = round;
      last.set(running, cpuMicros);
      if (isSteady && round >= LEAST_WARM_UPS) waiting.delete(running);
    }
  }
}
