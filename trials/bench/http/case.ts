/** What is measured, with how much effort, and what comes of it. */
import type { StoreName } from '../stores/open-store.js';
import type { LoadFigures, RequestKind, ServerFigures, ServerKind } from './messages.js';

export interface Case {
  readonly request: RequestKind;
  readonly withKey: boolean;
  readonly store: StoreName;
  readonly connections: number;
  readonly entries: number;
  readonly providerDelayMs: number;
}

/** Beside which servers a case is measured, and what the package should reach. */
export interface PlannedCase extends Case {
  readonly servers: readonly ServerKind[];
  /** The least ratio: what the other server uses, by what the package uses. */
  readonly goals: Partial<Readonly<Record<ServerKind, number>>>;
  readonly requestsPerRound: number;
}

export interface Effort {
  readonly rounds: number;
  readonly mostWarmUps: number;
  readonly isProfiled: boolean;
}

/** A round of one server. */
export interface Round {
  /** Of the server's process, for a request. */
  readonly cpuMicros: number;
  /** Of the store's server, for a request; undefined where there is none. */
  readonly storeMicros: number | undefined;
  readonly perSecond: number;
  readonly took: LoadFigures['took'];
  readonly delay: ServerFigures['delay'];
  /** Microseconds of each function, for a request. */
  readonly profile: ServerFigures['profile'];
}

export interface Measured {
  readonly server: ServerKind;
  readonly warmUps: number;
  readonly rounds: readonly Round[];
  readonly heapBytes: number;
}
