/** Where the id, the cause and the status are in a callback: the provider's usual names, and the owner's. */

/** Fields of one report: flat, trimmed, and without a prototype, so that `__proto__` is an ordinary key. */
export type Fields = Record<string, string>;

/** Places in an array of bare values, counted from 0. */
export interface CallbackPositions {
  /** Where the call's id is. */
  readonly id: number;
  /** Where the Q.931 cause is. @default nowhere */
  readonly cause?: number | undefined;
  /** Where the final status is. @default nowhere */
  readonly status?: number | undefined;
}

/** How to find the three facts of a report. Of several names, the first with a value counts. */
export interface CallbackLayout {
  readonly idNames: readonly string[];
  readonly causeNames: readonly string[];
  readonly statusNames: readonly string[];
  /** The owner's places of bare values. Absent: they are recognised by their form. */
  readonly positions?: CallbackPositions | undefined;
  /** The form of an id among bare values. */
  readonly idForm: RegExp;
}

/** All names that show that a text holds named values. */
export function namesOf(layout: CallbackLayout): ReadonlySet<string> {
  return new Set([...layout.idNames, ...layout.causeNames, ...layout.statusNames]);
}

/** An empty record of fields. */
export function createFields(): Fields {
  return Object.create(null) as Fields;
}
