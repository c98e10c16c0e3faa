/** How a service is doing, for probes, for a page of the operator's, and for whoever is on duty. */

/** The store, as one read of it shows. */
export interface StoreHealth {
  /** It has answered the read and the budgets, each within `storeTimeoutMs`. A closed service asks nothing, and says `false`. */
  readonly ok: boolean;
  /** How long one read took, in milliseconds. Absent if it was not answered. */
  readonly roundTripMs?: number;
  /** Why it failed, in one word, as in the event `store.failed`; or `service_closed`. */
  readonly reason?: string;
  /** What to do about that. */
  readonly advice?: string;
  /**
   * How far the clock of this process is ahead of the store's, in milliseconds; below 0 it is behind. Exact to half of the round trip.
   * Absent if the store has no clock of its own (memory, SQLite), or did not tell it.
   */
  readonly clockSkewMs?: number;
}

/**
 * - `closed`: the method is used.
 * - `open`: it failed five times in a row, so the others are used.
 * - `half_open`: the pause is over. The next call is its test, or that call is out now.
 */
export type CircuitState = 'closed' | 'open' | 'half_open';

/** The circuit of a method in this process. */
export interface MethodCircuit {
  /** The account's name, for example `mcn`. */
  readonly provider: string;
  /** The method, for example `mcn.flashCall`. */
  readonly methodId: string;
  /** Whether calls go through it. Each process learns that by itself. */
  readonly state: CircuitState;
}

/** A budget in its present hour or day, over all processes. */
export interface BudgetUse {
  /** As in the event `budget.reached`: `callsPerHour`, `callsPerDay`, `RUB.perDay` and so on. */
  readonly budget: string;
  /** In calls, or in units of the currency. */
  readonly limit: number;
  /** May be above the limit, if calls were dearer than they were thought to be. */
  readonly spent: number;
  /** What is left, never below 0. The last twentieth may be kept for clients that have proven their number. */
  readonly left: number;
  /** When its hour or day (UTC) ends, and it begins anew. */
  readonly endsAt: Date;
}

/** The last callback of a provider. */
export interface LastReport {
  /** The account's name, for example `mcn`. */
  readonly provider: string;
  /**
   * When the last callback came that was understood. Exact, if it came to this process. If it came to another one, this is the beginning of
   * its quarter of an hour (for the last 30 to 45 minutes), or else of its day (UTC, today and the two days before). Absent if none is known.
   */
  readonly lastAt?: Date;
}

/** What `health` answers. It holds no number, code, token, id or key. */
export interface Health {
  /** The service is open, its store answers, and at least one call method may be used. Spent budgets do not change it. */
  readonly ok: boolean;
  /** How far the service has gone on its way to its end. */
  readonly stage: 'open' | 'draining' | 'drained' | 'closed';
  /** The store, as one read of it shows. */
  readonly store: StoreHealth;
  /** One for each method, in the order of `methods`. */
  readonly circuits: readonly MethodCircuit[];
  /** One for each hour or day that is limited. Empty if the store does not answer. */
  readonly budgets: readonly BudgetUse[];
  /** One for each provider with a method whose calls are reported. */
  readonly reports: readonly LastReport[];
}
