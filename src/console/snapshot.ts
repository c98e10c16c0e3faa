/** What the console's page is told: one JSON document. Numbers are masked; there are no codes, ids, keys or values of callbacks. */

/** Figures of calls over a span. */
export interface CallNumbers {
  readonly placed: number;
  readonly refused: number;
  readonly uncertain: number;
  /** Calls whose code led to a token. */
  readonly verified: number;
  /** Calls by what the reports say. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Calls by Q.931 cause, most first; `null` is for all further causes. */
  readonly causes: readonly { readonly cause: number | null; readonly calls: number }[];
  /** Within how many milliseconds the provider answered one half, and 95 %, of our requests; `null` for none. */
  readonly latency: { readonly half: number | null; readonly most: number | null };
  /** In units of each currency. */
  readonly cost: Readonly<Record<string, number>>;
}

/** The same by slot, oldest first. */
export interface CallSeries {
  readonly placed: readonly number[];
  readonly refused: readonly number[];
  readonly uncertain: readonly number[];
  readonly verified: readonly number[];
  readonly outcomes: Readonly<Record<string, readonly number[]>>;
  readonly half: readonly (number | null)[];
  readonly most: readonly (number | null)[];
  readonly cost: Readonly<Record<string, readonly number[]>>;
}

/** Figures of verifications over a span. */
export interface VerificationNumbers {
  readonly begun: number;
  readonly verified: number;
  /** Those that are verified, or older than a minute: of these the share is taken. */
  readonly settled: number;
  readonly wrongCodes: number;
  readonly ends: Readonly<Record<string, number>>;
  /** From beginning to token. */
  readonly meanTokenMs: number | null;
}

export interface VerificationSeries {
  readonly begun: readonly number[];
  readonly verified: readonly number[];
}

/** One verification in the list. */
export interface StoryHead {
  readonly txn: string;
  /** Masked. */
  readonly phone: string;
  readonly purpose: string;
  readonly country: string;
  readonly beganAt: string;
  /** `open`, `verified`, or why it ended. `unheard_of`: its time is over, and nothing was heard of its end. */
  readonly state: string;
  /** Ways that were tried, in order, such as `mcn.flashCall`. */
  readonly methods: readonly string[];
}

/** One step of a verification. */
export interface StoryStep {
  readonly at: string;
  /** The event's type. */
  readonly type: string;
  /** What else the event says, in words and numbers. */
  readonly details: Readonly<Record<string, string | number | boolean>>;
}

export interface Story extends StoryHead {
  readonly steps: readonly StoryStep[];
  /** Steps that were not kept, because there were too many. */
  readonly dropped: number;
}

/** Something that happened, perhaps often. */
export interface Repeated {
  readonly count: number;
  readonly firstAt: string;
  readonly lastAt: string;
}

export interface Callback extends Repeated {
  readonly what: 'unmatched' | 'rejected' | 'unmapped';
  readonly provider: string;
  /** Names of fields and kinds of values. Absent: it was not read. */
  readonly shape?: string;
  readonly reason?: string;
  /** What to do, in a sentence or two. */
  readonly advice: string;
  /** An option that would mend it, as it is written in code. */
  readonly option?: string;
}

export interface OpenBreaker extends Repeated {
  readonly scope: string;
  readonly mode: string;
  readonly reason: string;
  /** `+7915777****`, a country, or `wrong_codes`. */
  readonly name: string;
  readonly figures: Readonly<Record<string, number>>;
  /** What `POST release` takes. Absent: it opens by itself. */
  readonly prefix?: string;
}

export interface Notice extends Repeated {
  readonly type: string;
  readonly details: Readonly<Record<string, string | number | boolean>>;
}

/** What `calls.health()` says, with times in ISO 8601. */
export interface HealthNow {
  readonly ok: boolean;
  readonly stage: string;
  readonly store: {
    readonly ok: boolean;
    readonly roundTripMs?: number | undefined;
    readonly reason?: string | undefined;
    readonly advice?: string | undefined;
    readonly clockSkewMs?: number | undefined;
  };
  readonly circuits: readonly { readonly provider: string; readonly methodId: string; readonly state: string }[];
  readonly budgets: readonly {
    readonly budget: string;
    readonly limit: number;
    readonly spent: number;
    readonly left: number;
    readonly endsAt: string;
  }[];
  readonly reports: readonly { readonly provider: string; readonly lastAt?: string | undefined }[];
}

export interface Snapshot {
  /** When it was made. */
  readonly at: string;
  /** Which process says this, and since when it counts. */
  readonly process: { readonly service: string; readonly host: string; readonly pid: number; readonly since: string };
  readonly span: 'hour' | 'day';
  /** What can be chosen. */
  readonly choices: { readonly providers: readonly string[]; readonly kinds: readonly string[]; readonly countries: readonly string[] };
  readonly chosen: { readonly provider?: string; readonly kind?: string; readonly country?: string };
  readonly verifications: VerificationNumbers;
  readonly calls: CallNumbers;
  /** Beginnings of the slots, in seconds. The last slot is under way. */
  readonly slots: { readonly first: number; readonly seconds: number; readonly count: number };
  readonly series: { readonly verifications: VerificationSeries; readonly calls: CallSeries };
  readonly rows: readonly (CallNumbers & { readonly provider: string; readonly kind: string; readonly country: string })[];
  readonly breakers: readonly OpenBreaker[];
  readonly notices: readonly Notice[];
  readonly callbacks: readonly Callback[];
  readonly stories: readonly StoryHead[];
  /** How many verifications the process remembers. */
  readonly remembered: number;
  /** Absent: it could not be asked, or has not answered in time. */
  readonly health?: HealthNow;
}
