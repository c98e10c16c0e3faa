/** The work of the package without Express: every use case is a method, and a failing store becomes its problem. */
import type { AwaitingCall, Canceled, Started, ToldToHost, VerificationStatus, Verified } from '../contract/answers.js';
import type { CheckInput, DeliveryReport, ParsedStart, ReferenceInput, StartInput } from '../contract/inputs.js';
import { LEAVING, type Problem } from '../contract/problems.js';
import type { Forgotten } from '../core/decisions/decide-forget.js';
import type { ServiceIdentity } from '../ports/channels.js';
import type { Health } from '../ports/health.js';
import type { PhoneTokenClaims } from '../ports/token.js';
import { acceptsCallback, type CallbackSender, webhookPath } from './callbacks/callback-guard.js';
import { type DeliveryReported, type Reported, type ReportInput, report, reportDelivery } from './callbacks/report.js';
import { cancel } from './cancel/cancel.js';
import { check } from './check/check.js';
import { type Engine, orUnavailable } from './engine.js';
import { type Parsed, parseCheck, parseDelivery, parseReference, parseStart } from './input.js';
import { forget, type Operator, release, unlock } from './operator/operator.js';
import { answerEarlier, start } from './start/start.js';
import { status } from './status/status.js';
import type { StatusListener, StatusWatches, Watching } from './status/status-watch.js';

/**
 * A verification service, as `createCallVerification` makes it and the Express factories take it.
 *
 * Results differ in `ok`, then in `code` (problems) or `status`. Only unexpected errors are thrown. Input is parsed strictly; wrong input
 * gives `invalid_request`.
 */
export interface CallVerification {
  /**
   * Begins a verification (`phone`), or calls again for an open one (`verificationId`). The host sets `ip`, `binding` and
   * `idempotencyKey`, never the client's body.
   */
  start(input: StartInput): Promise<(Started & ToldToHost) | Problem>;
  /** Checks a code, or, without `code`, whether a confirmation call was confirmed or an awaited report has come. */
  check(input: CheckInput): Promise<(Verified & ToldToHost) | AwaitingCall | Problem>;
  /** Returns how a verification stands. */
  status(input: ReferenceInput): Promise<VerificationStatus | Problem>;
  /** Reports a status now and at every change, until the verification is over or `stop` is called. At most three listeners for one in a process. */
  watchStatus(input: ReferenceInput, listener: StatusListener): Promise<Watching | Problem>;
  /** Ends a verification when its client asks for it. Its calls still count. */
  cancel(input: ReferenceInput): Promise<Canceled | Problem>;
  /**
   * Takes a provider's callback, and checks the header secret and the address ranges. The caller must check the token in the path by
   * `acceptsCallback` before it reads the body.
   */
  report(provider: string, request: ReportInput): Promise<Reported>;
  /**
   * Takes what the service of a sender has told your app about a message. Only `undelivered` changes something: the person is offered the
   * next way. Authenticate the service before. The same report may come any number of times.
   */
  reportDelivery(report: DeliveryReport): Promise<DeliveryReported | Problem>;
  /** Whether a callback to `/<provider>/<token>` comes from the provider, as far as that shows without its body. */
  acceptsCallback(provider: string, sender: CallbackSender): boolean;
  /**
   * The path of a provider's callbacks, below the place where `callWebhooks` is mounted: `/mcn/<token>`. It is a secret. A name without
   * methods here throws a `RangeError` with the nearest one.
   */
  webhookPath(provider: string): string;
  /** The claims of a token of this service that has not expired; else `undefined`. The caller must check purpose and `test`. */
  verifyToken(token: string): PhoneTokenClaims | undefined;
  /** Public keys as a JWK set (RFC 7517); empty for symmetric algorithms. */
  readonly jwks: { readonly keys: readonly Readonly<Record<string, unknown>>[] };
  /** Names this service in the messages of its channels. */
  readonly service: ServiceIdentity;
  /** Removes everything that links to a number. Times of its dials and failures stay under a pseudonym until they expire. */
  forget(phone: string, operator?: Operator): Promise<Forgotten | Problem>;
  /** Opens a number that is closed by its failures or dials. */
  unlock(phone: string, operator?: Operator): Promise<{ readonly ok: true } | Problem>;
  /** Opens a prefix that is closed by its breaker: `+7915777`, or a whole number of it. */
  release(prefix: string, operator?: Operator): Promise<{ readonly ok: true } | Problem>;
  /**
   * How the service is doing: store, circuits, budgets, callbacks, clock. Never throws, and answers at the latest after two
   * `storeTimeoutMs`. It holds nothing secret, but do not make it public: it says when an attack is cheap.
   */
  health(): Promise<Health>;
  /**
   * From now on no new call is placed: `start` answers `temporarily_unavailable`, except for the repeat of a start that was made. Resolves
   * when everything that was under way has ended and is written, at the latest after the time-outs of all methods and five of the store.
   * Everything else still works. The first step of a shutdown; to call it twice gives the same promise.
   */
  drain(): Promise<void>;
  /**
   * Drains, ends all streams, and sends the rest of the counts to the store. From then on everything that needs the store answers
   * `temporarily_unavailable`. The host's own clients stay open; close them after this. To call it twice gives the same promise.
   */
  close(): Promise<void>;
}

