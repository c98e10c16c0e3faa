/** Turns a callback's records into reports. */
import { type CallFate, fateOfReport } from '../../core/entry/outcome.js';
import type { CallbackRequest, ParsedReport } from '../../ports/method.js';
import { firstText, readCallId } from '../wire/answer-fields.js';
import { readFields } from './callback-fields.js';
import type { CallbackLayout, Fields } from './callback-layout.js';

/** The reports of one callback. A record without an id is left out, because it says nothing. Never throws. */
export function parseReports(request: CallbackRequest, layout: CallbackLayout): readonly ParsedReport[] {
  return readFields(request, layout).flatMap((fields) => {
    const callId = readCallId(fields, layout.idNames);
    return callId === undefined ? [] : [{ callId, fate: readFate(fields, layout), fields: Object.freeze(fields) }];
  });
}

function readFate(fields: Fields, layout: CallbackLayout): CallFate {
  const cause = firstText(fields, layout.causeNames);
  const word = firstText(fields, layout.statusNames);
  if (cause === undefined) return fateOfReport(undefined, word);
  // "All other codes" of the documents are whole numbers, also 0 and those of SIP such as 487, which Q.850 (1 to 127) does not have. A cause
  // that is not a whole number makes the whole report doubtful, so its word does not count either.
  return /^\d{1,9}$/.test(cause) ? fateOfReport(Number(cause), word) : { outcome: 'unknown' };
}
