/** What `openRedis` may be given: where the servers are, and who asks. Nothing here changes how a connection is kept. */
import { z } from 'zod';
import { ConfigurationError } from '../../options/configuration-error.js';
import { option, parseOptions, type ShapeOf } from '../../options/parse-options.js';

/** Where a server is. */
export interface RedisAddress {
  /** A name or an address. */
  readonly host: string;
  /** Its port. @default 6379, of Sentinels 26379 */
  readonly port?: number | undefined;
}

/** How the servers prove who they are, and the client to them. */
export interface RedisTlsOptions {
  /** Certificates that are trusted instead of the usual ones, in PEM. */
  readonly ca?: string | undefined;
  /** The client's own certificate, in PEM. */
  readonly cert?: string | undefined;
  /** The key of the client's certificate, in PEM. */
  readonly key?: string | undefined;
  /** The name in the servers' certificates, if they are reached by another one. */
  readonly servername?: string | undefined;
}

/** Options of `openRedis` for each of its forms. */
export interface RedisAccessOptions {
  /** A user of the access control list. */
  readonly username?: string | undefined;
  /** The password of that user, or of the server. */
  readonly password?: string | undefined;
  /** TLS to all servers, Sentinels as well: `true`, or with certificates. @default false */
  readonly tls?: boolean | RedisTlsOptions | undefined;
}

/** Options of `openRedis` for one server. */
export interface RedisServerOptions extends RedisAccessOptions {
  /** `redis://host:port/database`, or `rediss://` for TLS; user and password may stand in it. */
  readonly url: string | undefined;
}

/** Options of `openRedis` for a master that Sentinels watch. */
export interface RedisSentinelOptions extends RedisAccessOptions {
  /** The Sentinels, at least one; they tell about the others. */
  readonly sentinels: readonly RedisAddress[];
  /** The master's name in the Sentinels' configuration. */
  readonly name: string;
  /** The number of the database. @default 0 */
  readonly database?: number | undefined;
  /** A user of the Sentinels' own access control list. */
  readonly sentinelUsername?: string | undefined;
  /** The Sentinels' own password, if they have one. */
  readonly sentinelPassword?: string | undefined;
  /** Where servers are reached that know themselves by another address (`host:port`), as in containers. @default none */
  readonly natMap?: Readonly<Record<string, { readonly host: string; readonly port: number }>> | undefined;
}

/** Options of `openRedis` for a cluster. */
export interface RedisClusterOptions extends RedisAccessOptions {
  /** Some of the cluster's servers, at least one; they tell about the others. */
  readonly cluster: readonly RedisAddress[];
  /** Where servers are reached that know themselves by another address (`host:port`), as in containers. @default none */
  readonly natMap?: Readonly<Record<string, { readonly host: string; readonly port: number }>> | undefined;
}

/** Options of `openRedis`. */
export type OpenRedisOptions = RedisServerOptions | RedisSentinelOptions | RedisClusterOptions;

const FACTORY = 'openRedis';

const port = option.integer(1, 65_535);
const addressOf = (usualPort: number) =>
  z.strictObject({ host: option.text('a name or an address'), port: port.default(usualPort) } satisfies ShapeOf<RedisAddress>, {
    error: 'an object with host and port',
  });
const addressesOf = (usualPort: number) => option.listOf(addressOf(usualPort), 'a list of { host, port }');
const natMap = z
  .record(z.string(), z.strictObject({ host: option.text('a name or an address'), port }, { error: 'an object with host and port' }), {
    error: 'an object such as { "10.0.0.1:6379": { host, port } }',
  })
  .optional();

const pem = option.text('a text in PEM').optional();
const tlsOptions = z.strictObject({
  ca: pem,
  cert: pem,
  key: pem,
  servername: option.text('a name').optional(),
} satisfies ShapeOf<RedisTlsOptions>);

const common = {
  username: option.text().optional(),
  password: option.text('a password, a non-empty string').optional(),
  tls: z.union([z.boolean(), tlsOptions], { error: 'true, false or an object with certificates' }).default(false),
};

