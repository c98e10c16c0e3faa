/** What is kept under a client's Idempotency-Key: which request it came with, and the random bits of the verification that it begins. */
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

/** What stands under a key. It is written once, and never changed. */
export interface RequestKey {
  readonly request: string;
  /** Base64url of random bits. Every run of the request begins the same verification with them. */
  readonly bits: string;
}

export interface RequestKeys {
  /** What stands under the key, if anything does. */
  read(use: KeyUse): Promise<RequestKey | undefined>;
  /** Writes it unless something stands there. @returns what stands there now */
  write(use: KeyUse, bits: string): Promise<RequestKey>;
  /**
   * Lets the first run of a request in this process work alone: repeats that come meanwhile wait for it, and then find what
   * it did, instead of competing with it for what an attempt needs.
   */
  firstAlone<T>(use: KeyUse | undefined, work: () => Promise<T>): Promise<T>;
}

/** A little longer than any verification that a start under the key can begin. */
const KEPT_MS = LONGEST_LIFETIME_MS + 60_000;

interface KeyRecord extends RequestKey {
  /** From then on the key is as good as new. */
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
      // Most keys come once, so the first try reads nothing.
      return (await records.commit(storeKey, decide, records.absent)).result;
    },
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

/** What the client sent, and what tells one client from another. */
export interface KeyedInput {
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
  { idempotencyKey, binding, ip }: KeyedInput,
  body: readonly (string | undefined)[],
): KeyUse | undefined {
  if (idempotencyKey === undefined) return undefined;
  const scope = binding === undefined ? ['network', networkOf(ip) ?? null] : ['binding', binding];
  const storeKey = `i:${pseudonyms.hash('idempotency key', JSON.stringify([route, ...scope, idempotencyKey]))}`;
  return { storeKey, request: pseudonyms.hash('idempotent body', JSON.stringify(body.map((member) => member ?? null))) };
}

const RUN_BYTES = 4;

/** A mark for this run of a request, under a key or without. */
export function newMark(pseudonyms: Pseudonyms, randomBytes: RandomBytes, use: KeyUse | undefined): RequestMark {
  const run = Buffer.from(randomBytes(RUN_BYTES)).toString('base64url');
  return use === undefined ? { run } : { run, request: pseudonyms.shortHash('idempotent request', `${use.storeKey}.${use.request}`) };
}
