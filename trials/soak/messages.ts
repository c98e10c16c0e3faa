/** What the three processes of a soak tell each other: the one that runs it, the server that is watched, and the clients. */

/** How the server reaches its store. */
export type StoreSettings =
  | { readonly kind: 'memory' }
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'redis' | 'postgres'; readonly port: number };

export type StoreKind = StoreSettings['kind'];

export const STORE_KINDS = ['memory', 'sqlite', 'redis', 'postgres'] as const satisfies readonly StoreKind[];

/** How the server reaches both simulated providers. */
export interface Providers {
  readonly mcn: { readonly apiUrl: string; readonly paidMethodsUrl: string; readonly token: string; readonly accountId: string };
  readonly mobilgroup: { readonly apiUrl: string; readonly apiKey: string };
}

export interface ServerOrder {
  readonly type: 'serve';
  readonly secret: string;
  readonly store: StoreSettings;
  readonly providers: Providers;
  /** How often the heap is measured, because each collection stops the process for a moment. */
  readonly collectEverySeconds: number;
}

export type ToServer =
  | ServerOrder
  /** Drops what a memory store holds, which is in the heap that is measured. Then counts objects and measures once more. */
  | { readonly type: 'take_stock' }
  | { readonly type: 'shut_down' };

/** One second of the server. */
export interface ServerSecond {
  readonly type: 'second';
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** After a collection; undefined in a second without one. */
  readonly heapBytes: number | undefined;
  readonly rssBytes: number;
  /** Open descriptors by kind: `socket`, `file`, `pipe`, … Empty where the system does not tell. */
  readonly descriptors: Counts;
  /** What keeps the event loop alive, by type, as `process.getActiveResourcesInfo` names it. */
  readonly resources: Counts;
  /** Status streams that the app holds open. */
  readonly streams: number;
  readonly loopDelayMs: { readonly p99: number; readonly most: number };
  /** Of one processor. */
  readonly cpuShare: number;
  /** What `onEvent` was told in this second, by type. */
  readonly events: Counts;
  /** Where each unhandled rejection came from. */
  readonly rejections: readonly string[];
  readonly warnings: readonly string[];
}

/** What is in the heap when nobody is there. */
export interface Stock {
  readonly type: 'stock';
  readonly heapBytes: number;
  /** Objects by class, and how many entries all Maps and Sets hold together. */
  readonly objects: Counts;
}

export type FromServer =
  | { readonly type: 'listening'; readonly port: number; readonly callbackPaths: { readonly mcn: string; readonly mobilgroup: string } }
  | ServerSecond
  | Stock;

export type ToLoad =
  | { readonly type: 'aim'; readonly port: number; readonly callbackPaths: { readonly mcn: string; readonly mobilgroup: string } }
  /** How many people a second come from now on. */
  | { readonly type: 'rate'; readonly perSecond: number }
  /** All go home: every connection is closed. */
  | { readonly type: 'leave' };

/** One second of the clients. */
export interface LoadSecond {
  readonly type: 'second';
  readonly at: number;
  /** People who came, and those who would have come if not too many were waiting for an answer. */
  readonly begun: number;
  readonly turnedAway: number;
  /** Every start that was answered, or whose connection was lost (status 0). */
  readonly starts: readonly StartSeen[];
  readonly checksMs: readonly number[];
  /** `start 202`, `check 422`, `stream lost`, … */
  readonly answers: Counts;
  readonly waiting: number;
}

export interface StartSeen {
  readonly begunAt: number;
  readonly ms: number;
  readonly status: number;
}

export type FromLoad = { readonly type: 'providers'; readonly providers: Providers } | LoadSecond;

export type Counts = Readonly<Record<string, number>>;

/** Adds `more` to `counts`. */
export function addCounts(counts: Record<string, number>, more: Counts): void {
  for (const [name, count] of Object.entries(more)) counts[name] = (counts[name] ?? 0) + count;
}

/** How often each of `names` is there. */
export function countNames(names: Iterable<string>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
