/** An account with MCN (outside Russia: Kompaas) and its four methods. */
import { z } from 'zod';
import { optionsObject, parseOptions, type ShapeOf } from '../../options/parse-options.js';
import type { CallbackSource, CallMethod } from '../../ports/method.js';
import { baseUrlOption, nameOption, secretOption, timeoutOption } from '../account-options.js';
import { type CallbackOptions, callbackOptions, formOf, guardOf, layoutOf } from '../callbacks/callback-options.js';
import { parseReports } from '../callbacks/callback-reports.js';
import { MCN_LAYOUT } from './callback-layout.js';
import { createConfirmationCall, type McnConfirmationCallOptions } from './confirmation-call.js';
import { createFlashCall, type McnFlashCallOptions } from './flash-call.js';
import { createOwnNumberCall, type McnOwnNumberCallOptions } from './own-number-call.js';
import { createPasswordCall, type McnPasswordCallOptions } from './password-call.js';

/** Options of `createMcn`. */
export interface McnOptions {
  /** The API token, from the section "API" of MCN's account pages. */
  readonly token: string | undefined;
  /** The number of the account that pays: digits, as a text or a number. */
  readonly accountId: string | number | undefined;
  /** Its name in callback paths and call ids, so that you can use two accounts: 1 to 32 of a-z, 0-9 and `-`. @default 'mcn' */
  readonly name?: string | undefined;
  /** For flashCall and ownNumberCall; abroad also `https://api.mcntele.com`. @default 'https://api.mcn.ru' */
  readonly apiUrl?: string | undefined;
  /** For passwordCall and confirmationCall; abroad `https://paidmethods.kompaas.tech`. @default 'https://paidmethods.mcn.ru' */
  readonly paidMethodsUrl?: string | undefined;
  /** How long one request with its whole answer may take: 1 to 60 000 milliseconds. @default 8000 */
  readonly timeoutMs?: number | undefined;
  /**
   * Your webhook's field names, and how its sender is authenticated.
   * @default the documented names `verification_call_uuid` (or `verification_uuid`), `q931_status`, `final_status`
   */
  readonly callback?: CallbackOptions | undefined;
}

/** An MCN account: a provider with a factory for each of its methods. Frozen. */
export interface Mcn extends CallbackSource {
  /** Rings once from a number whose last four digits are the code. */
  flashCall(options?: McnFlashCallOptions): CallMethod;
  /** Rings once from one of your own numbers, whose last four digits are the code. */
  ownNumberCall(options: McnOwnNumberCallOptions): CallMethod;
  /** Speaks the code, from a number that ends with it. */
  passwordCall(options?: McnPasswordCallOptions): CallMethod;
  /** Asks the person to press 9. */
  confirmationCall(options: McnConfirmationCallOptions): CallMethod;
}

const ACCOUNT = 'the number of your MCN account, digits only (is the environment variable set?)';

const schema = z.strictObject(
  {
    token: secretOption('your MCN API token'),
    // A number of more digits than a double keeps is not the one that was written.
    accountId: z
      .union([z.string(), z.number()], { error: ACCOUNT })
      .refine((given) => /^\d{1,20}$/.test(String(given)) && (typeof given === 'string' || Number.isSafeInteger(given)), { error: ACCOUNT })
      .transform(String),
    name: nameOption().default('mcn'),
    apiUrl: baseUrlOption('https://api.mcn.ru'),
    paidMethodsUrl: baseUrlOption('https://paidmethods.mcn.ru'),
    timeoutMs: timeoutOption(),
    callback: callbackOptions,
  } satisfies ShapeOf<McnOptions>,
  { error: optionsObject('an object with token and accountId') },
);

/**
 * An account with MCN.
 *
 * @throws {ConfigurationError} at once for any wrong option
 */
export function createMcn(options: McnOptions): Mcn {
  const { name, callback, ...account } = parseOptions('createMcn', schema, options);
  const layout = layoutOf(callback, MCN_LAYOUT);
  const mcn: Mcn = Object.freeze<Mcn>({
    name,
    guard: guardOf(callback),
    timeoutMs: account.timeoutMs,
    callbackForm: formOf(layout),
    parseReports: (request) => parseReports(request, layout),
    flashCall: (given) => createFlashCall(account, mcn, given),
    ownNumberCall: (given) => createOwnNumberCall(account, mcn, given),
    passwordCall: (given) => createPasswordCall(account, mcn, given),
    confirmationCall: (given) => createConfirmationCall(account, mcn, layout, given),
  });
  return mcn;
}
