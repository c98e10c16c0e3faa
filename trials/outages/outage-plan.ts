/** What can be asked of a run. */

export const SETUP_KINDS = ['single', 'sentinel', 'cluster'] as const;
export type SetupKind = (typeof SETUP_KINDS)[number];

/**
 * - `freeze`: the master stands still, and its connections stay open
 * - `kill`: its process is gone at once
 * - `restart`: its operator stops it, and starts it again
 * - `failover`: a replica takes its place, while both are well
 * - `split`: Sentinel only. The master is cut off from its replicas and the sentinels, but not from the service
 * - `move`: single servers only. It freezes, and its address leads to its replica from then on
 */
export const OUTAGES = ['freeze', 'kill', 'restart', 'failover', 'move', 'split'] as const;
export type Outage = (typeof OUTAGES)[number];

export const CLIENT_KINDS = ['openRedis', 'ioredis', 'ioredis-detector', 'node-redis'] as const;
export type ClientKind = (typeof CLIENT_KINDS)[number];

export interface ServerOptions {
  /** How many replicas a master must hear of before it takes a write. */
  readonly minReplicas: number;
  /** Before a planned failover, writes are held back until it is over. */
  readonly holdsWrites: boolean;
  /** The replicas and the sentinels reach the master over a line that can be cut. */
  readonly canSplit: boolean;
  /** With a frozen master, the sentinel of its machine is frozen, too. */
  readonly freezesSentinel: boolean;
}

/** Where clients reach a server that is known by another address. */
export type NatMap = Record<string, { readonly host: string; readonly port: number }>;

/** Where a client finds the servers. */
export type Address =
  | { readonly kind: 'single'; readonly port: number }
  | { readonly kind: 'sentinel'; readonly ports: readonly number[]; readonly name: string; readonly natMap: NatMap }
  | { readonly kind: 'cluster'; readonly ports: readonly number[] };

export interface Setup {
  readonly address: Address;
  /** Resolves when the outage has begun. */
  begin(outage: Outage): Promise<void>;
  /** The old master comes back. */
  end(): Promise<void>;
  /** Resolves when every server has its place again. */
  untilSettled(): Promise<void>;
  close(): Promise<void>;
}

/** Servers as they are usually run: about a second of writes is lost with the machine, none with the process. */
export const USUAL_OPTIONS = ['--appendonly', 'yes', '--appendfsync', 'everysec'] as const;

export function minReplicasOptions({ minReplicas }: ServerOptions): readonly string[] {
  return minReplicas === 0 ? [] : ['--min-replicas-to-write', String(minReplicas), '--min-replicas-max-lag', '2'];
}
