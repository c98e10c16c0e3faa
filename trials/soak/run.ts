/** One soak: finds the top load, keeps a share of it for a while, lets all go home, and shuts the app down. */
import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { type Child, startChild } from './child.js';
import type { FromLoad, FromServer, LoadSecond, ServerSecond, Stock, StoreKind, StoreSettings, ToLoad, ToServer } from './messages.js';
import { type FragileStore, makeFragile, OUTAGES, type Outage } from './outages.js';
import { findTopLoad } from './ramp.js';
import { serveStore } from './store-server.js';

export interface SoakOptions {
  readonly store: StoreKind;
  readonly minutes: number;
  /** The share of the top load that is kept. */
  readonly load: number;
  /** How many people a second are the top load; undefined: a ramp finds out. */
  readonly top?: number | undefined;
  /** How long nobody is there, at the end; half as long before. */
  readonly peaceSeconds: number;
  readonly hasOutages: boolean;
  readonly onProgress?: (text: string) => void;
}

/** The app while nobody uses it. */
export interface Peace {
  readonly stock: Stock;
  readonly second: ServerSecond;
}

/** What was seen. */
export interface Soak {
  readonly options: SoakOptions;
  readonly topPerSecond: number;
  readonly perSecond: number;
  /** From the first person after the ramp to the last. */
  readonly beganAt: number;
  readonly endedAt: number;
  /** Of the whole life of the process. */
  readonly server: readonly ServerSecond[];
  readonly load: readonly LoadSecond[];
  /** Nobody is there: after the ramp, and at the end. */
  readonly before: Peace;
  readonly after: Peace;
  readonly outages: readonly Outage[];
  /** Undefined if it did not end by itself. */
  readonly exitCode: number | undefined;
}

/** Counting objects is experimental, and only the programmer of this trial needs to know. */
const SERVER_FLAGS = ['--expose-gc', '--disable-warning=ExperimentalWarning'];
const ENDS_WITHIN_MS = 15_000;
/** A collection stops the process for some 50 ms. */
const COLLECT_EVERY_SECONDS = 5;
/** A top load that is given, not found, is tried for so long. */
const WARM_UP_MS = 3000;
const MINUTE_MS = 60_000;

interface Watched {
  readonly server: Child<ToServer, FromServer>;
  readonly load: Child<ToLoad, FromLoad>;
  readonly fragile: FragileStore | undefined;
  readonly settings: StoreSettings;
}

export async function runSoak(options: SoakOptions): Promise<Soak> {
  const served = await serveStore(options.store);
  const closers: (() => unknown)[] = [() => served.close()];
  try {
    const fragile = options.hasOutages ? await makeFragile(served) : undefined;
    closers.push(() => fragile?.close());
    const server: Watched['server'] = startChild('server.ts', SERVER_FLAGS);
    closers.push(() => server.kill());
    const load: Watched['load'] = startChild('load.ts');
    closers.push(() => load.kill());
    return await watch({ server, load, fragile, settings: fragile?.settings ?? served.settings }, options);
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

async function watch({ server, load, fragile, settings }: Watched, options: SoakOptions): Promise<Soak> {
  const { minutes, peaceSeconds, onProgress = () => undefined } = options;
  const serverSeconds: ServerSecond[] = [];
  const loadSeconds: LoadSecond[] = [];
  server.onMessage((message) => message.type === 'second' && serverSeconds.push(message));
  load.onMessage((message) => message.type === 'second' && loadSeconds.push(message));
  const setRate = (perSecond: number): void => load.tell({ type: 'rate', perSecond });
  const makePeace = async (seconds: number): Promise<Peace> => {
    load.tell({ type: 'leave' });
    await setTimeout(1000 * seconds);
    const taken = server.hear('stock');
    server.tell({ type: 'take_stock' });
    return { stock: await taken, second: await server.hear('second') };
  };

  const { providers } = await load.hear('providers');
  const listening = server.hear('listening');
  const secret = randomBytes(32).toString('base64');
  server.tell({ type: 'serve', secret, store: settings, providers, collectEverySeconds: COLLECT_EVERY_SECONDS });
  const { port, callbackPaths } = await listening;
  load.tell({ type: 'aim', port, callbackPaths });

  const warmUp = async (top: number): Promise<number> => {
    setRate(top);
    await setTimeout(WARM_UP_MS);
    return top;
  };
  const topPerSecond = await (options.top === undefined ? findTopLoad({ setRate, seconds: loadSeconds, onProgress }) : warmUp(options.top));
  const before = await makePeace(peaceSeconds / 2);

  const perSecond = Math.max(1, Math.round(topPerSecond * options.load));
  onProgress(`the top load is ${topPerSecond} people a second, so ${perSecond} come for ${minutes} minutes`);
  const beganAt = Date.now();
  setRate(perSecond);
  const suffered = fragile === undefined ? [] : sufferOutages(fragile, minutes, onProgress);
  await setTimeout(MINUTE_MS * minutes);
  const outages = await suffered;
  const endedAt = Date.now();

  onProgress('all go home');
  const after = await makePeace(peaceSeconds);
  server.tell({ type: 'shut_down' });
  const exitCode = await server.untilEnded(ENDS_WITHIN_MS);
  const seen = { beganAt, endedAt, server: serverSeconds, load: loadSeconds, before, after, outages, exitCode };
  return { options, topPerSecond, perSecond, ...seen };
}

/** One a minute, at least one of each kind; the first and the last fifth of the time have none. */
async function sufferOutages(fragile: FragileStore, minutes: number, onProgress: (text: string) => void): Promise<readonly Outage[]> {
  const times = Math.max(OUTAGES.length, Math.round(minutes));
  const [from, to] = [0.1 * MINUTE_MS * minutes, 0.8 * MINUTE_MS * minutes];
  const began = Date.now();
  const outages: Outage[] = [];
  for (let index = 0; index < times; index += 1) {
    await setTimeout(began + from + ((to - from) * index) / (times - 1) - Date.now());
    const kind = OUTAGES[index % OUTAGES.length] ?? 'restarted';
    onProgress(`the store's server is ${kind}`);
    outages.push(await fragile.suffer(kind));
  }
  return outages;
}
