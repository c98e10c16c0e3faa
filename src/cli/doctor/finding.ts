/** What the doctor finds, and what a check is. */
import type { CallVerification, CallVerificationOptions } from '../../index.js';

/** What is looked at, in the order of the report. */
export const CHECKED = [
  'options',
  'secret',
  'production',
  'budget',
  'reports',
  'store',
  'clock',
  'host',
  'tracing',
  'trust-proxy',
  'callbacks',
  'public-url',
] as const;

export type Checked = (typeof CHECKED)[number];

export type Level = 'ok' | 'warning' | 'problem';

export interface Finding {
  readonly check: Checked;
  readonly level: Level;
  /** Whole sentences, without secrets. */
  readonly found: string;
  /** What to do. Absent if nothing must be done. */
  readonly advice?: string | undefined;
}

/** What could not be looked at, and what to do so that it can. */
export interface NotChecked {
  readonly check: Checked;
  readonly why: string;
}

/** What to enter in the pages of a provider's account. */
export interface CallbackSetup {
  readonly provider: string;
  /** With its token; only the path where the public URL is not known. */
  readonly url: string;
  /** The text for MCN's field "Request body"; absent where the provider does not tell what it must hold. */
  readonly requestBody?: string | undefined;
  /** The provider documents its callbacks. */
  readonly isDocumented: boolean;
  /** The header that every callback must carry; its value is not repeated. */
  readonly header?: string | undefined;
}

export interface Report {
  readonly findings: readonly Finding[];
  readonly notChecked: readonly NotChecked[];
  readonly callbacks: readonly CallbackSetup[];
}

/** What is examined. */
export interface Patient {
  /** As the host gives them; what they are is not certain if there is no service. */
  readonly options: Partial<CallVerificationOptions>;
  /** Absent if the options do not fit. It is never asked to call. */
  readonly calls?: CallVerification | undefined;
  /** The host's Express app, if it is exported. */
  readonly app?: unknown;
  /** Where `callWebhooks` is reached from outside. */
  readonly publicUrl?: URL | undefined;
  /** Where the configuration lies. */
  readonly folder: string;
  readonly isProduction: boolean;
}

/** Says what it found, or why it could not look. */
export interface Check {
  readonly check: Checked;
  /** How long it may take. */
  readonly withinMs: number;
  /** @param signal the time is over: what still runs should end */
  run(patient: Patient, signal: AbortSignal): Promise<readonly (Finding | NotChecked)[]> | readonly (Finding | NotChecked)[];
}

export function isFinding(each: Finding | NotChecked): each is Finding {
  return 'level' in each;
}

/** Findings of one check, by their levels. */
export function findingsOf(check: Checked) {
  return {
    ok: (found: string): Finding => ({ check, level: 'ok', found }),
    warning: (found: string, advice: string): Finding => ({ check, level: 'warning', found, advice }),
    problem: (found: string, advice: string): Finding => ({ check, level: 'problem', found, advice }),
    notChecked: (why: string): NotChecked => ({ check, why }),
  };
}

/** The methods, as far as the options hold any. */
export function methodsOf({ options }: Patient): CallVerificationOptions['methods'] {
  const given: unknown = options.methods;
  return Array.isArray(given) ? given.filter((each) => typeof each === 'object' && each !== null && 'provider' in each) : [];
}

/** The methods whose providers call back here. A sender's service calls the host's own route. */
export function calledBackMethodsOf(patient: Patient): CallVerificationOptions['methods'] {
  return methodsOf(patient).filter(({ provider }) => provider.parseReports !== undefined);
}
