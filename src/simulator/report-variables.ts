/** The variables of the report templates, for a call that is over. */
import type { CallbackVocabulary } from './callback-settings.js';
import type { CallbackVariables } from './callback-template.js';
import type { CallRecord } from './simulated-call.js';

const WORDS: Readonly<Record<CallbackVocabulary, { answered: string; notAnswered: string }>> = {
  ANSWER: { answered: 'ANSWER', notAnswered: 'CANCEL' },
  ANSWERED: { answered: 'ANSWERED', notAnswered: 'NO ANSWER' },
};

/** For these the documents have only the cause: rejected by the receiving operator, billing. */
const CAUSES_WITHOUT_WORD: ReadonlySet<number> = new Set([31, 41]);

export function variablesOfRecord(record: CallRecord, vocabulary: CallbackVocabulary): CallbackVariables {
  const { call, cause, isAnswered, durationSeconds } = record;
  const { answered, notAnswered } = WORDS[vocabulary];
  const word = CAUSES_WITHOUT_WORD.has(cause) ? undefined : isAnswered ? answered : notAnswered;
  return {
    ...namedIds(call.id),
    q931_status: String(cause),
    final_status: word,
    status: word,
    caller: call.caller.slice(1),
    called: call.number.slice(1),
    duration: String(durationSeconds),
    dtmf: call.pressed === '' ? undefined : call.pressed,
  };
}

/** A report that was written by hand. */
export interface ManualReport {
  /** The call's id, known or not. */
  readonly id: string;
  /** The Q.931 cause. */
  readonly cause?: number | string | undefined;
  /** `ANSWER`, `CANCEL`, … */
  readonly word?: string | undefined;
  /** The keys that were pressed. */
  readonly dtmf?: string | undefined;
}

export function variablesOfManualReport({ id, cause, word, dtmf }: ManualReport): CallbackVariables {
  return { ...namedIds(id), q931_status: cause === undefined ? undefined : String(cause), final_status: word, status: word, dtmf };
}

/** The id is under every name that a host may look for: MCN's text, MCN's sample, MobilGroup's answer, and one more guess. */
function namedIds(id: string): CallbackVariables {
  return { verification_call_uuid: id, verification_uuid: id, id, request_id: id };
}
