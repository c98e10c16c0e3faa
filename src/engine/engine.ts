/** What every use case works with. */
import { type Problem, UNAVAILABLE } from '../contract/problems.js';
import type { Rules } from '../core/decisions/rules.js';
import { type Attempt, providerOf } from '../core/entry/attempt.js';
import { type Claim, findOpen, type NumberEntry } from '../core/entry/number-entry.js';
import { asOf, type OpenVerification } from '../core/entry/verification.js';
import { type LimitName, reasonOfLimit } from '../core/limits/limit-name.js';
import { maskPhone } from '../core/phone/phone.js';
import type { ServiceIdentity } from '../ports/channels.js';
import type { Clock } from '../ports/clock.js';
import type { BindingRefusal, CallEventMembers, Emit, VerificationEventMembers } from '../ports/events.js';
import type { CallbackSource, CallMethod } from '../ports/method.js';
import type { Challenge, Policy } from '../ports/policy.js';
import { StoreFailure } from '../ports/store-failure.js';
import type { TokenIssuer } from '../ports/token.js';
import type { Defences } from './defences/defences.js';
import type { Lifecycle } from './lifecycle/lifecycle.js';
import type { Records } from './records/records.js';
import type { Watches } from './watches/watches.js';

export type { Reservation, Unreserved, WantedCall } from './defences/defences.js';
export type { CallLink, Held, VerificationRef } from './records/records.js';

export interface Engine {
  readonly rules: Rules;
  readonly methods: readonly CallMethod[];
  /** Those whose callbacks come here, by name. */
  readonly providers: ReadonlyMap<string, CallbackSource>;
  /** What may stand in the path of each provider's callbacks: one token or more. */
  readonly callbackTokens: ReadonlyMap<string, readonly [string, ...(readonly string[])]>;
  /** Undefined: any. */
  readonly countries: ReadonlySet<string> | undefined;
  readonly defaultCountry: string | undefined;
  /** Whether a number is in a range that is never called, although its country and type are. */
  isBlocked(e164: string): boolean;
  /** The code of a test number, which is not dialled. */
  testCodeOf(e164: string): string | undefined;
  readonly records: Records;
  readonly defences: Defences;
  readonly watches: Watches;
  readonly policy: Policy | undefined;
  /** Undefined: the host has no challenge, so what is closed opens with time only. */
  readonly challenge: Challenge | undefined;
  readonly tokens: TokenIssuer;
  /** What the host adds to a token: the same for all, or asked for each. */
  readonly hostClaims: HostClaims | ((verified: ClaimedNumber) => Promise<HostClaims>);
  readonly lifecycle: Lifecycle;
  /** Names this service in what it publishes. */
  readonly service: ServiceIdentity;
  readonly emit: Emit;
  /** Tells the host, and only the host, that a binding does not fit. Once a minute, so that the time of an answer shows nothing. */
  bindingRefused(reason: BindingRefusal): void;
  /** Somebody gets events now: what an event tells need not be derived for nobody. */
  isHeard(): boolean;
  /** Whether answers say which limit refused a request. */
  readonly isDevelopment: boolean;
  readonly clock: Clock;
  readonly fetch: typeof globalThis.fetch;
}

/** Claims of the host that were read, and can be written into a token. */
export type HostClaims = Readonly<Record<string, unknown>>;

/** A number that was verified, for which the host may add claims. */
export interface ClaimedNumber {
  readonly phone: string;
  readonly purpose: string;
  readonly test: boolean;
}

/** What a client must present, in the form that the entry keeps. */
export function claimOf<P extends string | undefined>(
  { records }: Engine,
  idHash: string,
  { binding }: { readonly binding?: string | undefined },
  purpose: P,
): Claim & { readonly purpose: P } {
  return { idHash, binding: binding === undefined ? undefined : records.pseudonyms.shortHash('binding', binding), purpose };
}

/** Reports a client that knows an open verification, but presents another binding. It gets the answer for an unknown id. */
export function tellOtherBinding(engine: Engine, entry: NumberEntry, { idHash, binding }: Claim): void {
  const known = findOpen(entry, idHash, engine.clock());
  if (known !== undefined && known.binding !== binding) engine.bindingRefused('differs');
}

/** What a store that fails means for a request. */
export function orUnavailable<T>(work: Promise<T>): Promise<T | Problem> {
  return work.catch((error: unknown) => {
    if (error instanceof StoreFailure) return UNAVAILABLE;
    throw error;
  });
}

/** The name in events and tokens of the verification with this id, if the id can be one of this service. */
export function txnOfId({ records }: Engine, verificationId: string | undefined): string | undefined {
  const ref = verificationId === undefined ? undefined : records.refOf(verificationId);
  return ref && records.txnOf(ref.idHash);
}

/** In development, the problem with the name of the limit. */
export function explained(engine: Pick<Engine, 'isDevelopment'>, problem: Problem, by: LimitName | undefined): Problem {
  return withReason(engine, problem, reasonOfLimit(problem, by));
}

/** In development, the problem with its reason. Elsewhere clients must not learn it: it tells what happened to a number, or to the host. */
export function withReason({ isDevelopment }: Pick<Engine, 'isDevelopment'>, problem: Problem, reason: string | undefined): Problem {
  return isDevelopment && reason !== undefined ? { ...problem, detail: `${reason} This text is only told in development.` } : problem;
}

export function aboutVerification({ records }: Engine, verification: OpenVerification): VerificationEventMembers {
  const { idHash, phone, purpose } = verification;
  return { txn: records.txnOf(idHash), phone: maskPhone(phone), country: phone.country, purpose };
}

export function aboutCall(
  engine: Engine,
  verification: OpenVerification,
  { methodId, kind }: Pick<Attempt, 'methodId' | 'kind'>,
): CallEventMembers {
  return { ...aboutVerification(engine, verification), provider: providerOf({ methodId }), methodId, method: kind };
}

/** Reports what became of a call. */
export function tellReported(engine: Engine, { verification, attempt }: { verification: OpenVerification; attempt: Attempt }): void {
  if (!engine.isHeard()) return;
  const { outcome, cause, dialledAt } = attempt;
  const afterMs = Math.max(0, engine.clock() - dialledAt);
  engine.emit({ type: 'call.reported', ...aboutCall(engine, verification, attempt), outcome, cause, afterMs });
}

/** Reports verifications that ended between two states of an entry, whichever request's put ended them. */
export function emitClosed(engine: Engine, after: NumberEntry, before: NumberEntry): void {
  const now = engine.clock();
  for (const was of before.verifications) {
    if (was.state === 'closed') continue;
    // A verification that is gone expired an hour ago, or was forgotten, or none of its calls was placed.
    const is = after.verifications.find((each) => each.idHash === was.idHash) ?? asOf(was, now);
    if (is.state === 'closed' && is.reason !== 'verified') {
      engine.emit({ type: 'verification.closed', reason: is.reason, ...aboutVerification(engine, was) });
    }
  }
}
