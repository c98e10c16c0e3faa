/** The one shape of every decision: what to tell, and what must stand in the store before it is told. */
import type { NumberEntry } from '../entry/number-entry.js';

/** A decision is pure: it may be made many times, on what one reading after another has found, and acts on nothing. */
export interface Decision<Result, Entry = NumberEntry> {
  readonly result: Result;
  /** Absent: nothing changes. The entry as it was given: it stands there already, since a put of this very run was made. */
  readonly entry?: Entry | undefined;
}
