/** The one shape of every decision: the result, and the entry that must be stored before the result is used. */
import type { NumberEntry } from '../entry/number-entry.js';

/** A decision is pure and does not act. It may be made many times, each time on what was read last. */
export interface Decision<Result, Entry = NumberEntry> {
  readonly result: Result;
  /** Absent: nothing changes. The same entry as given: a put of this run has already stored it. */
  readonly entry?: Entry | undefined;
}
