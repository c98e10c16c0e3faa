/** What a worker is told when it is born, and what it answers. */

/** The request header that names an operation, from the client to the provider. */
export const OPERATION_HEADER = 'x-operation';

/** A setting of the store's client that docs/stores.md asks for, and that is left out to see what it is good for. */
export const OMISSIONS = ['time-outs', 'reconnect'] as const;

export type Omission = (typeof OMISSIONS)[number];

/** How a worker reaches the store that all share. `memory` is each process's own: for one process. */
export type StoreSettings =
  | { readonly kind: 'memory' }
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'redis' | 'postgres'; readonly port: number; readonly without?: Omission | undefined };

export type StoreKind = StoreSettings['kind'];

export const STORE_KINDS = ['memory', 'sqlite', 'redis', 'postgres'] as const satisfies readonly StoreKind[];

export interface WorkerOrder {
  readonly secret: string;
  readonly store: StoreSettings;
  readonly storeTimeoutMs: number;
  /** How far the process's clock is ahead of the driver's. @default 0 */
  readonly clockOffsetMs?: number | undefined;
  /** @default the package's */
  readonly lifetimeSeconds?: number | undefined;
  readonly providerTimeoutMs: number;
  readonly mcn: { readonly apiUrl: string; readonly paidMethodsUrl: string; readonly token: string; readonly accountId: string };
  readonly mobilgroup: { readonly apiUrl: string; readonly apiKey: string };
}

/** The first thing that a worker says. */
export interface Listening {
  readonly type: 'listening';
  readonly port: number;
  readonly callbackPaths: { readonly mcn: string; readonly mobilgroup: string };
}

/**
 * What an operation met on its way. `call.uncertain`: its call may be ringing, but the provider's answer was lost, and the call's id
 * with it. `store.failed`: what it could not write will be written later.
 */
export interface Trouble {
  readonly type: 'call.uncertain' | 'store.failed';
  readonly operation: string;
}

export type WorkerMessage = Listening | Trouble;
