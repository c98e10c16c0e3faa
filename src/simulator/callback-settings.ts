/** Where, how and when the simulated providers report on their calls. */
import type { CallbackShape, CallbackTemplate } from './callback-template.js';
import type { ProviderName } from './provider-name.js';

/**
 * - `twice`: the same report again. `late`: after `lateMs`.
 * - `early`: before the answer to the API request, which waits for the report to be delivered (for five seconds at most, so act on the
 *   telephone in time).
 * - `out_of_order`: a report waits until the provider's next one has been sent (for `lateMs` at most).
 */
export const CALLBACK_MODES = ['once', 'twice', 'late', 'early', 'out_of_order', 'never'] as const;

/** How often, when, and in which order reports come. */
export type CallbackMode = (typeof CALLBACK_MODES)[number];

/** `ANSWER` and `CANCEL`, or `ANSWERED` and `NO ANSWER`: MCN's documents use both. */
export type CallbackVocabulary = 'ANSWER' | 'ANSWERED';

/** What an owner can set about callbacks in a provider's account pages, and what can go wrong with callbacks. */
export interface CallbackSettings {
  /** Without it nothing is reported. */
  url?: string | undefined;
  /** A ready-made shape, or your own body. @default 'object' */
  template?: CallbackShape | CallbackTemplate | undefined;
  /** The variables that the ready-made shapes list. @default MCN: id, q931_status, final_status, dtmf; MobilGroup: id, q931_status, status; SMS: id, status */
  fields?: readonly string[] | undefined;
  /** How often, when, and in which order reports come. @default 'once' */
  mode?: CallbackMode | undefined;
  /** The words of the final status. @default 'ANSWER' */
  vocabulary?: CallbackVocabulary | undefined;
  /** Extra headers, such as a header secret. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** Constant parameters: added to the query string of every report. */
  query?: Readonly<Record<string, string>> | undefined;
  /** Constants that templates can use like variables; the ready-made shapes list them at the end. */
  constants?: Readonly<Record<string, string>> | undefined;
  /** How long reports in the modes `late` and `out_of_order` wait. @default 2000 */
  lateMs?: number | undefined;
  /** How often a report is sent again if it got no 2xx answer. @default 3 */
  retries?: number | undefined;
  /** The pause before the first repetition; doubled for each further one. @default 200 */
  backoffMs?: number | undefined;
}

/** The present settings. Every member can be changed at run time; a report uses the settings at the moment when it is sent. */
export type CurrentCallbackSettings = {
  -readonly [Name in keyof CallbackSettings]-?: Name extends 'url' ? string | undefined : Exclude<CallbackSettings[Name], undefined>;
};

/**
 * MCN's owner chooses the variables; these are the documented ones, and `dtmf`, which no document names: a pressed key must reach the
 * host somehow. MobilGroup documents no reports at all: the form is an assumption.
 */
const FIELDS: Readonly<Record<ProviderName, readonly string[]>> = {
  mcn: ['verification_call_uuid', 'q931_status', 'final_status', 'dtmf'],
  mobilgroup: ['id', 'q931_status', 'status'],
  sms: ['id', 'status'],
};

export function resolveCallbackSettings(provider: ProviderName, settings: CallbackSettings = {}): CurrentCallbackSettings {
  return {
    url: settings.url,
    template: settings.template ?? 'object',
    fields: settings.fields ?? FIELDS[provider],
    mode: settings.mode ?? 'once',
    vocabulary: settings.vocabulary ?? 'ANSWER',
    headers: settings.headers ?? {},
    query: settings.query ?? {},
    constants: settings.constants ?? {},
    lateMs: settings.lateMs ?? 2000,
    retries: settings.retries ?? 3,
    backoffMs: settings.backoffMs ?? 200,
  };
}
