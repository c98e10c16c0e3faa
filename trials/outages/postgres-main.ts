/**
 * What outages of PostgreSQL cost, measured: `npm run outages:postgres -- --only restart --runs 3`. Needs PostgreSQL with `pg_basebackup`, and
 * PgBouncer. Prints one row for each run. Nothing here passes or fails.
 */
import '../../scripts/end-with-reader.mjs';
import { parseArgs } from 'node:util';
import { printRow } from '../bench/output.js';
import { LOSS_KINDS, measureLosses } from './postgres-failover.js';
import { type Healing, measureMute, measureReadOnly, measureRestart } from './postgres-healing.js';

const { values } = parseArgs({
  options: { only: { type: 'string', default: '' }, runs: { type: 'string', default: '1' } },
});

const TIMEOUTS = { connectionTimeoutMillis: 1000, query_timeout: 1500 } as const;
const QUICK = ['server_login_retry = 1'];
/** PgBouncer gives up a server that does not answer, and waits no longer for one that it cannot reach. */
const PATIENT = [...QUICK, 'server_connect_timeout = 2', 'query_timeout = 2'];

function told({ healedAfterMs, failed, errors }: Healing): readonly string[] {
  const healed = healedAfterMs === undefined ? 'not in the time watched' : `${(healedAfterMs / 1000).toFixed(1)} s`;
  return [`good after ${healed}`, `${failed} failed`, errors.slice(0, 4).join(', ')];
}

const SCENARIOS: readonly (readonly [name: string, run: () => Promise<readonly (string | number)[]>])[] = [
  ...LOSS_KINDS.map(
    (kind) =>
      [
        `lost: ${kind}`,
        async () => {
          const { puts, lostPuts, tokens, secondTokens, goneVerifications } = await measureLosses(kind);
          return [`${lostPuts} of ${puts} puts`, `${secondTokens} second and ${goneVerifications} unknown of ${tokens} tokens`];
        },
      ] as const,
  ),
  ['restart, no pooler', async () => told(await measureRestart(undefined))],
  ['restart, PgBouncer as it comes', async () => told(await measureRestart([]))],
  ['restart, PgBouncer, server_login_retry 1', async () => told(await measureRestart(QUICK))],
  ['restart, PgBouncer, server_login_retry 0', async () => told(await measureRestart(['server_login_retry = 0']))],
  ['mute, with time-outs', async () => tellMute(await measureMute(TIMEOUTS))],
  ['mute, statement_timeout only', async () => tellMute(await measureMute({ connectionTimeoutMillis: 1000, statement_timeout: 1500 }))],
  ['mute, no time-outs', async () => tellMute(await measureMute({}))],
  ['mute behind PgBouncer as it comes', async () => tellMute(await measureMute(TIMEOUTS, []))],
  ['mute behind PgBouncer with query_timeout', async () => tellMute(await measureMute(TIMEOUTS, PATIENT))],
  ['read-only, no pooler', async () => tellReadOnly(await measureReadOnly())],
  ['read-only, PgBouncer as it comes', async () => tellReadOnly(await measureReadOnly([]))],
  ['read-only, PgBouncer, server_lifetime 10', async () => tellReadOnly(await measureReadOnly([...QUICK, 'server_lifetime = 10']))],
];

function tellMute(measured: Awaited<ReturnType<typeof measureMute>>): readonly string[] {
  return [...told(measured), `${measured.leftOpen} connections open`];
}

function tellReadOnly(measured: Awaited<ReturnType<typeof measureReadOnly>>): readonly string[] {
  const { afterReconnectMs } = measured;
  return [...told(measured), afterReconnectMs === undefined ? '' : `${(afterReconnectMs / 1000).toFixed(1)} s after RECONNECT`];
}

for (const [name, run] of SCENARIOS.filter(([each]) => each.includes(values.only))) {
  for (let turn = 0; turn < Number(values.runs); turn += 1) printRow(name, ...(await run()));
}