function afterParsing<Input, Answer>(parsed: Parsed<Input>, work: (input: Input) => Promise<Answer>): Promise<Answer | Problem> {
  return parsed.ok ? work(parsed.input) : Promise.resolve(parsed);
}

/** The use cases for input that is already parsed. */
export interface UseCases {
  start(input: ParsedStart): Promise<(Started & ToldToHost) | Problem>;
  /**
   * Reads a start and makes it, as one: a drain that begins in between lets both end, so nothing is lost that only the reading could take.
   *
   * @param read is told whether new starts are taken; if not, only the repeat of an earlier one is answered
   */
  startAfter(read: (isTaken: boolean) => Promise<ReadStart>): Promise<(Started & ToldToHost) | Problem>;
  check(input: CheckInput): Promise<(Verified & ToldToHost) | AwaitingCall | Problem>;
  status(input: ReferenceInput): Promise<VerificationStatus | Problem>;
  watchStatus(input: ReferenceInput, listener: StatusListener): Promise<Watching | Problem>;
  cancel(input: ReferenceInput): Promise<Canceled | Problem>;
}

type ReadStart = { readonly ok: true; readonly input: ParsedStart } | Problem;

/** Runs a request that needs the store, unless the service is closed. A shutdown waits for it. */
function serve<T>({ lifecycle }: Engine, work: () => Promise<T>): Promise<T | Problem> {
  return lifecycle.refusesAll() ? Promise.resolve(LEAVING) : lifecycle.others.run(() => orUnavailable(work()));
}

export function createUseCases(engine: Engine, watches: StatusWatches): UseCases {
  const { lifecycle } = engine;
  const makeStart = async (read: Promise<ReadStart>): Promise<(Started & ToldToHost) | Problem> => {
    const given = await read;
    if (!given.ok) return given;
    // The host's code has held it up for longer than it was waited for.
    return lifecycle.stage === 'open' || lifecycle.stage === 'draining' ? start(engine, given.input) : LEAVING;
  };
  const repeatStart = async (read: Promise<ReadStart>): Promise<(Started & ToldToHost) | Problem> => {
    const given = await read;
    return given.ok ? answerEarlier(engine, given.input) : given;
  };
  const startAfter: UseCases['startAfter'] = async (read) =>
    lifecycle.stage === 'open'
      ? lifecycle.starts.run(() => orUnavailable(makeStart(read(true))))
      : serve(engine, () => repeatStart(read(false)));
  return {
    start: (input) => startAfter(async () => ({ ok: true, input })),
    startAfter,
    check: (input) => serve(engine, () => check(engine, input)),
    status: (input) => serve(engine, () => status(engine, input)),
    watchStatus: (input, listener) => serve(engine, () => watches.watch(input, listener)),
    cancel: (input) => serve(engine, () => cancel(engine, input)),
  };
}

export function createService(
  engine: Engine,
  useCases: UseCases,
  { drain, close, health }: Pick<CallVerification, 'drain' | 'close' | 'health'>,
): CallVerification {
  return {
    start: (given) => afterParsing(parseStart(given), useCases.start),
    check: (given) => afterParsing(parseCheck(given), useCases.check),
    status: (given) => afterParsing(parseReference(given), useCases.status),
    watchStatus: (given, listener) => afterParsing(parseReference(given), (input) => useCases.watchStatus(input, listener)),
    cancel: (given) => afterParsing(parseReference(given), useCases.cancel),
    report: (provider, request) => engine.lifecycle.others.run(() => report(engine, provider, request)),
    reportDelivery: (given) => afterParsing(parseDelivery(given), (read) => serve(engine, () => reportDelivery(engine, read))),
    acceptsCallback: (provider, sender) => acceptsCallback(engine, provider, sender),
    webhookPath: (provider) => webhookPath(engine, provider),
    verifyToken: (token) => engine.tokens.verify(token, engine.clock()),
    jwks: engine.tokens.jwks,
    service: engine.service,
    forget: (phone, operator) => serve(engine, () => forget(engine, phone, operator)),
    unlock: (phone, operator) => serve(engine, () => unlock(engine, phone, operator)),
    release: (prefix, operator) => serve(engine, () => release(engine, prefix, operator)),
    ...{ drain, close, health },
  };
}
