/** A sender: the host's own way to deliver a code of ours, in one verification with the calls. */
import { z } from 'zod';
import { KIND_FORM, type MethodKind } from '../../contract/method-kind.js';
import { OUR_CODE_LENGTHS } from '../../core/entry/code.js';
import { option, parseOptions, type ShapeOf } from '../../options/parse-options.js';
import type { CallMethod, CallProvider, PlaceRequest, PlaceResult } from '../../ports/method.js';
import { nameOption, timeoutOption } from '../account-options.js';
import { type MethodOptions, methodOptionsSchema, type Price } from '../method-options.js';
import { NO_CODE_GIVEN } from '../place-result.js';
import { watchRequests } from '../wire/failed-connections.js';
import { isReceipt, resultOfError, resultOfReceipt } from './send-result.js';

/** What `send` gets: one message to be sent. */
export interface SenderMessage {
  /** E.164 with its plus, for example `+79157777777`. */
  readonly phone: string;
  /** Digits, as many as `codeLength` says. */
  readonly code: string;
  /** What the number is verified for, for example `sign-in`. */
  readonly purpose: string;
  /** Names the verification in events and in its token, so that your own logs can be connected with them. */
  readonly verificationTxn: string;
  /** The language that the person reads, a tag of BCP 47 such as `ru` or `sk-SK`, if it is known. */
  readonly language: string | undefined;
  /** Aborted when `timeoutMs` is over: pass it on, so that the request is given up. */
  readonly signal: AbortSignal;
}

/** What `send` may return once the message is accepted. */
export interface SenderReceipt {
  /** The service's id of the message, by which `calls.reportDelivery` finds it: 1 to 128 characters. @default none: no report is possible */
  readonly id?: string | number | undefined;
  /** What the message costs, if the service says it. @default the option `price` */
  readonly price?: Price | undefined;
}

/** Options of `createSender`. */
export interface SenderOptions extends MethodOptions {
  /** Names the service in ids and events: 1 to 32 of a-z, 0-9 and `-`. */
  readonly name: string;
  /**
   * What clients call it, and the page: `sms`, `whatsapp`, `telegram`, or a word of your own of 2 to 32 of a-z, 0-9 and `_`. Not `flash_call`
   * or `confirmation_call`, because no message is one.
   */
  readonly kind: MethodKind;
  /** Digits of the code, 4 to 8. Six are what NIST SP 800-63B-4 asks of a random code. @default 6 */
  readonly codeLength?: number | undefined;
  /**
   * What a token says in `amr` (RFC 8176), never `mfa`. All methods of one kind must say the same.
   * @default `["sms", "otp"]` for `sms`, `["tel", "otp"]` for `voice_call`, `["otp"]` for any other kind
   */
  readonly amr?: readonly string[] | undefined;
  /** Whether `send` returns prices. Budgets then reserve the highest of a day, as they do for MobilGroup. @default false */
  readonly tellsPrice?: boolean | undefined;
  /** How long `send` may take: 1 to 60 000 milliseconds. @default 8000 */
  readonly timeoutMs?: number | undefined;
  /**
   * Sends one message. If it returns, the message is accepted. If it throws a `SenderRefused`, or an error which proves that no connection
   * was made, nothing was sent, and the next method is tried. If it throws anything else, or takes too long, the message may be under way:
   * its code counts, and nothing else is sent until the person asks. (`fetch` throws nothing for a status such as 400: look at it. Let it follow no redirects.)
   */
  // biome-ignore lint/suspicious/noConfusingVoidType: an async function without `return` must fit, and one that returns something else must not.
  readonly send: (message: SenderMessage) => Promise<SenderReceipt | undefined | void>;
}

const KIND = 'a kind such as "sms", "whatsapp" or "telegram": 2 to 32 of a-z, 0-9 and "_", but neither flash_call nor confirmation_call';
const AMR = 'a list of values of RFC 8176, such as ["otp"], without "mfa", because one message is one factor';
const { least, most } = OUR_CODE_LENGTHS;

const schema = methodOptionsSchema(
  {
    name: nameOption(),
    kind: z.string({ error: KIND }).refine((kind) => KIND_FORM.test(kind) && kind !== 'flash_call' && kind !== 'confirmation_call', {
      error: KIND,
      params: { isQuoted: true },
    }),
    codeLength: option.integer(least, most).default(6),
    amr: z
      .array(z.string({ error: AMR }).regex(/^(?!mfa$)[a-z0-9]{2,16}$/, { error: AMR }), { error: AMR })
      .min(1, { error: AMR })
      .transform((amr) => Object.freeze([...amr]))
      .optional(),
    tellsPrice: option.flag().default(false),
    timeoutMs: timeoutOption(),
    send: option.callback<SenderOptions['send']>('a function that sends a message'),
  } satisfies ShapeOf<Omit<SenderOptions, keyof MethodOptions>>,
  'an object with name, kind and send',
);

/**
 * A method of your own: it sends a code that this package chooses, by SMS, WhatsApp, Telegram or anything else, and stands anywhere in
 * `methods`. Limits, budgets, failures, order and events are those of the calls.
 *
 * @throws {ConfigurationError} at once for any wrong option
 */
export function createSender(options: SenderOptions): CallMethod {
  const { name, kind, codeLength, amr, countries, price, tellsPrice, timeoutMs, send } = parseOptions('createSender', schema, options);
  const provider = Object.freeze<CallProvider>({ name, guard: Object.freeze({}), timeoutMs });
  let hasWarned = false;
  const sendAndLook: SenderOptions['send'] = async (message) => {
    const receipt = await send(message);
    if (!hasWarned && !isReceipt(receipt)) {
      hasWarned = true;
      process.emitWarning(strangeReceipt(name), 'CallVerificationWarning');
    }
    return receipt;
  };
  return Object.freeze<CallMethod>({
    id: `${name}.${kind}`,
    provider,
    kind,
    codeFrom: 'us',
    // Whoever can read it has it, from the moment it is accepted, whatever its kind is.
    codeReach: 'text',
    codeLength,
    reports: 'never',
    amr,
    numberTypes: Object.freeze(kind === 'voice_call' ? (['mobile', 'fixed'] as const) : (['mobile'] as const)),
    countries,
    price,
    tellsPrice,
    place: (request) => sendWithin({ timeoutMs, price }, request, sendAndLook),
  });
}

const strangeReceipt = (name: string): string =>
  `The "send" of the sender "${name}" has returned something else than { id, price } or nothing, and its message counts as sent. If it was the answer of fetch, look at its "ok"; if it was an error, throw it. This is printed once.`;

/** Never throws, and ends in time even if `send` ignores its signal. */
async function sendWithin(
  { timeoutMs, price }: { readonly timeoutMs: number; readonly price: Price | undefined },
  request: PlaceRequest,
  send: SenderOptions['send'],
): Promise<PlaceResult> {
  const { phone, code, purpose, txn: verificationTxn, language } = request;
  if (code === undefined) return NO_CODE_GIVEN;
  // Tells failed connections from lost ones, if `send` uses `fetch`.
  watchRequests();
  const abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<PlaceResult>((resolve) => {
    timer = setTimeout(() => {
      resolve({ status: 'uncertain', reason: 'timeout' });
      abort.abort();
    }, timeoutMs);
  });
  // Async, so that a `send` which throws at once rejects like any other.
  const sent = (async () =>
    resultOfReceipt(await send({ phone, code, purpose, verificationTxn, language, signal: abort.signal }), price))();
  try {
    return await Promise.race([sent.catch(resultOfError), tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
