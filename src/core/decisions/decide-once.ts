/** Lets a start that may be run several times take effect once: the number's entry tells whether it has. */

import { type Problem, UNAVAILABLE } from '../../contract/problems.js';
import { type NumberEntry, replaceVerification } from '../entry/number-entry.js';
import type { StartDecision } from './start-decision.js';

/** What one key asks for: a verification whose id was drawn beforehand or, with `mark`, one further attempt, which will carry it. */
export interface Asked {
  readonly idHash: string;
  readonly mark?: string | undefined;
}

/** Told, by its identity, to who runs a start again: what was asked for is on record, so nothing was dialled now. */
export const ON_RECORD: Problem = { ...UNAVAILABLE };

/** Whether the entry holds what was asked for: a telephone may have rung. What all providers refused was taken out again. */
export function isOnRecord(entry: NumberEntry, { idHash, mark }: Asked): boolean {
  const found = entry.verifications.find((each) => each.idHash === idHash);
  if (found === undefined || mark === undefined) return found !== undefined;
  // One that is over holds no attempts, and is dialled by nobody.
  return found.state === 'open' && found.attempts.some((attempt) => attempt.askedBy === mark);
}

/** Decides unless it was decided before. The entry is put by compare-and-set, so of many who decide at once one dials. */
export function decideOnce<M>(entry: NumberEntry, asked: Asked | undefined, decide: () => StartDecision<M>): StartDecision<M> {
  if (asked === undefined) return decide();
  if (isOnRecord(entry, asked)) return { ok: false, problem: ON_RECORD };
  const decision = decide();
  return decision.ok ? { ...decision, entry: markAttempt(decision.entry, asked, decision.attemptNumber) } : decision;
}

function markAttempt(entry: NumberEntry, { idHash, mark }: Asked, attemptNumber: number): NumberEntry {
  const found = entry.verifications.find((each) => each.idHash === idHash);
  if (mark === undefined || found?.state !== 'open') return entry;
  const attempts = found.attempts.map((each) => (each.number === attemptNumber ? { ...each, askedBy: mark } : each));
  return replaceVerification(entry, idHash, { ...found, attempts });
}
