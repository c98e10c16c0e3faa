/** What the engine asks of a provider and of its methods. */
import type { MethodTraits } from '../core/entry/method-traits.js';
import type { CallFate } from '../core/entry/outcome.js';
import type { Price } from '../core/fraud/money.js';

/** One call or message to be placed. */
export interface PlaceRequest {
  /** E.164 with its plus, for example `+79157777777`. */
  readonly phone: string;
  /** The code to carry. Present if the method's `codeFrom` is `us` or `pool`. */
  readonly code?: string | undefined;
  /** The provider's id of the call whose code is to be sent again. Present if `codeFrom` is `earlier_call`. */
  readonly earlierCallId?: string | undefined;
  /** What the number is verified for. */
  readonly purpose: string;
  /** Names the verification in events and in its token. It is no secret, and leads to nobody. */
  readonly txn: string;
  /** The language that the person reads, as the start has named it: a tag of BCP 47. */
  readonly language?: string | undefined;
}

/** What a refusal is about: this number, the host's account, or the provider itself. */
export type Blame = 'number' | 'account' | 'provider';

/** What the provider said. Refused and uncertain are separate, because another call may be placed only after a refusal. */
export type PlaceResult =
  | {
      readonly status: 'placed';
      /** The provider's id of the call, if it gave one. */
      readonly callId?: string | undefined;
      /** The code as the provider returned it; compared with ours where we chose it. */
      readonly code?: string | undefined;
      /** The provider says that the number is forwarded, and the method does not allow that. */
      readonly isRedirected?: boolean | undefined;
      /** What this attempt costs, as the provider says; absent if that is doubtful. */
      readonly price?: Price | undefined;
    }
  | {
      readonly status: 'refused';
      readonly blame: Blame;
      /** A short fixed word for events (an error code of the provider, `http_403`, …), never text from outside and never a number. */
      readonly reason: string;
    }
  | {
      readonly status: 'uncertain';
      readonly reason: string;
      readonly callId?: string | undefined;
      readonly code?: string | undefined;
      readonly price?: Price | undefined;
    };

/** What a method needs from outside. */
export interface PlaceContext {
  /** Sends the request to the provider. */
  readonly fetch: typeof globalThis.fetch;
}

/** One way to reach a phone through one provider account. Frozen. */
export interface CallMethod extends MethodTraits {
  /** The account that places its calls. */
  readonly provider: CallProvider;
  /** Price of one attempt, for example `{ amount: 0.15, currency: 'RUB' }`. Without one it counts as a call only. */
  readonly price?: Price | undefined;
  /**
   * Whether its answers tell what an attempt cost. Under a budget in the currency of `price`, an attempt is then reserved at the highest
   * price that was told for its country within a day. @default false
   */
  readonly tellsPrice?: boolean | undefined;
  /** The base address of the API that it asks, for whoever looks whether that can be reached. @default not told */
  readonly apiUrl?: string | undefined;
  /**
   * Whether the addresses of its requests hold number and code, so that whatever records addresses records them. @default false: they are
   * in bodies
   */
  readonly hasSecretUrls?: boolean | undefined;
  /** The field that reports must have beside those of the provider's `callbackForm`. Only for `confirmation_call`. @default none */
  readonly confirmingField?: string | undefined;
  /** Whether the person confirmed an answered call with these reported fields. Only for `confirmation_call`. */
  isConfirmedBy?(report: ParsedReport): boolean;
  /** Places the call. Never throws, never follows redirects, always ends within the provider's time-out. */
  place(request: PlaceRequest, context: PlaceContext): Promise<PlaceResult>;
}

/** A callback as it came. Its sender is already authenticated. */
export interface CallbackRequest {
  /** `GET` or `POST`. */
  readonly method: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The parameters of the URL. */
  readonly query: Readonly<Record<string, unknown>>;
  /** The body as bytes or text, not compressed, or as the host's body parser left it; undefined if there was none. */
  readonly body: unknown;
}

/** What was understood of one callback. */
export interface ParsedCallback {
  /** None, one or many. */
  readonly reports: readonly ParsedReport[];
  /** If the callback, or a part of it, was not understood: names of fields and kinds of values, never a value. */
  readonly unmapped?: string;
}

/** What a callback says about one call. */
export interface ParsedReport {
  /** The provider's id of the call. */
  readonly callId: string;
  /** What became of the call. */
  readonly fate: CallFate;
  /** All fields of the report, flat, as trimmed strings. */
  readonly fields: Readonly<Record<string, string>>;
}

/** A header that a provider sends with its callbacks. */
export interface CallbackHeader {
  /** Its name. */
  readonly name: string;
  /** A secret of visible ASCII characters without spaces. */
  readonly value: string;
}

/** How a provider's callbacks are authenticated, beside the token in their path. */
export interface CallbackGuard {
  /** Path tokens of the owner's choice, each 22 to 128 URL-safe characters; if there are none, one is derived from the secret. */
  readonly tokens?: readonly string[] | undefined;
  /** A header that every callback carries, its name in lower case. */
  readonly header?: CallbackHeader | undefined;
  /** Whether `address` may send callbacks. Absent: any address may. */
  allowsAddress?(address: string): boolean;
}

/** What a provider's callbacks should hold, for whoever writes their template in the account's pages. */
export interface CallbackForm {
  /** `object`: fields by their names. `array`: bare values in this order; an empty name is a place that may hold anything. */
  readonly shape: 'object' | 'array';
  /** The names of the call's id, the Q.931 cause and the final status. */
  readonly fields: readonly string[];
  /** Which of them is the call's id. */
  readonly id: string;
}

/** One provider account. Frozen. */
export interface CallProvider {
  /** Its place in callback paths and call ids: `[a-z0-9-]{1,32}`. */
  readonly name: string;
  /** How its callbacks are distinguished from forgeries. */
  readonly guard: CallbackGuard;
  /** How long a method of it may take to place a call, in milliseconds: so long `calls.drain` waits for it. @default 8000 */
  readonly timeoutMs?: number | undefined;
  /** What its callbacks should hold. @default not told */
  readonly callbackForm?: CallbackForm | undefined;
  /** Reads all reports of one callback. What is not understood is left out, and described. Never throws. @default it sends no callbacks here */
  parseReports?(request: CallbackRequest): ParsedCallback;
}

/** A provider whose callbacks come to this package. */
export interface CallbackSource extends CallProvider {
  /** As every provider's. */
  parseReports(request: CallbackRequest): ParsedCallback;
}

/** How long the method may take to place a call. A provider that does not say it is given the time of ours. */
export function placeMsOf({ provider }: Pick<CallMethod, 'provider'>): number {
  return provider.timeoutMs ?? 8000;
}
