/** The options of `createCallVerification`: what a host may set, what they default to, and how each is checked. */
import { KeyObject } from 'node:crypto';
import { z } from 'zod';
import { option } from '../core/options/parse-options.js';
import { isKnownCountry, parsePhone } from '../core/phone/phone.js';
import type { Secret } from '../engine/records/keyring.js';
import type { BindTo } from '../http/binding.js';
import type { DeviceCookieOptions } from '../http/device-cookie.js';
import type { IpLimitOptions } from '../http/ip-limits.js';
import type { CallVerificationEvent } from '../ports/events.js';
import type { CallMethod } from '../ports/method.js';
import type { Challenge, Policy } from '../ports/policy.js';
import type { CallVerificationStore } from '../ports/store.js';
import { ALGORITHMS, type TokenAlgorithm, type TokenKey } from '../tokens/keys.js';
import {
  type BreakerOptions,
  type BudgetOptions,
  breakersOption,
  budgetsOption,
  type LimitOptions,
  limitsOption,
} from './limit-options.js';

export interface TokenOptions {
  /** Signs the token: a secret for HS…, a private key (PEM or `KeyObject`) for the others. @default derived from `secret` */
  readonly key?: TokenKey | undefined;
  /** @default 'HS256' */
  readonly algorithm?: TokenAlgorithm;
  /** The header's `kid`. @default derived from the key (RFC 7638 for key pairs) */
  readonly keyId?: string;
  /** @default 'express-call-verification' */
  readonly issuer?: string;
  /** @default 'express-call-verification' */
  readonly audience?: string;
  /** @default 300 */
  readonly expiresInSeconds?: number;
  /** Claims to add, or what gives them; called before the code is spent, so that what it throws costs the person nothing. */
  readonly claims?:
    | Readonly<Record<string, unknown>>
    | ((verified: {
        readonly phone: string;
        readonly purpose: string;
        readonly test: boolean;
      }) => Readonly<Record<string, unknown>> | Promise<Readonly<Record<string, unknown>>>);
  /** Keys of before: they verify tokens, and stand in the JWK set, until the last token they signed has expired. */
  readonly previousKeys?: readonly { readonly key: TokenKey; readonly algorithm?: TokenAlgorithm; readonly keyId?: string }[];
}

/** What to do about reports that the token must wait for. */
export interface CallReportOptions {
  /** Seconds from the dial after which a missing report counts as `onTimeout` says. @default 60 */
  readonly reportTimeoutSeconds?: number;
  /** @default 'reject' */
  readonly onTimeout?: 'accept' | 'reject';
}

export interface CallVerificationOptions {
  /** 32 bytes or more. An array while rotating: the first writes, all read. Keep an old one 30 days, as long as failed checks count. */
  readonly secret: Secret | readonly Secret[] | undefined;
  /** ISO 3166 alpha-2 codes of the countries whose numbers are called, or `'any'`. */
  readonly countries: readonly string[] | 'any';
  /** In order of preference: the next is tried when one is refused, or when the person asks for another call. */
  readonly methods: readonly CallMethod[];
  /** @default createMemoryStore() */
  readonly store?: CallVerificationStore;
  readonly token?: TokenOptions;
  /** For numbers in national format; without it only international ones are read. */
  readonly defaultCountry?: string;
  /** From each attempt, and 600 s from the first at most. @default 300 */
  readonly lifetimeSeconds?: number;
  /** Wrong codes of one verification; at most 5. @default 3 */
  readonly maxChecks?: number;
  /** Calls and messages of one verification. @default 4 */
  readonly maxAttempts?: number;
  /** Seconds to wait after the first, second, … dial of a number within an hour. @default [30, 45, 60, 90] */
  readonly resendDelaysSeconds?: readonly number[];
  /** Whether a right code must wait until a report says that the call reached the phone. @default false */
  readonly requireCallReport?: boolean | CallReportOptions;
  readonly limits?: LimitOptions;
  /** What may be spent on calls whose price is known. @default none */
  readonly budgets?: BudgetOptions;
  /** What stops traffic that looks like an attack. @default { prefix: 'enforce', country: 'audit', wrongCodes: 'enforce' } */
  readonly breakers?: BreakerOptions;
  /**
   * What a client must pass when a limit of a number or a breaker stands in its way: told as `challenge` in a 403
   * `challenge_required`. The route's `input` then says `challengePassed`. Without it what is closed opens by time alone.
   */
  readonly challenge?: Challenge;
  /** Gives devices that verified a number a proof of it, so that no stranger can use up what they may do with it. @default false */
  readonly deviceCookie?: boolean | DeviceCookieOptions;
  /** Bits below which a method whose codes the provider chooses is used no more. @default none: it is only told of */
  readonly minEntropyBits?: number;
  /** Limits per address, by express-rate-limit over `store`. `false` switches these off and leaves the others. */
  readonly ipLimits?: IpLimitOptions | false;
  /** What a client must present again at every step, for example its session's id. Yielding nothing: 400 at start, 404 later. */
  readonly bindTo?: BindTo;
  /** E.164 → code: nothing is dialled, and the token says `test`. */
  readonly testNumbers?: Readonly<Record<string, string>>;
  /** Lets `testNumbers` work under `NODE_ENV=production` until then. */
  readonly dangerouslyAllowTestNumbersUntil?: Date;
  /** Asked about each attempt that all other rules allow, before it is written down and dialled. */
  readonly policy?: Policy;
  /** Makes what must outlive a rotation. @default `secret`; required when that is an array: the secret one began with */
  readonly pseudonymKey?: Secret | undefined;
  /** Milliseconds that one verb of the store may take. @default 2000 */
  readonly storeTimeoutMs?: number;
  /** @default Date.now */
  readonly clock?: () => number;
  /** @default globalThis.fetch */
  readonly fetch?: typeof globalThis.fetch;
  /** Told of everything that happens; numbers masked, no codes. */
  readonly onEvent?: (event: CallVerificationEvent) => unknown;
}

