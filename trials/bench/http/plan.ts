/** Which cases a whole run measures: a base, and from there one thing at a time is different. */
import type { StoreName } from '../stores/open-store.js';
import type { Case, PlannedCase } from './case.js';
import { REQUESTS, type RequestKind, type ServerKind } from './messages.js';

const BASE = { withKey: false, store: 'memory', connections: 32, entries: 1000, providerDelayMs: 0 } as const;
/** What takes an `Idempotency-Key`, and what better-auth has, too. */
const SHARED: readonly RequestKind[] = ['start', 'check-right', 'check-wrong'];
const OTHER_CONNECTIONS = [1, 256];
const MORE_ENTRIES = [100_000, 1_000_000];
const IN_A_ROUND = 2000;
/** Where a case is not the base. */
const IN_A_SHORT_ROUND = 1000;

/** What the package should reach beside Express, by store. */
const EXPRESS_GOALS: Readonly<Record<string, Partial<Record<RequestKind, number>>>> = {
  memory: { 'check-right': 0.65, 'check-wrong': 0.6, status: 0.75, callback: 0.65, start: 0.65 },
  sqlite: { 'check-right': 0.35, start: 0.45 },
};
const BETTER_AUTH_GOALS: Partial<Record<RequestKind, number>> = { 'check-right': 6, 'check-wrong': 5 };
const MANY_ENTRIES_GOAL = 0.9;

export function planAll(stores: readonly StoreName[]): readonly PlannedCase[] {
  const varied = (requests: readonly RequestKind[], change: Partial<Case>, ...others: readonly ServerKind[]): readonly PlannedCase[] =>
    requests.map((request) => plan({ ...BASE, ...change, request }, ['ours', ...others], IN_A_SHORT_ROUND));
  return [
    ...REQUESTS.map((request) => plan({ ...BASE, request }, ['ours', 'express', 'node', 'better-auth'])),
    ...varied(SHARED, { withKey: true }, 'express'),
    ...varied(['start'], { providerDelayMs: 50 }, 'express'),
    ...stores.filter((store) => store !== BASE.store).flatMap((store) => varied(REQUESTS, { store }, 'express', 'better-auth')),
    ...OTHER_CONNECTIONS.flatMap((connections) => varied(['start', 'check-right'], { connections }, 'express')),
    ...MORE_ENTRIES.flatMap((entries) => varied(['check-right', 'status'], { entries }, 'ours-few')),
  ];
}

/** It has no status and no callbacks; on Redis and PostgreSQL the figures would be of its clients. */
const hasBetterAuth = ({ request, store }: Case): boolean => SHARED.includes(request) && (store === 'memory' || store === 'sqlite');

/**
 * @param servers those that cannot do it are left out
 * @param requestsPerRound at most; fewer where they take long
 */
export function plan(given: Case, servers: readonly ServerKind[], requestsPerRound = IN_A_ROUND): PlannedCase {
  const isOnBase =
    given.connections === BASE.connections && given.entries === BASE.entries && !given.withKey && given.providerDelayMs === 0;
  const express = EXPRESS_GOALS[given.store]?.[given.request];
  const betterAuth = given.store === 'memory' ? BETTER_AUTH_GOALS[given.request] : undefined;
  const goals = {
    ...(isOnBase && express !== undefined ? { express } : {}),
    ...(isOnBase && betterAuth !== undefined ? { 'better-auth': betterAuth } : {}),
    ...(given.entries === MORE_ENTRIES.at(-1) ? { 'ours-few': MANY_ENTRIES_GOAL } : {}),
  };
  return { ...given, servers: servers.filter((server) => server !== 'better-auth' || hasBetterAuth(given)), goals, requestsPerRound };
}
