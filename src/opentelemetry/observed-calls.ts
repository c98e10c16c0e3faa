/** What is observed of a service. A structural type: the package's two halves, and two copies of it, fit each other. */

/** A service, as `createCallVerification` makes it. */
export interface ObservedCalls {
  /** What its messages on the channels carry. */
  readonly service: { readonly name: string };
}
