/** What is observed of a service. A structural type: the package's two halves, and two copies of it, fit each other. */

/** Of the answer of `calls.health()`, what becomes metrics. */
export interface ObservedHealth {
  /** Whether the service can do its work. */
  readonly ok: boolean;
  /** How the store is. */
  readonly store: {
    /** How far the clock of this process is ahead of the store's, in milliseconds. Absent if the store does not tell its own. */
    readonly clockSkewMs?: number | undefined;
  };
  /** Of each method in this process. */
  readonly circuits: readonly {
    readonly provider: string;
    readonly methodId: string;
    readonly state: 'closed' | 'open' | 'half_open';
  }[];
  /** Of this hour or day. */
  readonly budgets: readonly { readonly budget: string; readonly limit: number; readonly spent: number }[];
  /** Of each provider, when its last report came. */
  readonly reports: readonly { readonly provider: string; readonly lastAt?: Date | undefined }[];
}

/** A service, as `createCallVerification` makes it. */
export interface ObservedCalls {
  /** What its messages on the channels carry. */
  readonly service: { readonly name: string };
  /** How it is. */
  health(): Promise<ObservedHealth>;
}
