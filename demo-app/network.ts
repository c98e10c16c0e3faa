/** The network's switches: how the providers' reports come, which provider is down, and what time it is. */
import type { ProviderSimulator } from 'express-call-verification/simulator';

export const REPORTS = ['once', 'late', 'twice', 'never'] as const;
export const OUTAGES = ['none', 'mobilgroup', 'mcn', 'both'] as const;

export interface NetworkState {
  /** How the report of a call reaches the shop. */
  readonly reports: (typeof REPORTS)[number];
  /** Which provider cannot be reached. */
  readonly outage: (typeof OUTAGES)[number];
}

export interface Network {
  readonly state: NetworkState;
  set(change: Partial<NetworkState>): void;
}

export function createNetwork(simulator: ProviderSimulator, lateMs: number): Network {
  let state: NetworkState = { reports: 'once', outage: 'none' };
  const providers = ['mcn', 'mobilgroup'] as const;
  for (const provider of providers) simulator.callbacks[provider].lateMs = lateMs;

  return {
    get state() {
      return state;
    },
    set(change) {
      state = { ...state, ...change };
      for (const provider of providers) {
        simulator.callbacks[provider].mode = state.reports;
        simulator.fail(provider, state.outage === provider || state.outage === 'both' ? 'down' : null);
      }
    },
  };
}

export interface DemoClock {
  now(): number;
  /** From now on it is this much later than it is. */
  turn(aheadMs: number): void;
}

export function createDemoClock(): DemoClock {
  let aheadMs = 0;
  return {
    now: () => Date.now() + aheadMs,
    turn(next) {
      aheadMs = next;
    },
  };
}
