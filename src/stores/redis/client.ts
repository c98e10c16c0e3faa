/** Sends a command through any supported client: node-redis and ioredis, single servers and clusters. */

/** `createClient` and `createClientPool` of node-redis, or anything that sends one command. */
export interface NodeRedisClient {
  /** Sends one command, its name first. */
  sendCommand(command: string[]): Promise<unknown>;
}

/** `createCluster` of node-redis: it needs the key to find the server. */
export interface NodeRedisCluster {
  /** Sends one command to the server that has the key. */
  sendCommand(firstKey: string, isReadonly: boolean, command: string[]): Promise<unknown>;
  /** Distinguishes a cluster from a client. */
  readonly masters: unknown;
}

/** `new Redis` and `new Redis.Cluster` of ioredis: they find the key by themselves. */
export interface IoRedisClient {
  /** Sends one command. */
  call(command: string, ...parameters: string[]): Promise<unknown>;
}

/** Any of the clients. */
export type RedisClient = NodeRedisClient | NodeRedisCluster | IoRedisClient;

/** Sends one command about one key. */
export type SendCommand = (key: string, command: readonly [string, ...string[]]) => Promise<unknown>;

export function isRedisClient(client: object): client is RedisClient {
  return ('call' in client && typeof client.call === 'function') || ('sendCommand' in client && typeof client.sendCommand === 'function');
}

export function senderOf(client: RedisClient): SendCommand {
  // ioredis first: its sendCommand is a different one.
  if ('call' in client) return async (_, [name, ...parameters]) => client.call(name, ...parameters);
  // Never read-only, because a replica may not have the newest writes yet.
  if ('masters' in client) return async (key, command) => client.sendCommand(key, false, [...command]);
  return async (_, command) => client.sendCommand([...command]);
}

/** A text, whatever type the client is set to return. */
export function textOf(reply: unknown): string | undefined {
  if (reply === null || reply === undefined) return undefined;
  if (typeof reply === 'string') return reply;
  if (Buffer.isBuffer(reply)) return reply.toString('utf8');
  throw new TypeError('The Redis client returned a reply that is not text');
}
