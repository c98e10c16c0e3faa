/** Refuses clients that send a command again, and warns about those that wait for ever. Found by experiment, see `test/stores`. */
import { ConfigurationError } from '../../options/configuration-error.js';

const FACTORY = 'createRedisStore';

/** Options as a client shows them; nothing is known about their types. */
type Shown = Readonly<Record<string, unknown>>;

/** An own or inherited member that is an object. */
function memberOf(holder: object | undefined, name: string): Shown | undefined {
  const member: unknown = holder === undefined ? undefined : Reflect.get(holder, name);
  return typeof member === 'object' && member !== null ? (member as Shown) : undefined;
}

interface IoRedisOptions {
  readonly isCluster: boolean;
  readonly options: Shown;
}

/** `undefined` for other clients, and for what hides ioredis. */
function ioRedisOptionsOf(client: object): IoRedisOptions | undefined {
  const options = 'call' in client ? memberOf(client, 'options') : undefined;
  if (options === undefined) return undefined;
  if ('retryDelayOnFailover' in options) return { isCluster: true, options };
  return 'maxRetriesPerRequest' in options ? { isCluster: false, options } : undefined;
}

/** What ioredis assumes for the servers of a cluster. */
const USUAL_RETRIES = 20;

/**
 * A lost answer must be an error: a counter would count a command twice that is sent again. Only ioredis does so. What shows no options
 * is not checked.
 *
 * @throws {ConfigurationError} with the option to set
 */
export function assertSendsOnce(client: object): void {
  const ioRedis = ioRedisOptionsOf(client);
  if (ioRedis === undefined) return;
  const { isCluster, options } = ioRedis;
  if (!isCluster) {
    // Also without `autoResendUnfulfilledCommands`: the command is then neither sent again nor ever answered.
    assertZero('maxRetriesPerRequest', options['maxRetriesPerRequest'], '{ maxRetriesPerRequest: 0 }');
    return;
  }
  // When a connection breaks, the cluster looks for the key's server again and sends the command once more.
  assertZero('retryDelayOnFailover', options['retryDelayOnFailover'], '{ retryDelayOnFailover: 0 }');
  // Only with this strategy does a broken connection come back, and then it repeats what was sent over it.
  if (typeof options['clusterNodeRetryStrategy'] !== 'function') return;
  const { maxRetriesPerRequest = USUAL_RETRIES } = memberOf(options, 'redisOptions') ?? {};
  assertZero('maxRetriesPerRequest', maxRetriesPerRequest, '{ redisOptions: { maxRetriesPerRequest: 0 } }');
}

function assertZero(name: string, present: unknown, wanted: string): void {
  if (present === 0) return;
  const shown = typeof present === 'number' || present === null ? String(present) : typeof present;
  throw new ConfigurationError(
    FACTORY,
    'client',
    `must be made with ${wanted}, but its ${name} is ${shown}. It would send a command again whose answer was lost, and counters would count it twice.`,
  );
}

const warnedOf = new WeakSet<object>();

/** Once for each client. */
export function warnOfMissingSettings(client: object): void {
  if (warnedOf.has(client)) return;
  warnedOf.add(client);
  const timeout = missingTimeoutOf(client);
  // Without one, commands wait on a connection that is dead but not closed, for a quarter of an hour.
  if (timeout !== undefined)
    warn(
      'the client has no time-out after which it connects again. If the server stops answering, requests get 503 for minutes, or for good.',
      timeout,
    );
  const ioRedis = ioRedisOptionsOf(client);
  // In a cluster, a replica says where the master is.
  if (ioRedis === undefined || ioRedis.isCluster) return;
  const { reconnectOnError, sentinels, failoverDetector } = ioRedis.options;
  if (typeof reconnectOnError !== 'function')
    warn(
      'the client stays with a server that has become a replica, and requests get 503 until the process restarts.',
      "{ reconnectOnError: (error) => error.message.includes('READONLY') }",
    );
  if (Array.isArray(sentinels) && failoverDetector !== true)
    warn(
      'the client does not hear of a failover. It goes on writing to the old master if that one comes back, and these writes are lost.',
      '{ failoverDetector: true }',
    );
}

function warn(trouble: string, wanted: string): void {
  process.emitWarning(`${FACTORY}: ${trouble} Make the client with ${wanted}.`, 'CallVerificationWarning');
}

/** What to set; `undefined` if a time-out is set, or if the client shows no options. */
function missingTimeoutOf(client: object): string | undefined {
  const ioRedis = ioRedisOptionsOf(client);
  if (ioRedis !== undefined) {
    const { isCluster, options } = ioRedis;
    const { socketTimeout, commandTimeout } = isCluster ? (memberOf(options, 'redisOptions') ?? {}) : options;
    if (isTimeout(socketTimeout) || isTimeout(commandTimeout)) return undefined;
    return isCluster ? '{ redisOptions: { socketTimeout: 1500 } }' : '{ socketTimeout: 1500 }';
  }
  if ('call' in client) return undefined;
  const isCluster = 'masters' in client;
  const options = memberOf(client, isCluster ? '_options' : 'options');
  if (options === undefined) return undefined;
  // node-redis has a time-out for commands, too, but it counts only until they are sent. Of itself it does not connect again after one.
  const { socketTimeout, reconnectStrategy } = memberOf(isCluster ? memberOf(options, 'defaults') : options, 'socket') ?? {};
  if (isTimeout(socketTimeout) && ['function', 'number'].includes(typeof reconnectStrategy)) return undefined;
  // Without the pings it would also close connections that are only idle.
  const wanted = '{ pingInterval: 1000, socket: { socketTimeout: 2500, reconnectStrategy: (retries) => Math.min(50 * retries, 500) } }';
  return isCluster ? `{ defaults: ${wanted} }` : wanted;
}

function isTimeout(value: unknown): boolean {
  return typeof value === 'number' && value > 0;
}
