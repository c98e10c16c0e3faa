/** What every run needs: the simulated providers, the processes, what stands between them, and who writes everything down. */
import { randomBytes } from 'node:crypto';
import { createProviderSimulator, type ProviderSimulator, type VirtualTelephone } from '../../src/simulator/index.js';
import { openCallbackProxy } from './callback-proxy.js';
import { pause } from './chance.js';
import { createRecorder, type Recorder } from './history.js';
import { type Observer, observe } from './observer.js';
import { type Processes, startProcesses } from './processes.js';
import { createRequests, type Requests } from './requests.js';
import type { SharedStore } from './store-server.js';

export interface WorldOptions {
  readonly store: SharedStore;
  /** The numbers of two seeds differ, so that runs may share a store. */
  readonly seed: number;
  readonly processes: number;
  readonly numbers: number;
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
  telephoneOf(number: string): VirtualTelephone;
  /** Until every call is over and reported, or nobody will report it any more. */
  untilQuiet(): Promise<void>;
  close(): Promise<void>;
}

const REPORT_RETRIES = 6;
const STORE_TIMEOUT_MS = 1000;
const PROVIDER_TIMEOUT_MS = 4000;
const QUIET_WITHIN_MS = 20_000;

export async function openWorld({ store, seed, processes: count, numbers, onSecret = () => undefined }: WorldOptions): Promise<World> {
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
      callbacks: { mcn: { retries: REPORT_RETRIES, backoffMs: 50, lateMs: 300 }, mobilGroup: { retries: REPORT_RETRIES, backoffMs: 50 } },
    });
    closers.push(() => simulator.close());
    const phones = new Map(Array.from({ length: numbers }, (_, index) => [`n${index}`, phoneOfSeed(seed, index)]));
    for (const phone of phones.values()) onSecret(phone, 'a phone number');
    const names = new Map([...phones].map(([name, phone]) => [phone, name]));
    const phoneOf = (number: string): string => phones.get(number) ?? '';
    const observer = observe(simulator, recorder, (phone) => names.get(phone) ?? 'a strange number', REPORT_RETRIES);
    const secret = randomBytes(32).toString('base64');
    onSecret(secret, 'the secret');
    const order = {
      secret,
      store: store.settings,
      storeTimeoutMs: STORE_TIMEOUT_MS,
      providerTimeoutMs: PROVIDER_TIMEOUT_MS,
      mcn: simulator.mcn,
      mobilGroup: { apiUrl: simulator.mobilGroup.apiUrl, apiKey: simulator.mobilGroup.apiKey },
    };
    const processes = await startProcesses(count, order, observer.note);
    closers.push(() => processes.close());
    const proxy = await openCallbackProxy(processes);
    closers.push(() => proxy.close());
    for (const provider of ['mcn', 'mobilGroup'] as const) {
      simulator.callbacks.setUrl(provider, proxy.url + (processes.all[0]?.callbackPaths[provider] ?? ''));
    }
    return {
      recorder,
      simulator,
      processes,
      requests: createRequests({ recorder, observer, phoneOf, onSecret }),
      observer,
      numbers: [...phones.keys()],
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
