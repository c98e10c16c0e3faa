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
  // Q.850 has 1 to 127. A cause that is not a number from 1 to 127 makes the whole report doubtful, so its word does not count either.
  const number = /^\d{1,3}$/.test(cause) ? Number(cause) : 0;
  return number >= 1 && number <= 127 ? fateOfReport(number, word) : { outcome: 'unknown' };
}
