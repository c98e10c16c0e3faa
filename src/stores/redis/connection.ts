/** How an ioredis client is made that leaves a dead server and sends nothing twice. Tests against real servers hold each setting. */
import type { RedisPlace } from './address.js';
import type { IoRedisClient } from './client.js';

/** A client of ioredis, as far as it is used here. */
export interface IoRedisConnection extends IoRedisClient {
  readonly status: string;
  on(event: string, listener: (...parameters: unknown[]) => void): unknown;
  off(event: string, listener: (...parameters: unknown[]) => void): unknown;
  disconnect(): void;
  connect(): Promise<unknown>;
  /** Of a cluster only. */
  nodes?(role: 'master'): readonly IoRedisConnection[];
}

/** What ioredis 5 and 6 export. */
export interface IoRedisModule {
  new (options: object): IoRedisConnection;
  readonly Cluster: new (servers: readonly object[], options: object) => IoRedisConnection;
}

const CONNECT_TIMEOUT_MS = 1000;
/** Counts while an answer is awaited, so an idle connection stays open. Shorter than `storeTimeoutMs`. */
const SOCKET_TIMEOUT_MS = 1500;
const SENTINEL_TIMEOUT_MS = 1000;
/** A server that froze never closes its half of the connection. */
const DISCONNECT_TIMEOUT_MS = 250;
const LONGEST_RETRY_DELAY_MS = 500;
const LONGEST_SENTINEL_RETRY_DELAY_MS = 60_000;

const retryDelay = (attempt: number): number => Math.min(50 * attempt, LONGEST_RETRY_DELAY_MS);

/**
 * What a server says that is not the master any more, or not yet. Not always at the beginning: before Redis 7 a script's error is put
 * into another one.
 */
const IS_NOT_MASTER = /\b(?:READONLY|MASTERDOWN|LOADING)\b/;

/** @returns a client that has begun to connect */
export function connectIoRedis(IoRedis: IoRedisModule, place: RedisPlace): IoRedisConnection {
  // One answer is enough to leave a connection, and ioredis would begin to leave it with each of those that are on their way.
  let isLeaving = false;
  const settings = {
    username: place.username,
    password: place.password,
    tls: place.tls,
    // Sent again, a command would be counted twice.
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    connectTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SOCKET_TIMEOUT_MS,
    disconnectTimeout: DISCONNECT_TIMEOUT_MS,
    maxLoadingRetryTime: LONGEST_RETRY_DELAY_MS,
    retryStrategy: retryDelay,
    reconnectOnError: (error: Error): boolean => {
      if (isLeaving || !IS_NOT_MASTER.test(error.message)) return false;
      isLeaving = true;
      return true;
    },
    // It would need one more command of an access control list.
    disableClientInfo: true,
  };
  if (place.kind === 'cluster') return connectCluster(IoRedis, place, settings);
  const where =
    place.kind === 'server'
      ? { host: place.host, port: place.port, db: place.database }
      : {
          sentinels: place.sentinels,
          name: place.name,
          role: 'master',
          db: place.database,
          sentinelUsername: place.sentinelUsername,
          sentinelPassword: place.sentinelPassword,
          sentinelTLS: place.tls,
          enableTLSForSentinelMode: place.tls !== undefined,
          natMap: place.natMap,
          // Without it, a frozen master that comes back is believed until the Sentinels have made it a replica.
          failoverDetector: true,
          sentinelCommandTimeout: SENTINEL_TIMEOUT_MS,
          sentinelRetryStrategy: retryDelay,
          // For the detector's own connections. ioredis prints each failure.
          sentinelReconnectStrategy: (attempt: number) => Math.min(1000 * attempt, LONGEST_SENTINEL_RETRY_DELAY_MS),
        };
  const client = new IoRedis({ ...settings, ...where });
  client.on('close', () => {
    isLeaving = false;
  });
  return client;
}

function connectCluster(
  IoRedis: IoRedisModule,
  { cluster, natMap }: RedisPlace & { readonly kind: 'cluster' },
  redisOptions: object,
): IoRedisConnection {
  return new IoRedis.Cluster(cluster, {
    // A server that loads its data or has become a replica says so, or where its keys are, to the command itself.
    redisOptions: { ...redisOptions, enableReadyCheck: false, reconnectOnError: null },
    natMap,
    enableReadyCheck: false,
    enableOfflineQueue: false,
    scaleReads: 'master',
    retryDelayOnFailover: 0,
    clusterRetryStrategy: retryDelay,
    // Names are looked up at each connection. Otherwise one that cannot be found, of a server that is gone, would close the way to all.
    dnsLookup: (name: string, found: (error: null, address: string) => void) => found(null, name),
  });
}
