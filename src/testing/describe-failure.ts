/** One word for why a store has failed, and what to do. */
import { adviceFor } from '../ports/failure-advice.js';
import { reasonOfFailure } from '../ports/failure-reason.js';

export interface DescribedFailure {
  /** Never a driver's text, which may hold keys, addresses and passwords. */
  readonly reason: string;
  readonly advice: string;
}

export function describeFailure(error: unknown): DescribedFailure {
  const reason = reasonOfFailure(error);
  return { reason, advice: adviceFor(reason) };
}
