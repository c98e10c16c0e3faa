/**
 * Types of the platform, from whatever declares it: the library `dom`, Node, a worker, React Native. None of them has all names, so none is
 * named; and a project that has none of them can still be compiled.
 */

/** The type of the global `fetch`. */
export type Fetch = typeof globalThis extends { fetch: infer Known } ? Known : (address: string, init: object) => Promise<unknown>;

/** What `fetch` takes as headers: an object, pairs, or `Headers`. */
export type RequestHeaders = typeof globalThis extends { fetch: (input: never, init?: infer Init) => unknown }
  ? Init extends { headers?: infer Known }
    ? NonNullable<Known>
    : never
  : Readonly<Record<string, string>>;

/** The type of the global `AbortSignal`. */
export type Signal = typeof globalThis extends { AbortSignal: { prototype: infer Known } } ? Known : { readonly aborted: boolean };
