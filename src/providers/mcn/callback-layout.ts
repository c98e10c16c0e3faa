/** The names of the facts in MCN's callbacks. */
import type { CallbackLayout } from '../callbacks/callback-layout.js';

/**
 * The names of "Password Call authorization - API" (MCN, 5 Sep 2024), whose sample calls the id `verification_uuid` and
 * whose text calls it `verification_call_uuid`. An id is hexadecimal digits, `_` and the account's number.
 */
export const MCN_LAYOUT: CallbackLayout = Object.freeze({
  idNames: ['verification_call_uuid', 'verification_uuid'],
  causeNames: ['q931_status'],
  statusNames: ['final_status'],
  idForm: /^[0-9a-f]+_\d+$/i,
});
