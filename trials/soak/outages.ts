/** The store's server goes away and comes back, in every way, while people sign in; and how long the app took to answer again. */
import { setTimeout } from 'node:timers/promises';
import { type MuteProxy, startMuteProxy } from '../../test/support/mute-proxy.js';
import type { StartSeen, StoreSettings } from './messages.js';
import { pauseServer, type ServedStore, type StoreServer } from './store-server.js';

export const OUTAGES = ['restarted', 'paused', 'mute', 'killed'] as const;
export type OutageKind = (typeof OUTAGES)[number];

export interface Outage {
  readonly kind: OutageKind;
  readonly began: number;
  /** When the server was there again. A mute connection never comes back, but new ones work at once. */
  readonly ended: number;
}

/** A store that can be taken away. */
export interface FragileStore {
  /** For the app, which reaches the server through a proxy. */
  readonly settings: StoreSettings;
  suffer(kind: OutageKind): Promise<Outage>;
  close(): void;
}

const AWAY_MS = 3000;
const PAUSED_MS = 6000;

export async function makeFragile({ settings, server }: ServedStore): Promise<FragileStore> {
  if (server === undefined) throw new RangeError('--outages needs a store with a server: redis or postgres');
  const proxy = await startMuteProxy(server.port);
  return {
    settings: { ...settings, port: proxy.port } as StoreSettings,
    async suffer(kind) {
      const began = Date.now();
      await OUTAGE_OF[kind](server, proxy);
      return { kind, began, ended: Date.now() };
    },
    close: () => proxy.close(),
  };
}

const takeDown =
  (signal: NodeJS.Signals) =>
  async (server: StoreServer): Promise<void> => {
    server.signal(signal);
    await setTimeout(AWAY_MS);
    await server.restart();
  };

const OUTAGE_OF: Readonly<Record<OutageKind, (server: StoreServer, proxy: MuteProxy) => Promise<void>>> = {
  // As an operator does: the server says goodbye.
  restarted: takeDown('SIGINT'),
  killed: takeDown('SIGQUIT'),
  async paused(server) {
    const resume = pauseServer(server);
    await setTimeout(PAUSED_MS);
    resume();
  },
  async mute(_server, proxy) {
    proxy.mute();
  },
};

/** @returns milliseconds from the outage's end to the first good answer to a start that came after it; undefined if there was none */
export function recoveryMs({ ended }: Outage, starts: readonly StartSeen[]): number | undefined {
  const good = starts.filter(({ begunAt, status }) => begunAt >= ended && status === 202).map(({ begunAt, ms }) => begunAt + ms - ended);
  return good.length === 0 ? undefined : Math.min(...good);
}
