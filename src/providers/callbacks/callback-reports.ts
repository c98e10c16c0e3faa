/** Turns a callback's records into reports. */
import { type CallFate, fateOfReport } from '../../core/entry/outcome.js';
import type { CallbackRequest, ParsedCallback } from '../../ports/method.js';
import { firstText, readCallId } from '../wire/answer-fields.js';
import { readFields } from './callback-fields.js';
import type { CallbackLayout, Fields } from './callback-layout.js';
import { describeShape } from './callback-shape.js';

/** More than a body of 16 kB can reasonably hold; further records are left out. */
const MAX_RECORDS = 100;

/** The reports of one callback, and its shape if a record was left out, for example because it has no id. Never throws. */
export function parseReports(request: CallbackRequest, layout: CallbackLayout): ParsedCallback {
  const records = readFields(request, layout);
  const reports = records.slice(0, MAX_RECORDS).flatMap((fields) => {
    const callId = readCallId(fields, layout.idNames);
    return callId === undefined ? [] : [{ callId, fate: readFate(fields, layout), fields: Object.freeze(fields) }];
  });
  const isUnderstood = reports.length > 0 && reports.length === records.length;
  return isUnderstood ? { reports } : { reports, unmapped: describeShape(request) };
}

function readFate(fields: Fields, layout: CallbackLayout): CallFate {
  const cause = firstText(fields, layout.causeNames);
  const word = firstText(fields, layout.statusNames);
  if (cause === undefined) return fateOfReport(undefined, word);
  // "All other codes" of the documents are whole numbers, also 0 and those of SIP such as 487, which Q.850 (1 to 127) does not have. A cause
  // that is not a whole number makes the whole report doubtful, so its word does not count either.
  return /^\d{1,4}$/.test(cause) ? fateOfReport(Number(cause), word) : { outcome: 'unknown' };
}
