/** Links a provider's call id to its attempt, and keeps reports that came before the link. */

import { CALL_OUTCOMES } from '../../contract/answers.js';
import type { MergeableReport } from '../../core/entry/attempt.js';
import { flag, integer, listOf, optional, optionalInteger, record as recordOf, text, word } from '../../core/entry/form.js';
import type { Pseudonyms } from './keyring.js';
import type { Parking } from './parking.js';
import { type Codec, createSealedRecords, type RecordNeeds } from './sealed-records.js';

/** Which attempt a call belongs to. */
export interface CallLink {
  /** The store's key of the number's entry. */
  readonly entryKey: string;
  readonly idHash: string;
  readonly ordinal: number;
}

/** What is stored under a call. Parked reports stay, because the process that took them over may die before it has merged them. */
interface CallRecord {
  readonly link: CallLink | undefined;
  readonly parked: readonly MergeableReport[];
  readonly expiresAt: number;
}

/** A call that was linked, and the reports that came before. */
export interface FoundCall {
  readonly link: CallLink;
  readonly parked: readonly MergeableReport[];
}

export interface CallLinks {
  /** Writes the link, and returns the reports that were parked. */
  link(provider: string, callId: string, link: CallLink, expiresAt: number): Promise<readonly MergeableReport[]>;
  /**
   * The link; or `parked`: the report is kept for a minute, for the process that links the call; or `not_kept`, where too many such reports
   * have come.
   */
  findOrPark(provider: string, callId: string, report: MergeableReport): Promise<FoundCall | 'parked' | 'not_kept'>;
  /** Removes the link, and the reports that were parked with it. */
  remove(provider: string, callId: string): Promise<void>;
}

/**
 * Unknown calls are normal, because one account may serve a second app, so they are not kept for long. A minute is promised, and another
 * is for clocks that differ: the process that parks a report and the one that links its call are often not the same.
 */
const PARKED_MS = 120_000;
/** More different reports than one call can have. */
const MOST_PARKED = 20;

const record = recordOf<CallRecord>({
  expiresAt: integer,
  parked: listOf(
    recordOf<MergeableReport>({
      outcome: word(CALL_OUTCOMES),
      cause: optionalInteger,
      isConfirmed: flag,
    }),
  ),
  link: optional(recordOf<CallLink>({ entryKey: text, idHash: text, ordinal: integer })),
});

const codec: Codec<CallRecord> = {
  empty: { link: undefined, parked: [], expiresAt: 0 },
  form: record,
  expiryOf: ({ expiresAt }) => expiresAt,
};

const isSame = (a: MergeableReport, b: MergeableReport): boolean =>
  a.outcome === b.outcome && a.cause === b.cause && a.isConfirmed === b.isConfirmed;

export function createCallLinks(needs: RecordNeeds, pseudonyms: Pseudonyms, parking: Parking): CallLinks {
  const records = createSealedRecords(needs, codec);
  const keyOf = (provider: string, callId: string): string => `c:${pseudonyms.hash('call', `${provider}\0${callId}`)}`;
  return {
    async link(provider, callId, link, expiresAt) {
      // Most calls are linked before any report comes, so the first try does not read.
      const { result } = await records.commit(
        keyOf(provider, callId),
        ({ parked }) => ({ result: parked, entry: { link, parked, expiresAt } }),
        records.absent,
      );
      return result;
    },
    async findOrPark(provider, callId, report) {
      let hasPlace: boolean | undefined;
      const { result } = await records.commit<FoundCall | 'parked' | 'not_kept'>(keyOf(provider, callId), ({ link, parked }) => {
        if (link !== undefined) return { result: { link, parked } };
        // Once for a report, even if it loses races.
        hasPlace ??= parking.take(provider);
        if (!hasPlace) return { result: 'not_kept' };
        if (parked.some((each) => isSame(each, report)) || parked.length >= MOST_PARKED) return { result: 'parked' };
        return { result: 'parked', entry: { link, parked: [...parked, report], expiresAt: needs.clock() + PARKED_MS } };
      });
      return result;
    },
    remove: (provider, callId) => records.remove(keyOf(provider, callId)),
  };
}
