/** Where in a callback the id, the cause and the word stand: the provider's usual names, and the owner's. */

/** Fields of one report: flat, trimmed, without a prototype, so that a key such as `__proto__` is a key like any other. */
export type Fields = Record<string, string>;

/** Places in an array of bare values, counted from 0. */
export interface CallbackPositions {
  /** Where the call's id stands. */
  readonly id: number;
  /** Where the Q.931 cause stands. @default nowhere */
  readonly cause?: number | undefined;
  /** Where the final status stands. @default nowhere */
  readonly status?: number | undefined;
}

/** How to find the three facts of a report. Of several names the first that holds something counts. */
export interface CallbackLayout {
  readonly idNames: readonly string[];
  readonly causeNames: readonly string[];
  readonly statusNames: readonly string[];
  /** The owner's places of bare values. Absent: they are told apart by form. */
  readonly positions?: CallbackPositions | undefined;
  /** The form of an id among bare values. */
  readonly idForm: RegExp;
}

/** All names that mark a text as holding named values. */
export function namesOf(layout: CallbackLayout): ReadonlySet<string> {
  return new Set([...layout.idNames, ...layout.causeNames, ...layout.statusNames]);
}

/** An empty record of fields. */
export function createFields(): Fields {
  return Object.create(null) as Fields;
}
