/** The sealed records of numbers: one entry for each, under a pseudonym. */
import { decodeEntry, encodeEntry } from '../../core/entry/entry-codec.js';
import { EMPTY_ENTRY, expiryOf, type NumberEntry } from '../../core/entry/number-entry.js';
import { createSealedRecords, type PutListener, type RecordNeeds, type SealedRecords } from './sealed-records.js';

export type NumberEntries = SealedRecords<NumberEntry>;

export function createNumberEntries(needs: RecordNeeds, onPut: PutListener<NumberEntry>): NumberEntries {
  return createSealedRecords(needs, { empty: EMPTY_ENTRY, form: { write: encodeEntry, read: decodeEntry }, expiryOf }, onPut);
}
