/** What the processes of a measurement tell one another. */
import type { StoreSettings } from '../stores/open-store.js';

export const REQUESTS = ['start', 'check-right', 'check-wrong', 'status', 'callback'] as const;
export type RequestKind = (typeof REQUESTS)[number];

/** `ours-few` is the package with few entries in its store, beside `ours` with many. */
export const SERVERS = ['ours', 'express', 'node', 'better-auth', 'ours-few'] as const;
export type ServerKind = (typeof SERVERS)[number];

/** The first thing that a server is told. */
export interface ServerOrder {
  readonly server: ServerKind;
  readonly request: RequestKind;
  /** Whether starts and checks carry an `Idempotency-Key`. */
  readonly withKey: boolean;
  readonly store: StoreSettings;
  /** How many entries are in the store beforehand. */
  readonly entries: number;
  readonly providerUrl: string;
}

export type ToServer =
  | { readonly type: 'serve'; readonly order: ServerOrder }
  | { readonly type: 'prepare'; readonly count: number }
  | { readonly type: 'begin'; readonly isProfiled: boolean }
  | { readonly type: 'end' }
  /** Answered with the bytes of heap that are in use after a collection. */
  | { readonly type: 'collect' };

export interface Serving {
  readonly port: number;
}

export interface ServingSubject extends Serving {
  readonly expected: Expected;
}

/** One request, as it is sent. */
export interface WireRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What the server's process used from `begin` to `end`. */
export interface ServerFigures {
  readonly cpuMicros: number;
  /** How late timers came, in milliseconds. */
  readonly delay: { readonly median: number; readonly p99: number };
  /** Microseconds for each function of each file, without those that it called. */
  readonly profile: Readonly<Record<string, number>> | undefined;
}

/** What every answer must be; another one fails the bench. */
export interface Expected {
  readonly status: number;
  /** A text in its body. */
  readonly holds: string;
}

export interface LoadOrder {
  readonly port: number;
  readonly connections: number;
  readonly requests: readonly WireRequest[];
  readonly expected: Expected;
}

export interface LoadFigures {
  readonly seconds: number;
  /** Milliseconds until the answer was read. */
  readonly took: { readonly median: number; readonly p99: number };
}

export interface ProviderOrder {
  readonly delayMs: number;
}
