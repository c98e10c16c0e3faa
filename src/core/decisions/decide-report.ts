/** Merges what callbacks say about one call into its attempt. */
import { type Attempt, type MergeableReport, mergeReport } from '../entry/attempt.js';
import { findOpen, type NumberEntry } from '../entry/number-entry.js';
import type { OpenVerification } from '../entry/verification.js';
import type { Decision } from './decision.js';
import { replaceAttempt } from './own-attempt.js';

export interface ReportCommand {
  readonly now: number;
  readonly idHash: string;
  readonly ordinal: number;
  readonly reports: readonly MergeableReport[];
}

/** What has changed; `undefined` if the reports say nothing new, or their verification is over. A hundred duplicates write once. */
export type ReportResult = { readonly verification: OpenVerification; readonly attempt: Attempt } | undefined;

export function decideReport(entry: NumberEntry, { now, idHash, ordinal, reports }: ReportCommand): Decision<ReportResult> {
  const verification = findOpen(entry, idHash, now);
  const before = verification?.attempts.find((attempt) => attempt.ordinal === ordinal);
  if (verification === undefined || before === undefined) return { result: undefined };
  const attempt = reports.reduce(mergeReport, before);
  if (attempt === before) return { result: undefined };
  const merged = replaceAttempt(verification, attempt);
  return { result: { verification: merged.verification, attempt }, entry: merged.in(entry) };
}
