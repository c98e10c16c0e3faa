/** The way back from a provider's call id to the attempt it was placed for, and the reports that came before anyone knew it. */
import type { MergeableReport } from '../../core/decisions/placed-call.js';
import type { Clock } from '../../ports/clock.js';
import type { Emit } from '../../ports/events.js';
import type { CallVerificationStore } from '../../ports/store.js';
import { tooManyRaces } from './guarded-store.js';
import type { Pseudonyms } from './keyring.js';
import type { Sealer } from './sealing.js';

/** Where a call belongs. */
export interface CallLink {
  /** The name of the number's entry. */
  readonly number: string;
  readonly idHash: string;
  readonly attempt: number;
}

/** What lies under the key of one provider call. Parked reports stay with the link: whoever took them over may die before they are merged. */
interface CallRecord {
  readonly link?: CallLink;
  readonly parked?: readonly MergeableReport[];
}

/** A call that somebody linked, and the reports that came before. */
export interface FoundCall {
  readonly link: CallLink;
  readonly parked: readonly MergeableReport[];
}

export interface CallLinks {
  /** Writes the way back, and gives the reports that were parked there. */
  link(provider: string, callId: string, link: CallLink, expiresAt: number): Promise<readonly MergeableReport[]>;
  /** The way back, or `undefined` after the report was parked for whoever links the call within a minute. */
  findOrPark(provider: string, callId: string, report: MergeableReport): Promise<FoundCall | undefined>;
  /** Takes the way back away, with what was parked beside it. */
  remove(provider: string, callId: string): Promise<void>;
}

/** Unknown calls are normal, one account may serve a second app: nothing of them stays for long. */
const PARKED_MS = 60_000;
/** More different reports than one call can have. */
const MOST_PARKED = 20;
const MOST_ROUNDS = 100;

export function createCallLinks(store: CallVerificationStore, sealer: Sealer, pseudonyms: Pseudonyms, clock: Clock, emit: Emit): CallLinks {
  const keyOf = (provider: string, callId: string): string => `c:${pseudonyms.hash('call', `${provider}\0${callId}`)}`;
  const load = async (key: string): Promise<{ raw: string | null; record: CallRecord }> => {
    const raw = await store.get(key);
    return raw === undefined ? { raw: null, record: {} } : { raw, record: (sealer.unseal(key, raw) as CallRecord | undefined) ?? {} };
  };
  return {
    async link(provider, callId, link, expiresAt) {
      const key = keyOf(provider, callId);
      // Most calls are linked before any report comes, so the first try reads nothing.
      if (await store.put(key, sealer.seal(key, { link }), { expected: null, expiresAt })) return [];
      for (let round = 0; round < MOST_ROUNDS; round += 1) {
        const { raw, record } = await load(key);
        const { parked = [] } = record;
        if (await store.put(key, sealer.seal(key, { link, parked }), { expected: raw, expiresAt })) return parked;
      }
      throw tooManyRaces(emit);
    },
    async findOrPark(provider, callId, report) {
      const key = keyOf(provider, callId);
      for (let round = 0; round < MOST_ROUNDS; round += 1) {
        const { raw, record } = await load(key);
        const { link, parked = [] } = record;
        if (link !== undefined) return { link, parked };
        const isKnown = parked.some(
          (each) => each.outcome === report.outcome && each.cause === report.cause && each.isConfirmed === report.isConfirmed,
        );
        if (isKnown || parked.length >= MOST_PARKED) return undefined;
        const value = sealer.seal(key, { parked: [...parked, report] });
        if (await store.put(key, value, { expected: raw, expiresAt: clock() + PARKED_MS })) return undefined;
      }
      throw tooManyRaces(emit);
    },
    remove: (provider, callId) => store.delete(keyOf(provider, callId)),
  };
}
