/** What the host is told as it happens: numbers masked, no codes, no ids of clients or providers. */
import type { MethodKind } from '../core/kind.js';
import type { CallOutcome } from '../core/outcome.js';
import type { ClosedReason } from '../core/problems.js';
import type { Blame } from '../ports/method.js';

/** Ties the events of one verification together; the token's `txn` is the same. No id that a client or a provider knows. */
interface OfVerification {
  readonly txn: string;
  /** Masked. */
  readonly phone: string;
  readonly purpose: string;
}

interface OfCall extends OfVerification {
  readonly provider: string;
  /** The method's id, for example `mcn.flashCall`. */
  readonly methodId: string;
  readonly method: MethodKind;
}

export type CallVerificationEvent = { readonly at: Date } & (
  | ({ readonly type: 'verification.started'; readonly country: string } & OfVerification)
  | ({ readonly type: 'verification.verified'; readonly method: MethodKind; readonly isTest: boolean } & OfVerification)
  | ({ readonly type: 'verification.closed'; readonly reason: ClosedReason } & OfVerification)
  | ({ readonly type: 'call.placed' } & OfCall)
  | ({ readonly type: 'call.refused'; readonly blame: Blame; readonly reason: string } & OfCall)
  | ({ readonly type: 'call.uncertain'; readonly reason: string } & OfCall)
  | ({ readonly type: 'call.reported'; readonly outcome: CallOutcome; readonly cause?: number | undefined } & OfCall)
  | ({ readonly type: 'code.rejected'; readonly checksLeft: number } & OfVerification)
  | { readonly type: 'limit.reached'; readonly limit: string; readonly phone?: string | undefined }
  | { readonly type: 'callback.rejected'; readonly provider: string; readonly reason: 'token' | 'header' | 'address' | 'too_large' }
  | { readonly type: 'callback.unmatched'; readonly provider: string }
  | { readonly type: 'callback.unmapped'; readonly provider: string }
  | {
      readonly type: 'callback.missing';
      readonly provider: string /** Placed within 15 minutes, and not one reported. */;
      readonly calls: number;
    }
  | { readonly type: 'account.trouble'; readonly provider: string; readonly reason: string }
  | { readonly type: 'store.failed'; readonly verb: string; readonly reason: string }
);

type WithoutTime<E> = E extends unknown ? Omit<E, 'at'> : never;

/** Tells an event; never throws. */
export type Emit = (event: WithoutTime<CallVerificationEvent>) => void;

/** @param onEvent the host's listener: what it throws, or what its promise rejects with, stops nothing */
export function createEmitter(onEvent: ((event: CallVerificationEvent) => unknown) | undefined, clock: () => number): Emit {
  if (onEvent === undefined) return () => undefined;
  const complain = (error: unknown): void => {
    process.emitWarning(`onEvent failed: ${error instanceof Error ? error.name : typeof error}`, 'CallVerificationWarning');
  };
  return (event) => {
    try {
      const told = onEvent({ ...event, at: new Date(clock()) } as CallVerificationEvent);
      if (told instanceof Promise) told.catch(complain);
    } catch (error) {
      complain(error);
    }
  };
}
