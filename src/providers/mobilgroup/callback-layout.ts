/** How MobilGroup's callbacks are assumed to name their facts. */
import type { CallbackLayout } from '../callbacks/callback-layout.js';

/**
 * Assumed, not documented: "Описание API услуги Авторизация по звонку / Flash-Call" (MobilGroup) knows no callbacks. The id
 * is taken as that document names it in the answer, the result in the words that MCN uses; the owner can map all three.
 */
export const MOBIL_GROUP_LAYOUT: CallbackLayout = Object.freeze({
  idNames: ['id', 'request_id'],
  causeNames: ['q931_status'],
  statusNames: ['final_status', 'status'],
  // Among bare values an id must be told from a cause, which has up to three digits. Shorter ids need the owner's positions.
  idForm: /^\d{4,}$/,
});
