/** One round of one server: what is asked for is made ready, then sent, and only the sending is measured. */
import type { Child } from '../child.js';
import { cpuMicrosOf } from '../measuring.js';
import type { Round } from './case.js';
import type { Expected, LoadFigures, LoadOrder, ServerFigures, ServerKind, ToServer, WireRequest } from './messages.js';

export interface Running {
  readonly kind: ServerKind;
  readonly child: Child<ToServer>;
  readonly port: number;
  readonly expected: Expected;
  /** How many requests a round has. */
  count: number;
  warmUps: number;
  readonly rounds: Round[];
}

export interface Sending {
  readonly load: Child<LoadOrder>;
  readonly connections: number;
  /** The store's server. */
  readonly storePid: number | undefined;
}

export async function playRound({ child, port, expected, count }: Running, sending: Sending, isProfiled = false): Promise<Round> {
  const { load, connections, storePid } = sending;
  const requests = await child.ask<readonly WireRequest[]>({ type: 'prepare', count });
  await child.ask({ type: 'begin', isProfiled });
  const storeBefore = cpuMicrosOf(storePid);
  const { seconds, took } = await load.ask<LoadFigures>({ port, connections, requests, expected });
  const { cpuMicros, delay, profile } = await child.ask<ServerFigures>({ type: 'end' });
  const storeAfter = cpuMicrosOf(storePid);
  return {
    cpuMicros: cpuMicros / count,
    storeMicros: storeBefore === undefined || storeAfter === undefined ? undefined : (storeAfter - storeBefore) / count,
    perSecond: count / seconds,
    took,
    delay,
    profile: profile && Object.fromEntries(Object.entries(profile).map(([name, micros]) => [name, micros / count])),
  };
}
