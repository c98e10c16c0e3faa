/** What the author of a method gives to its contract. */
import type { CallMethod, PlaceRequest } from '../../ports/method.js';
import type { ProviderReply, ReceivedRequest } from './stand-in.js';

/** The server of the contract that a method is to take for its provider. */
export interface ProviderStandIn {
  /** Its address for HTTP, such as `http://127.0.0.1:40123`. */
  readonly baseUrl: string;
  /** Its address for other protocols: `127.0.0.1`. */
  readonly host: string;
  /** Its TCP port. */
  readonly port: number;
  /**
   * Sends every request to it, whatever its address: for a method whose provider's address is fixed. The context of `place` has the same
   * one.
   */
  readonly fetch: typeof globalThis.fetch;
  /** The time-out that the method should have, in milliseconds. Some cases wait until it is over. */
  readonly timeoutMs: number;
}

/** Makes a new method whose provider is the stand-in. Called once or more for each test. */
export type CreateMethod = (provider: ProviderStandIn) => CallMethod | Promise<CallMethod>;

/** What the author of a method says about its provider, and the test functions of vitest, Jest, `node:test` or any runner like them. */
export interface MethodContractOptions {
  /** Defines a suite. */
  readonly describe: (name: string, suite: () => void) => unknown;
  /** Defines a test. */
  readonly it: (name: string, test: () => Promise<void>) => unknown;
  /**
   * What your provider answers when it accepts. `fresh` has an id, and a code, for what the provider chooses.
   * @default the method does not speak HTTP: only what holds for every protocol is tested
   */
  readonly success?: ((request: ReceivedRequest, fresh: { readonly id: string; readonly code: string }) => ProviderReply) | undefined;
  /**
   * What your provider answers when it refuses by its body, with `text` where its message or its error code stands.
   * @default it refuses by the HTTP status only
   */
  readonly refusal?: ((request: ReceivedRequest, said: { readonly text: string }) => ProviderReply) | undefined;
  /**
   * Whether this request is the one that asks for the call. Others, such as one for an access token, are always answered by `success`.
   * @default every request is
   */
  readonly isSending?: ((request: ReceivedRequest) => boolean) | undefined;
  /**
   * Whether the request has number and code of the call (or the id of the earlier one).
   * @default both stand in its URL, headers or body, as digits without plus
   */
  readonly carries?: ((request: ReceivedRequest, asked: PlaceRequest) => boolean) | undefined;
  /** Statuses of 4xx and 5xx, beside 408, 502 and 504, after which your provider may have acted all the same, for example 500. @default none */
  readonly unclearStatuses?: readonly number[] | undefined;
  /** The keys that the method was made with: no reason may hold them. @default none */
  readonly secrets?: readonly string[] | undefined;
  /** A number that the method serves, in E.164; its last two digits are varied. @default a Russian mobile number */
  readonly phone?: string | undefined;
  /** How much later than its time-out `place` may end, in milliseconds. @default 3500 */
  readonly marginMs?: number | undefined;
}
