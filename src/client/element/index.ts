/** The exports of the element; importing them registers nothing, and needs no browser. */
export { CallVerificationElement } from './call-verification-element.js';
export type {
  CallVerificationElementEventMap,
  ChallengeDetail,
  FailedDetail,
  StateChangeDetail,
  VerifiedDetail,
} from './element-events.js';
export type { EndReason, Step } from './flow.js';
export type { Message, MessageKey, Messages, PluralForms } from './messages/en.js';
export { defineMessages } from './messages/translate.js';
