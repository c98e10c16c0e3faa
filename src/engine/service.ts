/** The work of the package without Express: every use case as one method, a failing store turned into its problem. */
import type { AwaitingCall, Canceled, Started, VerificationStatus, Verified } from '../contract/answers.js';
import type { CheckInput, ParsedStart, ReferenceInput, StartInput } from '../contract/inputs.js';
import type { Problem } from '../contract/problems.js';
import { UNAVAILABLE } from '../contract/problems.js';
import type { Forgotten } from '../core/decisions/decide-forget.js';
import { StoreFailure } from '../ports/store-failure.js';
import type { PhoneTokenClaims } from '../ports/token.js';
import { acceptsCallback, type CallbackSender, webhookPath } from './callbacks/callback-guard.js';
import { type Reported, type ReportInput, report } from './callbacks/report.js';
import { cancel } from './cancel/cancel.js';
import { check } from './check/check.js';
import type { Engine } from './engine.js';
import { type Parsed, parseCheck, parseReference, parseStart } from './input.js';
import { forget, release, unlock } from './operator/operator.js';
import { start } from './start/start.js';
import { status } from './status/status.js';
import type { StatusListener, StatusWatches, Watching } from './status/status-watch.js';

/**
 * A verification service, as `createCallVerification` makes it and the Express factories take it.
 *
 * Results are told apart by `ok`, then by `code` (problems) or `status`. Only what nobody expects is thrown. Input is parsed
 * strictly; what is wrong with it comes back as `invalid_request`.
 */
export interface CallVerification {
  /** Begins a verification (`phone`) or calls again for an open one (`verificationId`). `ip`, `binding` and `idempotencyKey` come from the host, never from the client's body. */
  start(input: StartInput): Promise<Started | Problem>;
  /** Checks a code, or, without `code`, whether a confirmation call was confirmed or an awaited report has come. */
  check(input: CheckInput): Promise<Verified | AwaitingCall | Problem>;
  /** Tells how a verification stands. */
  status(input: ReferenceInput): Promise<VerificationStatus | Problem>;
  /** Tells the status now and at every change, until the verification is over or `stop` is called. At most three watch one verification in one process. */
  watchStatus(input: ReferenceInput, listener: StatusListener): Promise<Watching | Problem>;
  /** Ends a verification at its client's wish. The calls that it placed still count. */
  cancel(input: ReferenceInput): Promise<Canceled | Problem>;
  /**
   * Takes a provider's callback. The header secret and the address ranges are checked here; the token in the path is for
   * whoever routes the request to check, by `acceptsCallback`, before the body is read.
   */
  report(provider: string, request: ReportInput): Promise<Reported>;
  /** Whether a callback to `/<provider>/<token>` comes from the provider, as far as can be told without its body. */
  acceptsCallback(provider: string, sender: CallbackSender): boolean;
  /** Where a provider's callbacks go, below the place where `callWebhooks` is mounted: `/mcn/<token>`. A secret. */
  webhookPath(provider: string): string;
  /** The claims of a token of ours that is not expired; `undefined` for anything else. Purpose and `test` are the caller's to check. */
  verifyToken(token: string): PhoneTokenClaims | undefined;
  /** Public keys as a JWK set (RFC 7517); empty for symmetric algorithms. */
  readonly jwks: { readonly keys: readonly Readonly<Record<string, unknown>>[] };
  /** Removes what links to a number. Times of its dials and failures stay under a pseudonym until they run out. */
  forget(phone: string): Promise<Forgotten | Problem>;
  /** Opens a number that its failures or dials have closed. */
  unlock(phone: string): Promise<{ readonly ok: true } | Problem>;
  /** Opens a prefix that its breaker has closed: `+7915777`, or a whole number of it. */
  release(prefix: string): Promise<{ readonly ok: true } | Problem>;
  /** Ends what the service keeps open, and tells the store what is not counted there yet. The host's own clients stay open. */
  close(): Promise<void>;
}

async function orUnavailable<T>(work: Promise<T>): Promise<T | Problem> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof StoreFailure) return UNAVAILABLE;
    throw error;
  }
}

async function afterParsing<Input, Answer>(parsed: Parsed<Input>, work: (input: Input) => Promise<Answer>): Promise<Answer | Problem> {
  return parsed.ok ? work(parsed.input) : parsed;
}

/** The use cases on parsed input, for whoever has parsed it: it is not parsed again. */
export interface UseCases {
  start(input: ParsedStart): Promise<Started | Problem>;
  check(input: CheckInput): Promise<Verified | AwaitingCall | Problem>;
  status(input: ReferenceInput): Promise<VerificationStatus | Problem>;
  watchStatus(input: ReferenceInput, listener: StatusListener): Promise<Watching | Problem>;
  cancel(input: ReferenceInput): Promise<Canceled | Problem>;
}

export function createUseCases(engine: Engine, watches: StatusWatches): UseCases {
  return {
    start: (input) => orUnavailable(start(engine, input)),
    check: (input) => orUnavailable(check(engine, input)),
    status: (input) => orUnavailable(status(engine, input)),
    watchStatus: (input, listener) => orUnavailable(watches.watch(input, listener)),
    cancel: (input) => orUnavailable(cancel(engine, input)),
  };
}

/** @param close ends what was opened for the service */
export function createService(engine: Engine, useCases: UseCases, close: () => Promise<void>): CallVerification {
  return {
    start: (given) => afterParsing(parseStart(given), useCases.start),
    check: (given) => afterParsing(parseCheck(given), useCases.check),
    status: (given) => afterParsing(parseReference(given), useCases.status),
    watchStatus: (given, listener) => afterParsing(parseReference(given), (input) => useCases.watchStatus(input, listener)),
    cancel: (given) => afterParsing(parseReference(given), useCases.cancel),
    report: (provider, request) => report(engine, provider, request),
    acceptsCallback: (provider, sender) => acceptsCallback(engine, provider, sender),
    webhookPath: (provider) => webhookPath(engine, provider),
    verifyToken: (token) => engine.tokens.verify(token, engine.clock()),
    jwks: engine.tokens.jwks,
    forget: (phone) => orUnavailable(forget(engine, phone)),
    unlock: (phone) => orUnavailable(unlock(engine, phone)),
    release: (prefix) => orUnavailable(release(engine, prefix)),
    close,
  };
}
