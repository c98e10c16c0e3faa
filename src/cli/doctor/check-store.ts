/** Whether the store does what it must, on keys of the doctor's own, and what it says of what is behind it. */
import { randomBytes } from 'node:crypto';
import type { CallVerificationStore, StoreFinding } from '../../index.js';
import { type DescribedFailure, describeFailure } from '../../testing/describe-failure.js';
import { type LiveResult, runLiveContract } from '../../testing/live-contract.js';
import { type Check, type Finding, findingsOf, type NotChecked, type Patient } from './finding.js';
import { TooLate, within } from './within.js';

const { ok, problem, notChecked } = findingsOf('store');
const clock = findingsOf('clock');

const INSPECT_MS = 5000;
const CONTRACT_MS = 30_000;

export function storeOf({ options }: Patient): CallVerificationStore | undefined {
  const store: unknown = options.store;
  if (typeof store !== 'object' || store === null) return undefined;
  const has = (verb: string): boolean => typeof Reflect.get(store, verb) === 'function';
  return ['get', 'put', 'delete', 'count'].every(has) ? (store as CallVerificationStore) : undefined;
}

/** Whether other processes see what this one keeps; and whether anything is kept yet, because otherwise a look would make a table. */
export async function sightOf(store: CallVerificationStore): Promise<{ readonly isShared: boolean; readonly isEmpty: boolean }> {
  const findings = await within(INSPECT_MS, () => store.inspect?.() ?? []).catch(() => []);
  return { isShared: findings.every(({ name }) => name !== 'memory'), isEmpty: findings.some(({ name }) => name === NO_TABLE) };
}

/** The first use would make it. */
const NO_TABLE = 'no-table';

export const checkStore: Check = {
  check: 'store',
  withinMs: INSPECT_MS + CONTRACT_MS + 5000,
  async run(patient) {
    const store = storeOf(patient) ?? (await ownStoreOf(patient));
    if (store === undefined) return [notChecked('The options hold no store that can be used.')];
    const inspected = await inspect(store);
    // A server that takes no writes, or lacks rights, is named already.
    const isUseless = inspected.some(({ level, name }) => level === 'problem' && USELESS.has(name));
    const findings: (Finding | NotChecked)[] = inspected.map(({ level, found, advice }) => ({ check: 'store', level, found, advice }));
    if (isUseless) return [...findings, notChecked('Whether the store keeps its contract: mend that first.')];
    const clockFindings = await clockOf(store, patient);
    if (inspected.some(({ name }) => name === NO_TABLE)) {
      return [...findings, ...clockFindings, notChecked(`Whether the store keeps its contract: ${MAKE_TABLE}`)];
    }
    return [...findings, ...clockFindings, await contractOf(store)];
  },
};

const MAKE_TABLE =
  'the doctor makes no table. If it should be there, look at the options "schema" and "table". If not, run `postgresSchema()` in a migration, or start your app once.';

/** Findings after which every write fails. */
const USELESS: ReadonlySet<string> = new Set(['away', 'primary', 'table', 'rights', 'replication', 'version']);

/** The package's own, where the host sets none. */
async function ownStoreOf({ options }: Patient): Promise<CallVerificationStore | undefined> {
  if (options.store !== undefined) return undefined;
  const { createMemoryStore } = await import('../../index.js');
  return createMemoryStore();
}

async function inspect(store: CallVerificationStore): Promise<readonly StoreFinding[]> {
  try {
    return await within(INSPECT_MS, (signal) => inspectOnceConnected(store, signal));
  } catch (error) {
    const { reason, advice } = failureOf(error, INSPECT_MS);
    return [{ name: 'away', level: 'problem', found: `The store cannot be used: ${reason}.`, advice }];
  }
}

const PAUSE_MS = 50;
const CONNECTING_MS = 2000;

