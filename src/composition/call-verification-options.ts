/** The options of `createCallVerification`: what a host may set, the defaults, and how each option is checked. */
import { z } from 'zod';
import { E164_BEGINNING } from '../core/phone/extra-ranges.js';
import { parsePhone } from '../core/phone/phone.js';
import type { Secret } from '../engine/records/keyring.js';
import type { BindTo } from '../http/binding.js';
import type { DeviceCookieOptions } from '../http/device-cookie.js';
import type { IpLimitOptions } from '../http/ip-limits.js';
import { countriesOption, countryOption } from '../options/country-option.js';
import { option, type ShapeOf } from '../options/parse-options.js';
import { isWeakKey, WEAK_KEY } from '../options/weak-key.js';
import type { CallVerificationEvent } from '../ports/events.js';
import type { CallVerificationLogger } from '../ports/logger.js';
import type { CallMethod } from '../ports/method.js';
import type { Challenge, Policy } from '../ports/policy.js';
import type { CallVerificationStore } from '../ports/store.js';
import {
  type BreakerOptions,
  type BudgetOptions,
  breakersOption,
  budgetsOption,
  callLimits,
  callLimitsOfDevelopment,
  type LimitOptions,
} from './limit-options.js';
import { type TokenOptions, tokenOption } from './token-options.js';

/** How long a token waits for a report, and what happens without one. */
export interface CallReportOptions {
  /** Seconds from the dial, 1 to 600, after which a missing report counts as `onTimeout` says. @default 60 */
  readonly reportTimeoutSeconds?: number | undefined;
  /** Whether a call without a report then counts as one that reached the phone. @default 'reject' */
  readonly onTimeout?: 'accept' | 'reject' | undefined;
}

