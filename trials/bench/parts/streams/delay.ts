/** How long a change takes from the provider's callback to the page, when both are at one process, and at two. */
import { randomBytes } from 'node:crypto';
import { createProviderSimulator, type ProviderSimulator } from '../../../../src/simulator/index.js';
import { type Processes, startProcesses, type WorkerProcess } from '../../../proof/processes.js';
import { openSharedStore } from '../../../proof/store-server.js';
import type { StoreKind } from '../../../proof/worker-order.js';
import { phoneOf } from '../../measuring.js';
import { printHead, printRow } from '../../output.js';
import { forEachOf } from '../../side-by-side.js';
import { openStream } from './read-stream.js';
import { startVerification } from './start-verification.js';

const SIDE_BY_SIDE = 5;
/** A process looks at the store once a second, so the callbacks come at any time of that second. */
const SPREAD_MS = 1000;
const SAME_WITHIN_MS = 300;
const OTHER_WITHIN_MS = 1500;

interface Delay {
  readonly fromSendingMs: number;
  /** Below 0 where the event came before the callback was answered. */
  readonly fromAnswerMs: number;
}

async function measureOne(simulator: ProviderSimulator, { port }: WorkerProcess, phone: string): Promise<Delay> {
  const base = `http://127.0.0.1:${port}`;
  const telephone = simulator.telephone(phone);
  const verificationId = await startVerification(`${base}/start`, phone);
  const { id } = await telephone.rings();
  let arrive = (_at: number): void => undefined;
  const arrived = new Promise<number>((resolve) => {
    arrive = resolve;
  });
  const stream = await openStream(`${base}/status`, verificationId, ({ call }) => {
    if (call.outcome !== 'pending') arrive(performance.now());
  });
  await new Promise((resolve) => setTimeout(resolve, SPREAD_MS * Math.random()));
  const answered = simulator.next('callback', ({ callId }) => callId === id).then(() => performance.now());
  const sentAt = performance.now();
  // The provider reports at once what the person does.
  telephone.decline();
  const [answeredAt, arrivedAt] = await Promise.all([answered, arrived]);
  stream.leave();
  return { fromSendingMs: arrivedAt - sentAt, fromAnswerMs: arrivedAt - answeredAt };
}

function printDelays(store: string, place: string, withinMs: number, delays: readonly Delay[]): void {
  const print = (from: string, figures: readonly number[]): void => {
    const sorted = [...figures].sort((a, b) => a - b);
    const at = (share: number): string => (sorted[Math.ceil(share * sorted.length) - 1] ?? sorted[0] ?? Number.NaN).toFixed(1);
    const isMet = sorted.every((figure) => figure <= withinMs);
    printRow(store, place, from, at(0), at(0.5), at(0.95), at(1), `${isMet ? 'all' : 'NOT ALL'} within ${withinMs}`);
  };
  const fromSending = delays.map(({ fromSendingMs }) => fromSendingMs);
  const fromAnswer = delays.map(({ fromAnswerMs }) => fromAnswerMs);
  print('sending', fromSending);
  print('answer', fromAnswer);
}

export function printDelayHead(): void {
  printHead('store', 'callback came to', 'ms from its', 'least', 'median', '95 %', 'most', 'goal');
}

/** The page is at the first process; the callback comes to it, then, on a store that is shared, to the second. */
export async function measureDelays(kind: StoreKind, changes: number): Promise<void> {
  const shared = await openSharedStore(kind);
  const simulator = await createProviderSimulator();
  let processes: Processes | undefined;
  try {
    const { mcn, mobilgroup } = simulator;
    const order = { secret: randomBytes(32).toString('base64'), store: shared.settings, storeTimeoutMs: 2000, providerTimeoutMs: 8000 };
    processes = await startProcesses(kind === 'memory' ? 1 : 2, { ...order, mcn, mobilgroup });
    const [page, other] = processes.all;
    if (page === undefined) throw new Error('no process');
    const measureAt = async (receiver: WorkerProcess, first: number, times = changes): Promise<readonly Delay[]> => {
      simulator.callbacks.setUrl('mcn', `http://127.0.0.1:${receiver.port}${receiver.callbackPaths.mcn}`);
      return forEachOf(times, SIDE_BY_SIDE, (index) => measureOne(simulator, page, phoneOf(first + index)));
    };
    // The first ones compile the code and open connections.
    await measureAt(page, 0, SIDE_BY_SIDE);
    printDelays(kind, 'the same process', SAME_WITHIN_MS, await measureAt(page, 100));
    if (other === undefined) return;
    await measureAt(other, 200, SIDE_BY_SIDE);
    printDelays(kind, 'another process', OTHER_WITHIN_MS, await measureAt(other, 300));
  } finally {
    await processes?.close();
    await simulator.close();
    await shared.close();
  }
}
