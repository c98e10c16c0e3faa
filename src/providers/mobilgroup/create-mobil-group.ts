/** An account with MobilGroup and its three methods. */
import { z } from 'zod';
import { option, optionsObject, parseOptions, type ShapeOf } from '../../options/parse-options.js';
import type { CallbackSource, CallMethod } from '../../ports/method.js';
import { baseUrlOption, nameOption, secretOption, timeoutOption } from '../account-options.js';
import { type CallbackOptions, callbackOptions, formOf, guardOf, layoutOf } from '../callbacks/callback-options.js';
import { parseReports } from '../callbacks/callback-reports.js';
import { MOBIL_GROUP_LAYOUT } from './callback-layout.js';
import { createFlashCall, type MobilGroupFlashCallOptions } from './flash-call.js';
import { createSms, type MobilGroupSmsOptions } from './sms.js';
import { createVoiceCall, type MobilGroupVoiceCallOptions } from './voice-call.js';

/** Options of `createMobilGroup`. */
export interface MobilGroupOptions {
  /** The API key, from the section "Настройки", "API" of MobilGroup's account pages. */
  readonly apiKey: string | undefined;
  /** Whether the key is sent in the header `Authorization` or in the body's `security.apiKey`. @default 'header' */
  readonly apiKeyIn?: 'header' | 'body' | undefined;
  /** Its name in callback paths and call ids, so that you can use two accounts: 1 to 32 of a-z, 0-9 and `-`. @default 'mobilgroup' */
  readonly name?: string | undefined;
  /** Where MobilGroup's API is; https, or http for loopback addresses. @default 'https://voice.mobilgroup.ru' */
  readonly apiUrl?: string | undefined;
  /** How long one request with its whole answer may take: 1 to 60 000 milliseconds. @default 8000 */
  readonly timeoutMs?: number | undefined;
  /**
   * The field names of callbacks, and how their sender is authenticated. MobilGroup documents no callbacks: their format
   * is assumed. @default the assumed names `id` or `request_id`, `q931_status`, `final_status` or `status`
   */
  readonly callback?: CallbackOptions | undefined;
}

/** A MobilGroup account: a provider with a factory for each of its methods. Frozen. */
export interface MobilGroup extends CallbackSource {
  /** Rings once from a number whose last digits are the code. */
  flashCall(options?: MobilGroupFlashCallOptions): CallMethod;
  /** Speaks the code. */
  voiceCall(options?: MobilGroupVoiceCallOptions): CallMethod;
  /** Sends the code of an earlier call of this account again, as a text. */
  sms(options?: MobilGroupSmsOptions): CallMethod;
}

const schema = z.strictObject(
  {
    apiKey: secretOption('your MobilGroup API key'),
    apiKeyIn: option.oneOf(['header', 'body']).default('header'),
    name: nameOption().default('mobilgroup'),
    apiUrl: baseUrlOption('https://voice.mobilgroup.ru'),
    timeoutMs: timeoutOption(),
    callback: callbackOptions,
  } satisfies ShapeOf<MobilGroupOptions>,
  { error: optionsObject('an object with apiKey') },
);

/**
 * An account with MobilGroup.
 *
 * @throws {ConfigurationError} at once for any wrong option
 */
export function createMobilGroup(options: MobilGroupOptions): MobilGroup {
  const { name, callback, ...account } = parseOptions('createMobilGroup', schema, options);
  const layout = layoutOf(callback, MOBIL_GROUP_LAYOUT);
  const mobilGroup: MobilGroup = Object.freeze<MobilGroup>({
    name,
    guard: guardOf(callback),
    timeoutMs: account.timeoutMs,
    callbackForm: formOf(layout),
    parseReports: (request) => parseReports(request, layout),
    flashCall: (given) => createFlashCall(account, mobilGroup, given),
    voiceCall: (given) => createVoiceCall(account, mobilGroup, given),
    sms: (given) => createSms(account, mobilGroup, given),
  });
  return mobilGroup;
}
