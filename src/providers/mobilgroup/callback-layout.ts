/** The assumed names of the facts in MobilGroup's callbacks. */
import type { CallbackLayout } from '../callbacks/callback-layout.js';

/**
 * Assumed, not documented: "Описание API услуги Авторизация по звонку / Flash-Call" (MobilGroup) describes no callbacks. The id has the
 * name that it has in that document's answer, the result has MCN's words. The owner can map all three.
 */
export const MOBIL_GROUP_LAYOUT: CallbackLayout = Object.freeze({
  idNames: ['id', 'request_id'],
  causeNames: ['q931_status'],
  statusNames: ['final_status', 'status'],
  // Among bare values an id must differ from a cause, which has up to three digits. Shorter ids need the owner's positions.
  idForm: /^\d{4,}$/,
});
