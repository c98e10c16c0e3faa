/** What a thousand open streams cost the process that holds them, and its store. */
import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createProviderSimulator } from '../../../../src/simulator/index.js';
import { openSharedStore } from '../../../proof/store-server.js';
import type { StoreKind } from '../../../proof/worker-order.js';
import { phoneOf } from '../../measuring.js';
import { printHead, printRow } from '../../output.js';
import { forEachOf } from '../../side-by-side.js';
import type { HolderFigures, HolderOrder } from './holder.js';
import { openStream } from './read-stream.js';
import { startVerification } from './start-verification.js';

const SIDE_BY_SIDE = 20;
const SETTLE_MS = 3000;
const GOAL_MS = 50;

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function hear(child: ChildProcess): Promise<HolderFigures> {
  const ended = once(child, 'exit').then((): never => {
    throw new Error('the holder ended');
  });
  ended.catch(() => undefined);
  const [figures] = (await Promise.race([once(child, 'message'), ended])) as [HolderFigures];
  return figures;
}

function ask(child: ChildProcess): Promise<HolderFigures> {
  const heard = hear(child);
  child.send('figures');
  return heard;
}

export function printLoadHead(): void {
  printHead(
    'store',
    'streams',
    'bytes of heap for each',
    'kB of heap before',
    'open',
    'left',
    'ms of processor time a second',
    'goal',
    'asked a second',
  );
}

export async function measureLoad(kind: StoreKind, count: number, seconds: number): Promise<void> {
  const shared = await openSharedStore(kind);
  // Calls that ring for as long as is measured, so that nothing changes.
  const simulator = await createProviderSimulator({ ringMs: 120_000 });
  const child = fork(fileURLToPath(new URL('holder.js', import.meta.url)), { execArgv: ['--expose-gc'] });
  try {
    child.send({ secret: randomBytes(32).toString('base64'), store: shared.settings, mcn: simulator.mcn } satisfies HolderOrder);
    const base = `http://127.0.0.1:${(await hear(child)).port}`;
    const ids = await forEachOf(count, SIDE_BY_SIDE, (index) => startVerification(`${base}/start`, phoneOf(index)));
    await pause(SETTLE_MS);
    const without = await ask(child);
    let events = 0;
    const streams = await forEachOf(count, SIDE_BY_SIDE, (index) =>
      openStream(`${base}/status`, ids[index] ?? '', () => {
        events += 1;
      }),
    );
    await pause(SETTLE_MS);
    if (events !== count) throw new Error(`${events} events came`);
    const open = await ask(child);
    await pause(1000 * seconds);
    const after = await ask(child);
    for (const stream of streams) stream.leave();
    await pause(SETTLE_MS);
    const left = await ask(child);
    const asked = Object.entries(after.operations).map(([operation, times]) => `${Math.round(times / seconds)} ${operation}`);
    const cpuMs = (after.cpuMicros - open.cpuMicrosCollected) / seconds / 1000;
    printRow(
      kind,
      count,
      (open.heapBytes - without.heapBytes) / count,
      ...[without, open, left].map(({ heapBytes }) => heapBytes / 1000),
      cpuMs,
      count === 1000 ? `${cpuMs <= GOAL_MS ? '' : 'NOT '}≤ ${GOAL_MS}` : '',
      asked.join(', '),
    );
  } finally {
    const ended = once(child, 'exit');
    child.disconnect();
    await ended;
    await simulator.close();
    await shared.close();
  }
}
