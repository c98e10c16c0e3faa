/** The store that all processes share, and what can happen to it. */
import type { StoreFaultKind } from './history.js';
import type { Omission, StoreSettings } from './worker-order.js';

/** Something that happens to the store, and is over later. */
export interface StoreFault {
  begin(): Promise<void>;
  end(): Promise<void>;
}

export type StoreFaults = { readonly [Kind in StoreFaultKind]?: StoreFault };

/** How a store with a server is reached over a port of the nemesis. */
export interface StoreServer {
  /** Where it is now. */
  port(): number;
  settingsVia(port: number, without?: Omission): StoreSettings;
}

export interface SharedStore {
  readonly settings: StoreSettings;
  /** Absent where the store is a file, or each process's own. */
  readonly server?: StoreServer | undefined;
  readonly faults: StoreFaults;
  /** What one process wrote survives it. */
  readonly isDurable: boolean;
  close(): Promise<void>;
}
