/** Suites of tests that need a server. Without one they are skipped, which the report shows; under `CI=true` that is a failure. */
import { describe, it } from 'vitest';
import { canStartNginx } from './nginx-server.js';
import { canStartPgBouncer } from './pgbouncer.js';
import { canStartPostgres, givenPostgresUrl } from './postgres-server.js';
import { canStartRedis, givenRedisUrl } from './redis-server.js';

const NO_NGINX = 'no nginx: install it';
const NO_REDIS = 'no redis-server: install it or set REDIS_URL';
const NO_PGBOUNCER = 'no PostgreSQL or no PgBouncer: install both';
const NO_POSTGRES = 'no PostgreSQL: install it or set POSTGRES_URL';

/** Tests that any Redis will do for. */
export function describeWithRedis(name: string, tests: () => void): void {
  describeWithServer(name, givenRedisUrl !== undefined || canStartRedis, NO_REDIS, tests);
}

/** Tests that start servers of their own. */
export function describeWithOwnRedis(name: string, tests: () => void): void {
  describeWithServer(name, canStartRedis, NO_REDIS, tests);
}

/** Tests that any PostgreSQL will do for. */
export function describeWithPostgres(name: string, tests: () => void): void {
  describeWithServer(name, givenPostgresUrl !== undefined || canStartPostgres, NO_POSTGRES, tests);
}

/** Tests that start a server of their own. */
export function describeWithOwnPostgres(name: string, tests: () => void): void {
  describeWithServer(name, canStartPostgres, NO_POSTGRES, tests);
}

/** Tests that start a server of their own, and PgBouncer before it. */
export function describeWithPgBouncer(name: string, tests: () => void): void {
  describeWithServer(name, canStartPostgres && canStartPgBouncer, NO_PGBOUNCER, tests);
}

/** Tests that start nginx before an app of theirs. */
export function describeWithNginx(name: string, tests: () => void): void {
  describeWithServer(name, canStartNginx, NO_NGINX, tests);
}

function describeWithServer(name: string, isThere: boolean, missing: string, tests: () => void): void {
  if (isThere) return void describe(name, { timeout: 60_000 }, tests);
  if (process.env['CI'] !== 'true') return void describe.skip(`${name} (${missing})`, tests);
  it(`${name}: has its server`, () => {
    throw new Error(missing);
  });
}
