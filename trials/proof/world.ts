/** What every run needs: the simulated providers, the processes, what stands between them, and who writes everything down. */
import { randomBytes } from 'node:crypto';
import { createProviderSimulator, type ProviderSimulator, type VirtualTelephone } from '../../src/simulator/index.js';
import { openCallbackProxy } from './callback-proxy.js';
import { createChance, pause } from './chance.js';
import { createRecorder, type Recorder } from './history.js';
import { type Observer, observe } from './observer.js';
import { type Processes, startProcesses } from './processes.js';
import { createRequests, type Requests } from './requests.js';
import type { SharedStore } from './shared-store.js';
import { openStorePath, type StorePath } from './store-path.js';
import type { Omission, WorkerOrder } from './worker-order.js';

export interface WorldOptions {
  readonly store: SharedStore;
  /** The numbers of two seeds differ, so that runs may share a store. */
  readonly seed: number;
  readonly processes: number;
  readonly numbers: number;
  /** How far apart the clocks of the processes are. @default 0 */
  readonly clocksApartMs?: number | undefined;
  /** @default the package's */
  readonly lifetimeSeconds?: number | undefined;
  /** What each process's client of the store lacks. */
  readonly without?: ((index: number) => Omission | undefined) | undefined;
  /** Told of everything that no output may show. */
  readonly onSecret?: ((value: string, label: string) => void) | undefined;
}

export interface World {
  readonly recorder: Recorder;
  readonly simulator: ProviderSimulator;
  readonly processes: Processes;
  readonly requests: Requests;
  readonly observer: Observer;
  /** Names: `n0`, `n1`, … */
  readonly numbers: readonly string[];
  /** The way of each process to the store's server, where it has one. */
  readonly paths: readonly StorePath[];
  /** A number that no client wants, for the questions to one process. */
  spareNumberOf(process: number): string;
  telephoneOf(number: string): VirtualTelephone;
  /** Until every call is over and reported, or nobody will report it any more. */
  untilQuiet(): Promise<void>;
  close(): Promise<void>;
}

const REPORT_RETRIES = 6;
const STORE_TIMEOUT_MS = 1000;
const PROVIDER_TIMEOUT_MS = 4000;
const QUIET_WITHIN_MS = 20_000;
/** The stream of chance that sets the clocks. */
const CLOCKS = 900;

export async function openWorld(options: WorldOptions): Promise<World> {
  const { store, seed, processes: count, numbers, clocksApartMs = 0, without, onSecret = () => undefined } = options;
  const closers: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const each of closers.splice(0).reverse()) await each();
  };
  try {
    const recorder = createRecorder();
    const simulator = await createProviderSimulator({
      ringMs: 400,
      reactMs: 40,
      afterAnswerMs: 30,
      callbacks: { mcn: { retries: REPORT_RETRIES, backoffMs: 50, lateMs: 300 }, mobilgroup: { retries: REPORT_RETRIES, backoffMs: 50 } },
    });
    closers.push(() => simulator.close());
    const wanted = Array.from({ length: numbers }, (_, index) => [`n${index}`, phoneOfSeed(seed, index)] as const);
    const spares = Array.from({ length: count }, (_, index) => [`spare${index}`, spareOfSeed(seed, index)] as const);
    const phones = new Map<string, string>([...wanted, ...spares]);
    for (const phone of phones.values()) onSecret(phone, 'a phone number');
    const names = new Map([...phones].map(([name, phone]) => [phone, name]));
    const phoneOf = (number: string): string => phones.get(number) ?? '';
    const observer = observe(simulator, recorder, (phone) => names.get(phone) ?? 'a strange number', REPORT_RETRIES);
    const secret = randomBytes(32).toString('base64');
    onSecret(secret, 'the secret');
    const { server } = store;
    const paths: StorePath[] = [];
    for (let index = 0; server !== undefined && index < count; index += 1) {
      const path = await openStorePath(() => server.port());
      closers.push(async () => path.close());
      paths.push(path);
    }
    const offsets = drawOffsets(seed, count, clocksApartMs);
    const orderOf = (index: number): WorkerOrder => ({
      secret,
      store: (paths[index] && server?.settingsVia(paths[index].port, without?.(index))) ?? store.settings,
      storeTimeoutMs: STORE_TIMEOUT_MS,
      clockOffsetMs: offsets[index],
      lifetimeSeconds: options.lifetimeSeconds,
      providerTimeoutMs: PROVIDER_TIMEOUT_MS,
      mcn: simulator.mcn,
      mobilgroup: { apiUrl: simulator.mobilgroup.apiUrl, apiKey: simulator.mobilgroup.apiKey },
    });
    const processes = await startProcesses(count, orderOf, observer.note);
    closers.push(() => processes.close());
    const proxy = await openCallbackProxy(processes);
    closers.push(() => proxy.close());
    for (const provider of ['mcn', 'mobilgroup'] as const) {
      simulator.callbacks.setUrl(provider, proxy.url + (processes.all[0]?.callbackPaths[provider] ?? ''));
    }
    return {
      recorder,
      simulator,
      processes,
      requests: createRequests({ recorder, observer, phoneOf, onSecret }),
      observer,
      numbers: wanted.map(([name]) => name),
      paths,
      spareNumberOf: (index) => `spare${index}`,
      telephoneOf: (number) => simulator.telephone(phoneOf(number)),
      async untilQuiet() {
        const giveUp = recorder.now() + QUIET_WITHIN_MS;
        while (!observer.isQuiet() && recorder.now() < giveUp) await pause(50);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function phoneOfSeed(seed: number, index: number): string {
  return `+7915${String(2_000_000 + ((seed * 100 + index) % 1_000_000))}`;
}

/** Under a prefix of its own, so that no breaker suspects it. */
function spareOfSeed(seed: number, index: number): string {
  return `+7916${String(200 + index)}${String(seed % 10_000).padStart(4, '0')}`;
}

/** The first two processes are as far apart as may be, with the true time in the middle; the others are somewhere between them. */
function drawOffsets(seed: number, count: number, apartMs: number): readonly number[] {
  const chance = createChance(seed, CLOCKS);
  const [slow, fast] = [-apartMs / 2, apartMs / 2];
  return Array.from({ length: count }, (_, index) => (index === 0 ? slow : index === 1 ? fast : chance.between(slow, fast)));
}