/** Options of `createCallVerification`. */
export interface CallVerificationOptions {
  /**
   * 32 bytes or more. While you rotate it, an array: the first seals, all open. First give every process the new secret as the second,
   * then as the first. Keep an old secret for 30 days, as long as failed checks count: what no given secret opens is not empty, so
   * requests about it are answered with 503.
   */
  readonly secret: Secret | readonly Secret[] | undefined;
  /** ISO 3166 alpha-2 codes of the countries whose numbers are called, or `'any'`. */
  readonly countries: readonly string[] | 'any';
  /** In order of preference. The next method is tried when the provider refuses one, or when the person asks for another call. */
  readonly methods: readonly CallMethod[];
  /** Where verifications and limits are kept. @default createMemoryStore() */
  readonly store?: CallVerificationStore | undefined;
  /** How tokens are signed and what they say. @default HS256 with a key derived from `secret`, good for 300 seconds */
  readonly token?: TokenOptions | undefined;
  /** ISO 3166 alpha-2: the country of numbers in national format. @default only international numbers are read */
  readonly defaultCountry?: string | undefined;
  /**
   * Beginnings of numbers in E.164, such as `'+7940'`, that are not called. They add to this package's own list of dear ranges: +7 840,
   * +7 940, +7 998 and +7 954, which the metadata takes for ordinary ones, and +7 850, which it does not know yet. @default []
   */
  readonly blockedPrefixes?: readonly string[] | undefined;
  /** How long a verification is open, 30 to 600 seconds from its newest attempt, and at most 600 from the first. @default 300 */
  readonly lifetimeSeconds?: number | undefined;
  /** Wrong codes of one verification, 1 to 5. @default 3 */
  readonly maxChecks?: number | undefined;
  /** Calls and messages of one verification, 1 to 10. @default 4 */
  readonly maxAttempts?: number | undefined;
  /** Seconds to wait after the first, second, … dial of a number within an hour: each 0 to 3600. @default [30, 45, 60, 90] */
  readonly resendDelaysSeconds?: readonly number[] | undefined;
  /** Whether a right code must wait until a report says that the call reached the phone. @default false */
  readonly requireCallReport?: boolean | CallReportOptions | undefined;
  /** How many dials and failed checks a number, a prefix, a country, and all of them together may have. @default as each limit says */
  readonly limits?: LimitOptions | undefined;
  /** What may be spent on calls whose price is known. @default none */
  readonly budgets?: BudgetOptions | undefined;
  /** What stops traffic that looks like an attack. @default { prefix: 'enforce', country: 'audit', wrongCodes: 'enforce' } */
  readonly breakers?: BreakerOptions | undefined;
  /**
   * What a client must pass when a limit of a number or a breaker refuses it. The answer 403 `challenge_required` has it as `challenge`;
   * the route's `input` then says `challengePassed`. @default none: what is closed opens with time only
   */
  readonly challenge?: Challenge | undefined;
  /** Gives a device that verified a number a cookie, so that strangers cannot use up its dials and checks of that number. @default false */
  readonly deviceCookie?: boolean | DeviceCookieOptions | undefined;
  /**
   * A method whose codes the provider chooses is not used for a day if its codes are worth fewer bits than this, 1 to 13. @default none:
   * only an event reports it
   */
  readonly minEntropyBits?: number | undefined;
  /** Limits per address, counted in `store`. `false` switches these off, and no others. @default as each says */
  readonly ipLimits?: IpLimitOptions | false | undefined;
  /**
   * For your own machine: you can call your own number all day, after one to three seconds; a 429 says in its `detail` which limit it was
   * and how to relax it; and what goes wrong is printed as a warning, also beside `onEvent`. What you set yourself is as you set it. No limit of wrong codes is
   * relaxed. Throws under `NODE_ENV=production`. @default false
   */
  readonly development?: boolean | undefined;
  /**
   * What a client must present again at every step, for example its session id. If it returns nothing, a start is 400, later requests
   * 404. @default nothing
   */
  readonly bindTo?: BindTo | undefined;
  /** E.164 → code of 4 to 8 digits: nothing is dialled, and the token says `test`. @default {} */
  readonly testNumbers?: Readonly<Record<string, string>> | undefined;
  /** Allows `testNumbers` under `NODE_ENV=production` until this time. @default they throw there */
  readonly dangerouslyAllowTestNumbersUntil?: Date | undefined;
  /** Asked about each attempt that all other rules allow, before it is recorded and dialled. @default all are allowed */
  readonly policy?: Policy | undefined;
  /**
   * Makes everything that must stay the same when `secret` is rotated: store keys, limits, `sub`, callback paths. @default `secret`;
   * required when that is an array: the secret you began with
   */
  readonly pseudonymKey?: Secret | undefined;
  /**
   * Takes what is stored and cannot be opened for empty, and overwrites it. For a host that has lost its secret: each number then has its
   * guesses and calls of the day, and its guesses of the month, once more. Leave it on for 30 days at most. @default false: such requests
   * are answered with 503, and the event `record.unreadable` says what to do
   */
  readonly dangerouslyOverwriteUnreadable?: boolean | undefined;
  /** How long one operation of the store may take: 10 to 60 000 milliseconds. @default 2000 */
  readonly storeTimeoutMs?: number | undefined;
  /** The present time, in milliseconds since the epoch. @default Date.now */
  readonly clock?: (() => number) | undefined;
  /**
   * Sends the requests to providers. What one of your own sends later, or again, is followed through its promises, which before Node 24
   * slows down all promises of the process. Where OpenTelemetry traces requests, take `untraced()` of
   * `express-call-verification/opentelemetry`, because MCN's URLs hold number and code. @default globalThis.fetch
   */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /**
   * Gets an event for everything that happens; numbers are masked, without codes. If it throws, a warning is written. @default none: what
   * somebody must act on is printed once for each kind, as a `CallVerificationWarning` of the process, with what to do, unless `logger` gets it
   */
  readonly onEvent?: ((event: CallVerificationEvent) => unknown) | undefined;
  /**
   * Logs each event under its type: pino, `console`, or whatever has `info`, `warn` and `error`, which take an object and a text.
   * If it throws, a warning is written. @default none
   */
  readonly logger?: CallVerificationLogger | undefined;
  /** Names the service where a process has several: in traces, metrics and consoles. 1 to 32 of a-z, 0-9 and -. @default 'default' */
  readonly name?: string | undefined;
}

const SECRET = 'a secret of 32 bytes or more (for example from `openssl rand -base64 32`)';
const secret = z
  .custom<Secret>((value) => (typeof value === 'string' || value instanceof Uint8Array) && Buffer.byteLength(value) >= 32, {
    error: SECRET,
  })
  .refine((value) => !isWeakKey(value), { error: `a secret ${WEAK_KEY}` });
const COUNTRIES = 'a list of ISO 3166 alpha-2 country codes such as ["RU", "SK"], or "any"';
const isMethod = (value: object): boolean => 'place' in value && 'kind' in value && 'provider' in value;
const isStore = (value: object): boolean =>
  ['get', 'put', 'delete', 'count'].every((verb) => typeof (value as Record<string, unknown>)[verb] === 'function');
const isLogger = (value: object): boolean =>
  ['info', 'warn', 'error'].every((level) => typeof (value as Record<string, unknown>)[level] === 'function');
