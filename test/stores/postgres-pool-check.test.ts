import pg from 'pg';
import { describe, expect, it, vi } from 'vitest';
import { createPostgresStore, type PostgresPool } from '../../src/stores/postgres.js';

/** Nothing is connected: only the options are looked at. */
function warningsOf(pool: PostgresPool): readonly string[] {
  const emitted = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  for (const table of ['first', 'second']) void createPostgresStore({ pool, table }).close();
  const warnings = emitted.mock.calls.map(([text, type]) => `${String(type)}: ${String(text)}`);
  emitted.mockRestore();
  return warnings;
}

const CONNECTING = { connectionTimeoutMillis: 1000 };
const QUERIES = { query_timeout: 1500 };

describe('the PostgreSQL store, with a pool of pg,', () => {
  it.each([
    ['as it comes', {}, '{ connectionTimeoutMillis: 1000, query_timeout: 1500 }'],
    ['that waits without end for an answer', CONNECTING, '{ query_timeout: 1500 }'],
    ['that waits without end for a connection', QUERIES, '{ connectionTimeoutMillis: 1000 }'],
    ['whose time-outs are off', { connectionTimeoutMillis: 0, query_timeout: 0 }, '{ connectionTimeoutMillis: 1000, query_timeout: 1500 }'],
    ['whose only time-out is kept by the server', { ...CONNECTING, statement_timeout: 1500 }, '{ query_timeout: 1500 }'],
    [
      'whose connection string says how long to connect, which pg ignores',
      { ...QUERIES, connectionString: 'postgres://h/d?connectionTimeoutMillis=1000' },
      '{ connectionTimeoutMillis: 1000 }',
    ],
  ])('warns once of one %s', (_, config, wanted) => {
    const warnings = warningsOf(new pg.Pool(config));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/^CallVerificationWarning: createPostgresStore: the pool has no time-out/);
    expect(warnings[0]).toContain(`Make the pool with ${wanted}.`);
  });

  it.each([
    { ...CONNECTING, ...QUERIES },
    { ...CONNECTING, connectionString: 'postgres://h/d?sslmode=disable&query_timeout=1500' },
  ])('says nothing of one that gives up: %j', (config) => {
    expect(warningsOf(new pg.Pool(config))).toEqual([]);
  });

  it('says nothing of a wrapper that shows no options', () => {
    const query = async () => ({ rows: [] });
    for (const pool of [{ query }, { query, options: {} }, { query, options: null }]) expect(warningsOf(pool)).toEqual([]);
  });
});
