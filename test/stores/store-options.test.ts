/** What the stores say of options that are no options: a path, the connection itself, a promise of it. */
import { Cluster, Redis } from 'ioredis';
import pg from 'pg';
import { createClient } from 'redis';
import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../src/options/configuration-error.js';
import { createPostgresStore } from '../../src/stores/postgres.js';
import { createRedisStore } from '../../src/stores/redis.js';
import { createSqliteStore, openSqlite } from '../../src/stores/sqlite.js';

type Factory = (options: never) => unknown;

function messageOf(create: Factory, options: unknown): string {
  try {
    create(options as never);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    if (error instanceof ConfigurationError) return error.message;
  }
  throw new Error('nothing was thrown');
}

const database = { exec: () => undefined, prepare: () => undefined };
const SQLITE = 'createSqliteStore: the options must be an object such as { database: await openSqlite(path) }, but';
const POSTGRES = 'createPostgresStore: the options must be an object such as { pool }';
const REDIS = 'createRedisStore: the options must be an object such as { client';

describe('a store that is made', () => {
  it.each([
    [createSqliteStore, 'x.db', `${SQLITE} is a string of 4 characters.`],
    [createSqliteStore, undefined, `${SQLITE} is undefined.`],
    [createPostgresStore, 'postgres://', `${POSTGRES}, with a Pool of pg, but is a string of 11 characters.`],
    [createRedisStore, 'redis://', `${REDIS}: await openRedis(url) }, but is a string of 8 characters.`],
  ] as readonly (readonly [Factory, unknown, string])[])('from a path or an address says what to give: %s', (create, options, message) => {
    expect(messageOf(create, options)).toBe(message);
  });

  it.each([
    [createSqliteStore, database, `${SQLITE} are the database itself.`],
    [createPostgresStore, new pg.Pool(), `${POSTGRES}, but are the pool itself.`],
    [createRedisStore, new Redis({ lazyConnect: true }), `${REDIS} }, but are the client itself.`],
    [createRedisStore, new Cluster([], { lazyConnect: true }), `${REDIS} }, but are the client itself.`],
    [createRedisStore, createClient(), `${REDIS} }, but are the client itself.`],
  ] as readonly (readonly [Factory, unknown, string])[])('from the connection itself says what to give: %s', (create, options, message) => {
    expect(messageOf(create, options)).toBe(message);
  });

  it('from a promise of a connection says that an await is missing', async () => {
    const opening = openSqlite(':memory:');
    expect(messageOf(createSqliteStore, { database: opening })).toBe(
      'createSqliteStore: option "database" must be a database with exec and prepare, such as await openSqlite(path), but is a promise (an "await" is missing).',
    );
    expect(messageOf(createSqliteStore, opening)).toBe(`${SQLITE} are a promise (an "await" is missing).`);
    (await opening).close();
  });

  it('from the path of a database says what to give', () => {
    expect(messageOf(createSqliteStore, { database: 'x.db' })).toContain(
      'such as await openSqlite(path), but is a string of 4 characters.',
    );
  });
});