const SECRET = 'a secret of 32 bytes or more (for example from `openssl rand -base64 32`)';
const secret = z.custom<Secret>((value) => (typeof value === 'string' || value instanceof Uint8Array) && Buffer.byteLength(value) >= 32, {
  error: SECRET,
});
const key = z.custom<TokenKey>((value) => typeof value === 'string' || value instanceof Uint8Array || value instanceof KeyObject, {
  error: 'a secret, a PEM text or a KeyObject',
});
const algorithm = option.oneOf(ALGORITHMS);
const COUNTRIES = 'a list of ISO 3166 alpha-2 country codes such as ["RU", "SK"], or "any"';
const country = z
  .string({ error: 'an ISO 3166 alpha-2 country code' })
  .refine(isKnownCountry, { error: 'an ISO 3166 alpha-2 country code in capitals, such as "RU"' });
const isMethod = (value: object): boolean => 'place' in value && 'kind' in value && 'provider' in value;
const isStore = (value: object): boolean =>
  ['get', 'put', 'delete', 'count'].every((verb) => typeof (value as Record<string, unknown>)[verb] === 'function');
const PREVIOUS_KEYS = 'a list of keys such as [{ key, algorithm, keyId }]';
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
});

export const callVerificationSchema = z.strictObject({
  secret: z.union([secret, z.array(secret).min(1, { error: 'at least one secret' })], { error: SECRET }),
  countries: z.union([z.literal('any'), option.listOf(country, COUNTRIES)], { error: COUNTRIES }),
  methods: z
    .array(option.object<CallMethod>(isMethod, 'a method of a provider, such as createMcn(…).flashCall()'), { error: 'a list of methods' })
    .min(1, { error: 'at least one method, such as createMcn(…).flashCall()' }),
  store: option.object<CallVerificationStore>(isStore, 'a store with get, put, delete and count').optional(),
  token: z
    .strictObject(
      {
        key: key.optional(),
        algorithm: algorithm.default('HS256'),
        keyId: option.text().optional(),
        issuer: option.text().default('express-call-verification'),
        audience: option.text().default('express-call-verification'),
        expiresInSeconds: option.integer(1, 86_400).default(300),
        claims: z
          .custom<NonNullable<TokenOptions['claims']>>(
            (value) => typeof value === 'function' || (typeof value === 'object' && value !== null),
            { error: 'an object or a function' },
          )
          .default({}),
        previousKeys: z
          .array(
            z.strictObject({ key, algorithm: algorithm.default('HS256'), keyId: option.text().optional() }, { error: PREVIOUS_KEYS }),
            { error: PREVIOUS_KEYS },
          )
          .default([]),
      },
      { error: 'an object of token options' },
    )
    .prefault({}),
  defaultCountry: country.optional(),
  lifetimeSeconds: option.integer(30, 600).default(300),
  maxChecks: option.integer(1, 5).default(3),
  maxAttempts: option.integer(1, 10).default(4),
  resendDelaysSeconds: option.listOf(option.integer(0, 3600), 'a list of seconds').default([30, 45, 60, 90]),
  requireCallReport: z
    .union(
      [
        z.boolean(),
        z.strictObject({
          reportTimeoutSeconds: option.integer(1, 600).default(60),
          onTimeout: option.oneOf(['accept', 'reject']).default('reject'),
        }),
      ],
      { error: 'true, false or { reportTimeoutSeconds, onTimeout }' },
    )
    .default(false),
  limits: limitsOption,
  budgets: budgetsOption,
  breakers: breakersOption,
  ipLimits: z
    .union(
      [
        z.literal(false),
        z.strictObject({
          startsPerHour: option.integer(1, 1_000_000).default(30),
          startsPerHourIpv6: option.integer(1, 1_000_000).default(10),
          checksPerHour: option.integer(1, 1_000_000).default(60),
        }),
      ],
      { error: 'false, or an object of limits per address' },
    )
    .prefault({}),
  bindTo: option.callback<BindTo>().optional(),
  testNumbers: z
    .record(testNumber, z.string({ error: TEST_CODE }).regex(/^[0-9]{4,8}$/, { error: TEST_CODE }), { error: TEST_NUMBERS })
    .default({}),
  dangerouslyAllowTestNumbersUntil: z.date({ error: 'a Date' }).optional(),
  policy: option.callback<Policy>().optional(),
  challenge: z
    .custom<Challenge>((value) => (typeof value === 'object' && value !== null) || typeof value === 'function', {
      error: 'an object that tells the client what to pass, or a function that makes one',
    })
    .optional(),
  deviceCookie: z
    .union([z.boolean(), deviceCookie], { error: 'true, false, or an object such as { name, path, domain, sameSite, secure }' })
    .default(false)
    .transform((value) => (value === true ? deviceCookie.parse({}) : value)),
  minEntropyBits: option.number(1, 13).optional(),
  pseudonymKey: secret.optional(),
  storeTimeoutMs: option.integer(10, 60_000).default(2000),
  clock: option.callback<() => number>().default(() => Date.now),
  fetch: option.callback<typeof globalThis.fetch>().default(() => globalThis.fetch),
  onEvent: option.callback<(event: CallVerificationEvent) => unknown>().optional(),
});

export type ResolvedOptions = z.output<typeof callVerificationSchema>;
