/** What is kept under a client's Idempotency-Key: the request that it came with first and, of a start, its run and its answer. */

import type { Problem } from '../../contract/problems.js';
import { LONGEST_LIFETIME_MS } from '../../core/entry/number-entry.js';
import type { Clock } from '../../ports/clock.js';
import type { Emit } from '../../ports/events.js';
import type { CallVerificationStore } from '../../ports/store.js';
import { tooManyRaces } from './guarded-store.js';
import type { Pseudonyms } from './keyring.js';
import { networkOf } from './network.js';
import type { Sealer } from './sealing.js';

/** One request under a key, as keyed hashes. */
export interface KeyUse {
  /** Of route, scope and key: where the record lies in the store. */
  readonly name: string;
  /** Of what the client sent. */
  readonly body: string;
  /** Of both: stands for this request in a number's entry. */
  readonly mark: string;
}

/** Another request came with this key before. */
export const KEY_REUSED: Problem = { ok: false, code: 'idempotency_key_reused' };

/** What lies under one key, sealed. Without run and answer it is free: the next repeat runs. */
export interface KeyRecord {
  readonly body: string;
  /** From then on the key is as good as new. */
  readonly endsAt: number;
  /** Random bits of the verification that the start begins, drawn before it: no run can begin another one. */
  readonly bits?: string | undefined;
  readonly runningSince?: number | undefined;
  /** The answer that every repeat gets, as JSON. */
  readonly answer?: string | undefined;
  /** What the last run was refused with, as JSON: for those who waited for it, and nobody else. */
  readonly refusal?: string | undefined;
}

/** A record as it was read; changing it fails if it is no longer so. */
export interface HeldRecord {
  readonly name: string;
  readonly raw: string;
  readonly record: KeyRecord;
}

export interface KeyRecords {
  read(name: string): Promise<HeldRecord | undefined>;
  /** The record; `first` if there was none, and then `isNew`. */
  open(name: string, first: KeyRecord): Promise<HeldRecord & { readonly isNew: boolean }>;
  /** The record after the change; `undefined` if somebody else changed it first. */
  replace(held: HeldRecord, next: KeyRecord): Promise<HeldRecord | undefined>;
}

/** A little longer than any verification that a start under the key can begin. */
export const KEY_KEPT_MS = LONGEST_LIFETIME_MS + 60_000;
const MOST_ROUNDS = 100;

/** What the client sent, and what tells one client from another. */
interface KeyedInput {
  readonly idempotencyKey?: string | undefined;
  readonly binding?: string | undefined;
  readonly ip?: string | undefined;
}

/**
 * The request's names, if it has a key: the key counts within its route and the client's binding, or else its network.
 *
 * @param body the members that make it this request, in a fixed order
 */
export function keyUseOf(
  pseudonyms: Pseudonyms,
  route: 'start' | 'check',
  input: KeyedInput,
  body: readonly (string | undefined)[],
): KeyUse | undefined {
  const { idempotencyKey, binding, ip } = input;
  if (idempotencyKey === undefined) return undefined;
  const scope = binding === undefined ? ['network', networkOf(ip) ?? null] : ['binding', binding];
  const name = `i:${pseudonyms.hash('idempotency key', JSON.stringify([route, ...scope, idempotencyKey]))}`;
  const bodyHash = pseudonyms.hash('idempotent body', JSON.stringify(body.map((member) => member ?? null)));
  return { name, body: bodyHash, mark: pseudonyms.shortHash('idempotent request', `${name}.${bodyHash}`) };
}

export function createKeyRecords(store: CallVerificationStore, sealer: Sealer, clock: Clock, emit: Emit): KeyRecords {
  const put = async (name: string, record: KeyRecord, expected: string | null): Promise<HeldRecord | undefined> => {
    const raw = sealer.seal(name, record);
    return (await store.put(name, raw, { expected, expiresAt: record.endsAt })) ? { name, raw, record } : undefined;
  };
  return {
    async read(name) {
      const raw = await store.get(name);
      const record = raw === undefined ? undefined : (sealer.unseal(name, raw) as KeyRecord | undefined);
      return raw === undefined || record === undefined || clock() >= record.endsAt ? undefined : { name, raw, record };
    },
    async open(name, first) {
      for (let round = 0; round < MOST_ROUNDS; round += 1) {
        // Most keys come once, so the first try reads nothing.
        const made = await put(name, first, null);
        if (made !== undefined) return { ...made, isNew: true };
        const raw = await store.get(name);
        if (raw === undefined) continue;
        const record = sealer.unseal(name, raw) as KeyRecord | undefined;
        if (record !== undefined && clock() < record.endsAt) return { name, raw, record, isNew: false };
        const renewed = await put(name, first, raw);
        if (renewed !== undefined) return { ...renewed, isNew: true };
      }
      throw tooManyRaces(emit);
    },
    replace: (held, next) => put(held.name, next, held.raw),
  };
}

/** Whether the key came with this request first, or comes the first time. */
export async function isSameRequest(records: KeyRecords, { name, body }: KeyUse, now: number): Promise<boolean> {
  const { record } = await records.open(name, { body, endsAt: now + KEY_KEPT_MS });
  return record.body === body;
}