const NAME = '1 to 32 characters of a-z, 0-9 and -';
const PREFIXES = 'a list of beginnings of numbers in E.164, such as ["+7940", "+3725"]';
const TEST_NUMBERS = 'an object with numbers in E.164 as names, such as { "+79157777777": "1234" }';
const TEST_CODE = 'a code of 4 to 8 digits';
const testNumber = z.string().refine((phone) => parsePhone(phone)?.e164 === phone, { error: TEST_NUMBERS });

const deviceCookie = z.strictObject({
  name: z
    .string()
    .regex(/^[\w-]{1,64}$/, { error: 'a name of letters, digits, _ and -' })
    .default('call_verification_device'),
  path: option.text().default('/'),
  domain: option.text().optional(),
  sameSite: option.oneOf(['strict', 'lax', 'none']).default('lax'),
  secure: option.flag().default(true),
} satisfies ShapeOf<DeviceCookieOptions>);

export const callVerificationSchema = z.strictObject({
  secret: z.union([secret, z.array(secret).min(1, { error: 'at least one secret' })], { error: SECRET }),
  countries: z.union([z.literal('any'), countriesOption(COUNTRIES)], { error: COUNTRIES }),
  methods: z
    .array(option.object<CallMethod>(isMethod, 'a method of a provider, such as createMcn(…).flashCall()'), { error: 'a list of methods' })
    .min(1, { error: 'at least one method, such as createMcn(…).flashCall()' }),
  store: option.object<CallVerificationStore>(isStore, 'a store with get, put, delete and count').optional(),
  token: tokenOption,
  defaultCountry: countryOption().optional(),
  blockedPrefixes: z.array(z.string({ error: PREFIXES }).regex(E164_BEGINNING, { error: PREFIXES }), { error: PREFIXES }).default([]),
  lifetimeSeconds: option.integer(30, 600).default(300),
  maxChecks: option.integer(1, 5).default(3),
  maxAttempts: option.integer(1, 10).default(4),
  requireCallReport: z
    .union(
      [
        z.boolean(),
        z.strictObject({
          reportTimeoutSeconds: option.integer(1, 600).default(60),
          onTimeout: option.oneOf(['accept', 'reject']).default('reject'),
        } satisfies ShapeOf<CallReportOptions>),
      ],
      { error: 'true, false or { reportTimeoutSeconds, onTimeout }' },
    )
    .default(false),
  ...callLimits,
  budgets: budgetsOption,
  breakers: breakersOption,
  development: option.flag().default(false),
  bindTo: option.callback<BindTo>().optional(),
  testNumbers: z
    .record(testNumber, z.string({ error: TEST_CODE }).regex(/^[0-9]{4,8}$/, { error: TEST_CODE }), { error: TEST_NUMBERS })
    .default({}),
  dangerouslyAllowTestNumbersUntil: z.date({ error: 'a Date' }).optional(),
  policy: option.callback<Policy>().optional(),
  challenge: z
    .custom<Challenge>((value) => (typeof value === 'object' && value !== null) || typeof value === 'function', {
      error: 'an object that says what the client must pass, or a function that makes one',
    })
    .optional(),
  deviceCookie: z
    .union([z.boolean(), deviceCookie], { error: 'true, false, or an object such as { name, path, domain, sameSite, secure }' })
    .default(false)
    .transform((value) => (value === true ? deviceCookie.parse({}) : value)),
  minEntropyBits: option.number(1, 13).optional(),
  pseudonymKey: secret.optional(),
  dangerouslyOverwriteUnreadable: option.flag().default(false),
  storeTimeoutMs: option.integer(10, 60_000).default(2000),
  // It is looked up at each call, so that a test may replace it later.
  clock: option.callback<() => number>().default(() => () => Date.now()),
  fetch: option.callback<typeof globalThis.fetch>().optional(),
  onEvent: option.callback<(event: CallVerificationEvent) => unknown>().optional(),
  logger: option.object<CallVerificationLogger>(isLogger, 'a logger with info, warn and error, such as pino() or console').optional(),
  name: option
    .text()
    .regex(/^[a-z0-9-]{1,32}$/, { error: NAME })
    .default('default'),
} satisfies ShapeOf<CallVerificationOptions>);

/** With the defaults of the mode for development. */
export const developmentSchema: typeof callVerificationSchema = callVerificationSchema.extend(callLimitsOfDevelopment);

export type ResolvedOptions = z.output<typeof callVerificationSchema>;
