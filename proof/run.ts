/** One run: processes on a store, clients, a nemesis; then peace, last questions, and the verdict on the history. */
import { randomBytes } from 'node:crypto';
import { createProviderSimulator } from '../src/simulator/index.js';
import { openCallbackProxy } from './callback-proxy.js';
import { createChance, pause } from './chance.js';
import { runClient } from './clients.js';
import { createRecorder, type History } from './history.js';
import { askInTheEnd, awaitHealth } from './last-questions.js';
import { troubleProcesses, troubleStore } from './nemesis.js';
import { observe } from './observer.js';
import { startProcesses } from './processes.js';
import { createRequests } from './requests.js';
import { type Violation, violationsOf } from './rules.js';
import type { SharedStore } from './store-server.js';

export interface RunOptions {
  readonly store: SharedStore;
  readonly seed: number;
  readonly seconds: number;
  /** @default 4, and 1 for a store that each process has for itself */
  readonly processes?: number | undefined;
  /** @default 16 */
  readonly clients?: number | undefined;
  /** @default 30 */
  readonly numbers?: number | undefined;
  /** Told of everything that no output may show. */
  readonly onSecret?: ((value: string, label: string) => void) | undefined;
}

export interface Run {
  readonly history: History;
  readonly violations: readonly Violation[];
}

/** The package's defaults, which the workers leave as they are. */
export const RULE_SETTINGS = { maxChecks: 3, failuresPerDay: 10 };

const REPORT_RETRIES = 6;
const STORE_TIMEOUT_MS = 1000;
const PROVIDER_TIMEOUT_MS = 4000;
const QUIET_WITHIN_MS = 20_000;

export async function runOnce(options: RunOptions): Promise<Run> {
  const { store, seed, seconds, onSecret = () => undefined } = options;
  const closers: (() => Promise<unknown>)[] = [];
  try {
    const recorder = createRecorder();
    const simulator = await createProviderSimulator({
      ringMs: 400,
      reactMs: 40,
      afterAnswerMs: 30,
      callbacks: { mcn: { retries: REPORT_RETRIES, backoffMs: 50, lateMs: 300 }, mobilGroup: { retries: REPORT_RETRIES, backoffMs: 50 } },
    });
    closers.push(() => simulator.close());
    const phones = new Map(
      Array.from({ length: options.numbers ?? 30 }, (_, index) => [`n${index}`, `+79152${String(100_000 + seed * 100 + index).slice(-6)}`]),
    );
    for (const phone of phones.values()) onSecret(phone, 'a phone number');
    const names = new Map([...phones].map(([name, phone]) => [phone, name]));
    const phoneOf = (number: string): string => phones.get(number) ?? '';
    const observer = observe(simulator, recorder, (phone) => names.get(phone) ?? 'a strange number', REPORT_RETRIES);
    const secret = randomBytes(32).toString('base64');
    onSecret(secret, 'the secret');
    const count = options.processes ?? (store.isDurable ? 4 : 1);
    const order = {
      secret,
      store: store.settings,
      storeTimeoutMs: STORE_TIMEOUT_MS,
      providerTimeoutMs: PROVIDER_TIMEOUT_MS,
      mcn: simulator.mcn,
      mobilGroup: { apiUrl: simulator.mobilGroup.apiUrl, apiKey: simulator.mobilGroup.apiKey },
    };
    const processes = await startProcesses(count, order, observer.loseId);
    closers.push(() => processes.close());
    const proxy = await openCallbackProxy(processes);
    closers.push(() => proxy.close());
    for (const provider of ['mcn', 'mobilGroup'] as const) {
      simulator.callbacks.setUrl(provider, proxy.url + (processes.all[0]?.callbackPaths[provider] ?? ''));
    }

    const requests = createRequests({ recorder, observer, phoneOf, onSecret });
    const end = recorder.now() + seconds * 1000;
    const isOver = (): boolean => recorder.now() >= end;
    const telephoneOf = (number: string) => simulator.telephone(phoneOf(number));
    const client = { simulator, processes, requests, numbers: [...phones.keys()], telephoneOf, isOver };
    const nemesis = { recorder, isOver };
    await Promise.all([
      troubleProcesses(nemesis, processes, createChance(seed, 0), store.isDurable),
      store.server === undefined ? undefined : troubleStore(nemesis, store.server, createChance(seed, 1)),
      ...Array.from({ length: options.clients ?? 16 }, (_, index) => runClient(client, createChance(seed, 2 + index))),
    ]);

    await awaitHealth(requests, processes);
    const giveUp = recorder.now() + QUIET_WITHIN_MS;
    while (!observer.isQuiet() && recorder.now() < giveUp) await pause(100);
    await askInTheEnd(requests, processes);
    return { history: recorder.history, violations: violationsOf(recorder.history, RULE_SETTINGS) };
  } finally {
    for (const close of closers.reverse()) await close();
  }
}
