/** The properties of a method that decisions depend on. */
import type { MethodKind, StandardKind } from '../../contract/method-kind.js';
import type { NumberType } from '../phone/phone.js';
import type { CodeReach } from './outcome.js';

/**
 * Who chooses the code: `us` (for each length the same for all attempts of a verification), `pool` (the ending of one of the host's own
 * numbers), `provider` (returned in its answer), `earlier_call` (an SMS that repeats a call's code), or `nobody` (the person presses a
 * key).
 */
export type CodeSource = 'us' | 'pool' | 'provider' | 'earlier_call' | 'nobody';

/** Whether reports about a method's calls come: as documented, as assumed, or never. */
export type ReportPromise = 'documented' | 'assumed' | 'never';

/** What decisions must know about a method. */
export interface MethodTraits {
  /** `<provider name>.<method>`, for example `mcn.flashCall`. Unique among the methods of a verification service. */
  readonly id: string;
  /** The account that places its calls. */
  readonly provider: { readonly name: string };
  /** The name that clients use: one of the four, whose meaning is fixed, or one of the host's own. */
  readonly kind: MethodKind;
  /** Who chooses the code. */
  readonly codeFrom: CodeSource;
  /** How the code reaches the person. */
  readonly codeReach: CodeReach;
  /** Digits of the code: 4 to 8 for `us`. For `provider` the number asked for, but the code received decides. 0 for `nobody`. */
  readonly codeLength: number;
  /** For `pool`: the distinct endings of the pool, at least two. */
  readonly endings?: readonly string[] | undefined;
  /** It only pretends to dial: no check fits its code. */
  readonly isDecoy?: true | undefined;
  /** Whether reports about its calls come. */
  readonly reports: ReportPromise;
  /**
   * What its token says in `amr` (RFC 8176). Methods of one kind say the same. @default by kind: `["tel"]` for `flash_call` and
   * `confirmation_call`, `["tel", "otp"]` for `voice_call`, `["sms", "otp"]` for `sms`, `["otp"]` for any other
   */
  readonly amr?: readonly string[] | undefined;
  /** The types of number that it can call. */
  readonly numberTypes: readonly NumberType[];
  /** ISO 3166 alpha-2 countries that it serves; undefined for all that the service allows. */
  readonly countries?: readonly string[] | undefined;
}

/** Authentication method references (RFC 8176). Never `mfa`: a call or a message proves one factor. */
const AMR: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    flash_call: ['tel'],
    voice_call: ['tel', 'otp'],
    confirmation_call: ['tel'],
    sms: ['sms', 'otp'],
  } satisfies Record<StandardKind, readonly string[]>),
);

/** What a token says of a method. */
export function amrOf({ kind, amr }: Pick<MethodTraits, 'kind' | 'amr'>): readonly string[] {
  return amr ?? AMR.get(kind) ?? ['otp'];
}

/** A pool of own numbers with fewer endings is too easy to guess for the usual number of checks. */
const STRONG_POOL = 1000;

/** Whether one guess succeeds so often that a verification gets one check, and a number two failures a day. */
export function isWeak(method: MethodTraits): boolean {
  return method.codeFrom === 'pool' && (method.endings?.length ?? 0) < STRONG_POOL;
}

/** Whether the method serves this number. */
export function servesNumber(method: MethodTraits, phone: { country: string; types: readonly NumberType[] }): boolean {
  return (
    (method.countries === undefined || method.countries.includes(phone.country)) &&
    method.numberTypes.some((type) => phone.types.includes(type))
  );
}
