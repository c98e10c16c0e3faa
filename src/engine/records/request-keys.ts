/** What is stored under a client's Idempotency-Key: its request, and the random bits of the verification that it begins. */
import { LONGEST_LIFETIME_MS } from '../../core/decisions/rules.js';
import { integer, record, text } from '../../core/entry/form.js';
import type { RequestMark } from '../../core/entry/request-mark.js';
import type { RandomBytes } from '../../ports/clock.js';
import type { Pseudonyms } from './keyring.js';
import { networkOf } from './network.js';
import { type Codec, createSealedRecords, type RecordNeeds } from './sealed-records.js';

/** One request under a key. */
export interface KeyUse {
  /** Keyed hash of route, scope and key: where the record lies in the store. */
  readonly storeKey: string;
  /** Keyed hash of what the client sent. */
  readonly request: string;
}

/** The value under a key. It is written once, and never changed. */
export interface RequestKey {
  readonly request: string;
  /** Base64url of random bits. Every run of the request begins the same verification with them. */
  readonly bits: string;
}

export interface RequestKeys {
  /** The value under the key, if there is one. */
  read(use: KeyUse): Promise<RequestKey | undefined>;
  /** Writes it unless there is a value already. @returns the value that is there now */
  write(use: KeyUse, bits: string): Promise<RequestKey>;
  /**
   * Removes what this run has written, because nothing came of its request: a record must have cost a dial or a guess. Another run of the
   * same request decides anew, as after any refusal. Never rejects: a record that stays ends by itself.
   */
  takeBack(use: KeyUse): Promise<void>;
  /**
   * Lets the first run of a request in this process work alone. Repeats wait for it and then find its result, instead of competing with
   * it for what an attempt needs.
   */
  firstAlone<T>(use: KeyUse | undefined, work: () => Promise<T>): Promise<T>;
}

/** A little longer than any verification that a start under the key can begin. */
const KEPT_MS = LONGEST_LIFETIME_MS + 60_000;

interface KeyRecord extends RequestKey {
  /** After this time the key counts as new. */
  readonly endsAt: number;
}

const codec: Codec<KeyRecord> = {
  empty: { request: '', bits: '', endsAt: 0 },
  form: record<KeyRecord>({ request: text, bits: text, endsAt: integer }),
  expiryOf: ({ endsAt }) => endsAt,
};

export function createRequestKeys(needs: RecordNeeds): RequestKeys {
  const records = createSealedRecords(needs, codec);
  const running = new Map<string, Promise<void>>();
  const isOver = ({ endsAt }: KeyRecord): boolean => needs.clock() >= endsAt;
  return {
    async read({ storeKey }) {
      const { value } = await records.load(storeKey);
      return isOver(value) ? undefined : value;
    },
    async write({ storeKey, request }, bits) {
      const fresh: KeyRecord = { request, bits, endsAt: needs.clock() + KEPT_MS };
      const decide = (value: KeyRecord) => (isOver(value) ? { result: fresh, entry: fresh } : { result: value });
      // Most keys come once, so the first try does not read.
      return (await records.commit(storeKey, decide, records.absent)).result;
    },
    takeBack: ({ storeKey }) => records.remove(storeKey).catch(() => undefined),
    async firstAlone(use, work) {
      if (use === undefined) return work();
      const name = `${use.storeKey}.${use.request}`;
      const first = running.get(name);
      if (first !== undefined) {
        await first;
        return work();
      }
      const own = work();
      const ended = own.then(
        () => undefined,
        () => undefined,
      );
      running.set(name, ended);
      void ended.then(() => running.delete(name));
      return own;
    },
  };
}

/** The client's key, and what distinguishes the client from others. */
export interface KeyedInput {
  readonly idempotencyKey?: string | undefined;
  readonly binding?: string | undefined;
  readonly ip?: string | undefined;
}

/**
 * The names of the request, if it has a key. The key counts within its route and the client's binding, or else its network.
 *
 * @param body the members that define the request, in a fixed order
 */
export function keyUseOf(
  pseudonyms: Pseudonyms,
  route: 'start' | 'check',
  { idempotencyKey, binding, ip }: KeyedInput,
  body: readonly (string | undefined)[],
): KeyUse | undefined {
  if (idempotencyKey === undefined) return undefined;
  const scope = binding === undefined ? ['network', networkOf(ip) ?? null] : ['binding', binding];
  const storeKey = `i:${pseudonyms.hash('idempotency key', JSON.stringify([route, ...scope, idempotencyKey]))}`;
  return { storeKey, request: pseudonyms.hash('idempotent body', JSON.stringify(body.map((member) => member ?? null))) };
}

const RUN_BYTES = 4;

/** The mark for this run of a request, with or without a key. */
export function newMark(pseudonyms: Pseudonyms, randomBytes: RandomBytes, use: KeyUse | undefined): RequestMark {
  const run = Buffer.from(randomBytes(RUN_BYTES)).toString('base64url');
  return use === undefined ? { run } : { run, request: pseudonyms.shortHash('idempotent request', `${use.storeKey}.${use.request}`) };
}
