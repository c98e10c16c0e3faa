/** Ends a verification when its client asks for it. Its calls still count. */
import { CANCELED, type Canceled } from '../../contract/answers.js';
import { NOT_FOUND, type Problem } from '../../contract/problems.js';
import { type Claim, findVerification, type NumberEntry, prune, replaceVerification } from '../entry/number-entry.js';
import { isSameRun, type RequestMark } from '../entry/request-mark.js';
import { close } from '../entry/verification.js';
import type { Decision } from './decision.js';

export interface CancelCommand {
  readonly now: number;
  readonly mark: RequestMark;
  readonly claim: Claim;
}

export function decideCancel(before: NumberEntry, { now, mark, claim }: CancelCommand): Decision<Canceled | Problem> {
  const entry = prune(before, now);
  const verification = findVerification(entry, claim, now);
  if (verification === undefined) return { result: NOT_FOUND };
  if (verification.state === 'open') {
    const closed = close(verification, 'canceled', { mark, at: now });
    return { result: CANCELED, entry: replaceVerification(entry, claim.idHash, closed) };
  }
  const { reason, endedBy } = verification;
  if (reason !== 'canceled') return { result: { ok: false, code: 'verification_closed', reason } };
  const isOwn = endedBy !== undefined && isSameRun(endedBy.mark, mark);
  return isOwn ? { result: CANCELED, entry: before } : { result: CANCELED };
}