const serverSchema = z.strictObject({
  ...common,
  url: z.string({ error: 'a URL that begins with redis:// or rediss://' }),
} satisfies ShapeOf<RedisServerOptions>);
const sentinelSchema = z.strictObject({
  ...common,
  sentinels: addressesOf(26_379),
  name: option.text("the master's name in the Sentinels' configuration"),
  database: option.integer(0, 1_000_000).default(0),
  sentinelUsername: option.text().optional(),
  sentinelPassword: option.text('a password, a non-empty string').optional(),
  natMap,
} satisfies ShapeOf<RedisSentinelOptions>);
const clusterSchema = z.strictObject({ ...common, cluster: addressesOf(6379), natMap } satisfies ShapeOf<RedisClusterOptions>);

type Tls = z.output<typeof tlsOptions>;

/** The options, read and completed. */
export type RedisPlace =
  | ({ readonly kind: 'server'; readonly host: string; readonly port: number; readonly database: number } & Login)
  | ({ readonly kind: 'sentinel' } & Login & Omit<z.output<typeof sentinelSchema>, keyof Login>)
  | ({ readonly kind: 'cluster' } & Login & Omit<z.output<typeof clusterSchema>, keyof Login>);

/** Who asks, and whether by TLS. */
export interface Login {
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly tls: Tls | undefined;
}

/** @throws {ConfigurationError} which quotes no URL, because a password may stand in it */
export function readRedisPlace(given: string | undefined | OpenRedisOptions): RedisPlace {
  if (typeof given === 'object' && given !== null) {
    if ('sentinels' in given) return { kind: 'sentinel', ...withTls(parseOptions(FACTORY, sentinelSchema, given)) };
    if ('cluster' in given) return { kind: 'cluster', ...withTls(parseOptions(FACTORY, clusterSchema, given)) };
    return readServer(parseOptions(FACTORY, serverSchema, given));
  }
  return readServer(parseOptions(FACTORY, serverSchema, { url: given }));
}

function withTls<T extends { readonly tls: boolean | Tls; readonly username?: string | undefined; readonly password?: string | undefined }>(
  options: T,
) {
  const { tls, username, password, ...others } = options;
  return { ...others, username, password, tls: tlsOf(tls) };
}

function tlsOf(tls: boolean | Tls): Tls | undefined {
  if (typeof tls === 'object') return tls;
  return tls ? {} : undefined;
}

function readServer({ url, username, password, tls }: z.output<typeof serverSchema>): RedisPlace {
  const refuse = (explanation: string): never => {
    throw new ConfigurationError(FACTORY, 'url', explanation);
  };
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !/^rediss?:$/.test(parsed.protocol) || parsed.hostname === '') {
    return refuse('must be a URL such as rediss://user:password@host:6379/0. What is special in a password must be escaped in it.');
  }
  // ioredis would take options from a query, and any of them could undo ours.
  if (parsed.search !== '' || parsed.hash !== '') return refuse('must be a URL without "?" and "#".');
  const database = parsed.pathname.replace(/^\//, '');
  if (!/^\d{0,6}$/.test(database)) return refuse('must be a URL whose path, if there is one, is the number of a database.');
  if (parsed.protocol === 'redis:' && typeof tls === 'object') return refuse('must begin with rediss:// if tls is given.');
  return {
    kind: 'server',
    host: parsed.hostname.replace(/^\[|\]$/g, ''),
    port: Number(parsed.port || 6379),
    database: Number(database),
    username: username ?? decoded(parsed.username),
    password: password ?? decoded(parsed.password),
    tls: tlsOf(parsed.protocol === 'rediss:' && tls === false ? true : tls),
  };
}

function decoded(part: string): string | undefined {
  if (part === '') return undefined;
  try {
    return decodeURIComponent(part);
  } catch {
    throw new ConfigurationError(FACTORY, 'url', 'has a user or a password with a "%" that must be written as "%25".');
  }
}