/** A client that the configuration has just made, and that keeps no queue, refuses everything until it is connected. */
async function inspectOnceConnected(store: CallVerificationStore, signal: AbortSignal): Promise<readonly StoreFinding[]> {
  const end = performance.now() + CONNECTING_MS;
  for (;;) {
    try {
      // Nothing is read before: the first use may make a table.
      if (store.inspect !== undefined) return await store.inspect();
      await store.get('doctor:connected');
      return [];
    } catch (error) {
      const isConnecting = describeFailure(error).reason === 'not_connected' && performance.now() < end;
      if (!isConnecting && store.inspect !== undefined) throw error;
      // Why it fails shows in the contract.
      if (!isConnecting) return [];
    }
    if (signal.aborted) return [];
    await new Promise((resolve) => void setTimeout(resolve, PAUSE_MS));
  }
}

function failureOf(error: unknown, milliseconds: number): DescribedFailure {
  if (!(error instanceof TooLate)) {
    const { reason, advice } = describeFailure(error);
    // A client that is refused says no more than that.
    const isRefused = reason === 'not_connected' || reason === 'connection_lost';
    return { reason, advice: isRefused ? `${advice} Look also whether user and password are right.` : advice };
  }
  const reason = `no answer within ${milliseconds / 1000} seconds`;
  return { reason, advice: 'Look whether its server is reachable and not overloaded, and whether the client was connected.' };
}

async function contractOf(store: CallVerificationStore): Promise<Finding> {
  const prefix = `doctor:${randomBytes(9).toString('base64url')}:`;
  let result: LiveResult;
  try {
    result = await within(CONTRACT_MS, (signal) => runLiveContract(store, { prefix, signal }));
    if (result.status === 'ended') throw new TooLate();
  } catch (error) {
    const { reason, advice } = failureOf(error, CONTRACT_MS);
    return problem(`The store cannot be used: ${reason}.`, advice);
  }
  switch (result.status) {
    case 'kept':
      return ok(`The store keeps its contract: ${result.cases} cases on keys of the doctor's own, which are removed again.`);
    case 'failed':
      return problem(`The store cannot be used: ${result.reason}.`, result.advice);
    case 'broken':
      return problem(
        `The store does not keep its contract: ${result.sentences.map((each) => `"${each}"`).join(', ')}.`,
        'Mend it: docs/writing-a-store.md. Until then codes may be guessed more often, or used twice.',
      );
  }
}

/** As docs/going-to-production.md has it: a minute is what works, ten seconds are worth waking somebody. */
const TOLERANCE_MS = 60_000;
const SUSPICIOUS_MS = 10_000;

async function clockOf(store: CallVerificationStore, { options }: Patient): Promise<readonly (Finding | NotChecked)[]> {
  if (store.now === undefined) return [clock.notChecked('The store has no clock of its own to compare with.')];
  const ours = typeof options.clock === 'function' ? options.clock : Date.now;
  try {
    const before = ours();
    const told = await within(INSPECT_MS, () => store.now?.() ?? Number.NaN);
    if (!Number.isFinite(told))
      return [clock.problem('What the store tells as its time is none.', 'Let its `now` give milliseconds since the epoch.')];
    // It told its time somewhere in between.
    const after = ours();
    const aheadMs = before > told ? before - told : Math.min(0, after - told);
    const seconds = Math.round(Math.abs(aheadMs) / 1000);
    if (Math.abs(aheadMs) <= SUSPICIOUS_MS) return [clock.ok("This machine's clock and the store's agree.")];
    const level = Math.abs(aheadMs) > TOLERANCE_MS ? clock.problem : clock.warning;
    return [
      level(
        `The clock of this machine is ${seconds} seconds ${aheadMs > 0 ? 'ahead of' : 'behind'} the store's. Limits and verifications need clocks that agree to a minute.`,
        'Set the time of both machines by NTP.',
      ),
    ];
  } catch (error) {
    // Whether the store works at all shows in its contract.
    const { reason, advice } = failureOf(error, INSPECT_MS);
    return [clock.notChecked(`The store did not tell its time: ${reason}. ${advice}`)];
  }
}
