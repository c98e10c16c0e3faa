/** The network's switches: how the providers' reports come, which provider is down, and what time it is. */
import type { ProviderName, ProviderSimulator } from 'express-call-verification/simulator';

export const REPORTS = ['once', 'late', 'twice', 'never'] as const;
export const OUTAGES = ['none', 'mobilgroup', 'mcn', 'sms', 'calls', 'all'] as const;

export interface NetworkState {
  /** How the report of a call reaches the shop. */
  readonly reports: (typeof REPORTS)[number];
  /** Which providers cannot be reached. */
  readonly outage: (typeof OUTAGES)[number];
}

const DOWN: Readonly<Record<NetworkState['outage'], readonly ProviderName[]>> = {
  none: [],
  mobilgroup: ['mobilgroup'],
  mcn: ['mcn'],
  sms: ['sms'],
  calls: ['mcn', 'mobilgroup'],
  all: ['mcn', 'mobilgroup', 'sms'],
};

export interface Network {
  readonly state: NetworkState;
  set(change: Partial<NetworkState>): void;
}

export function createNetwork(simulator: ProviderSimulator, lateMs: number): Network {
  let state: NetworkState = { reports: 'once', outage: 'none' };
  const callers = ['mcn', 'mobilgroup'] as const;
  for (const provider of callers) simulator.callbacks[provider].lateMs = lateMs;

  return {
    get state() {
      return state;
    },
    set(change) {
      state = { ...state, ...change };
      for (const provider of callers) simulator.callbacks[provider].mode = state.reports;
      for (const provider of [...callers, 'sms'] as const) simulator.fail(provider, DOWN[state.outage].includes(provider) ? 'down' : null);
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
