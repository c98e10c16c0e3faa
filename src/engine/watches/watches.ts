/** Everything that is learned from calls: which methods fail, whose codes are guessable, which reports are missing, how long a call takes. */
import { randomInt } from 'node:crypto';
import { type CallMessage, callChannel, traced } from '../../ports/channels.js';
import type { MethodCircuit } from '../../ports/health.js';
import type { CallMethod, PlaceRequest, PlaceResult } from '../../ports/method.js';
import { asWord } from '../../ports/plain-text.js';
import type { TroubleWatch } from './account-trouble.js';
import type { Circuits } from './circuits.js';
import type { CodeWatch } from './code-watch.js';
import type { ReportSource, ReportWatch } from './report-watch.js';

export interface PlaceNeeds {
  readonly fetch: typeof globalThis.fetch;
  /** Stands for the number. */
  readonly entryKey: string;
  /** What is published of the request to the provider. */
  begin(): CallMessage;
}

export interface Watches {
  /** The methods that may be used now: those whose codes are not known to be guessable. */
  trustedMethods(): readonly CallMethod[];
  /** The state of each method's circuit. */
  circuits(): readonly MethodCircuit[];
  /** Whether a call can be placed by one of the methods. A message that needs a call before it is not enough. */
  canCall(): boolean;
  /** When each provider's last callback came; `undefined` if none is known. Never rejects. */
  lastReports(from: ReportSource): Promise<ReadonlyMap<string, number | undefined>>;
  /** Places a call through the method's circuit, and learns from the result. */
  place(method: CallMethod, request: PlaceRequest, context: PlaceNeeds): Promise<PlaceResult>;
  /** How long one of this method's last calls took to be placed. */
  usualDelayMs(method: CallMethod): number;
  /** A callback of the provider was understood. */
  reported(provider: string): void;
  /** Something in this process takes callbacks. */
  mounted(): void;
  /** @param reason a fixed word, for example `not_enough_money` */
  raiseTrouble(provider: string, reason: string): void;
}

interface WatchParts {
  readonly methods: readonly CallMethod[];
  readonly circuits: Circuits;
  readonly codes: CodeWatch;
  readonly reports: ReportWatch;
  readonly trouble: TroubleWatch;
}

/** How many of a method's last calls are remembered. */
const MOST_REMEMBERED = 20;
/** For a method that has placed no call yet. */
const TYPICAL_MS = { least: 250, most: 900 } as const;

/** What a method of the host's own gives as its reason goes into events, spans and logs, so no text from outside may be in it. */
function withWord(result: PlaceResult): PlaceResult {
  return result.status === 'placed' ? result : { ...result, reason: asWord(result.reason) };
}

/** Says in a message what the provider said. */
function endOf({ price }: CallMethod) {
  return (message: object, result: PlaceResult): void => {
    const { status: outcome } = result;
    const placed = outcome === 'refused' ? { blame: result.blame } : { price: result.price ?? price };
    Object.assign(message, { outcome, ...placed, ...(outcome === 'placed' ? {} : { reason: result.reason }) });
  };
}

export function createWatches({ methods, circuits, codes, reports, trouble }: WatchParts): Watches {
  const delays = new Map<string, number[]>();
  const reporting = new Set(methods.filter((method) => method.reports !== 'never').map(({ provider }) => provider.name));
  return {
    trustedMethods: () => methods.filter((method) => codes.isTrusted(method)),
    circuits: () => methods.map((method) => ({ provider: method.provider.name, methodId: method.id, state: circuits.stateOf(method) })),
    canCall: () =>
      methods.some((method) => method.codeFrom !== 'earlier_call' && codes.isTrusted(method) && circuits.stateOf(method) !== 'open'),
    async lastReports(from) {
      const last = await Promise.all([...reporting].map(async (name) => [name, await reports.lastAt(name, from)] as const));
      return new Map(last);
    },
    async place(method, request, { fetch, entryKey, begin }) {
      // A call that is not made teaches nothing.
      if (method.isDecoy === true) return method.place(request, { fetch });
      const began = performance.now();
      const result = await circuits.place(method, () =>
        traced(callChannel, begin, async () => withWord(await method.place(request, { fetch })), endOf(method)),
      );
      if (result.status === 'placed') {
        delays.set(method.id, [...(delays.get(method.id) ?? []), performance.now() - began].slice(-MOST_REMEMBERED));
        codes.told(method, result.code, entryKey);
      }
      if (result.status !== 'refused') reports.placed(method);
      else if (result.blame === 'account') trouble.raise(method.provider.name, result.reason);
      return result;
    },
    usualDelayMs({ id }) {
      const known = delays.get(id) ?? [];
      return known[randomInt(Math.max(1, known.length))] ?? randomInt(TYPICAL_MS.least, TYPICAL_MS.most);
    },
    reported: (provider) => reports.reported(provider),
    mounted: () => reports.mounted(),
    raiseTrouble: (provider, reason) => trouble.raise(provider, reason),
  };
}
