/** Takes a provider's callback, or what a host was told about a message, and merges it into the attempts that it is about. */
import type { DeliveryReport } from '../../contract/inputs.js';
import { hintAtName } from '../../contract/nearest-name.js';
import type { Problem } from '../../contract/problems.js';
import { isSelfSent } from '../../contract/self-sent.js';
import { decideReport } from '../../core/decisions/decide-report.js';
import type { MergeableReport } from '../../core/entry/attempt.js';
import { callbackChannel, traced } from '../../ports/channels.js';
import { shapeOfFields } from '../../ports/field-shape.js';
import type { CallbackRequest, CallbackSource, ParsedReport } from '../../ports/method.js';
import { StoreFailure } from '../../ports/store-failure.js';
import { type CallLink, type Engine, tellReported } from '../engine.js';
import { faultOfSender } from './callback-guard.js';

/** A callback as the host received it. */
export interface ReportInput extends CallbackRequest {
  /** The sender's address. Needed only if the owner named address ranges. */
  readonly address?: string | undefined;
}

/** `ok`, whether the report was understood and its call known, or not. Otherwise the sender is not the provider, or should send it again. */
export type Reported =
  | { readonly ok: true; readonly reports: number }
  | { readonly ok: false; readonly code: 'callback_rejected' | 'temporarily_unavailable' };

/** The report was taken, whether its message is known or not. */
export interface DeliveryReported {
  /** Distinguishes it from a problem. */
  readonly ok: true;
}

/** Billing failure in MCN's reading of Q.931: a trouble of the account, not of the person. */
const BILLING_FAILURE = 41;

/**
 * Reads and writes: this, for each report, and the start that placed the call, each by compare-and-set. A report that comes before the
 * call is linked is parked under the call's key, and the process that links the call takes it over. The answer comes last, so an
 * acknowledged report was merged or parked. A parked one waits for the link, or for the next report after it. Where too many calls are
 * unknown, further reports about them are acknowledged and not kept: the provider would only send them again.
 */
export function report(engine: Engine, providerName: string, request: ReportInput): Promise<Reported> {
  const txns: string[] = [];
  return traced(
    callbackChannel,
    // Whoever finds the URL may name any provider.
    () => ({ service: engine.service, provider: engine.providers.has(providerName) ? providerName : 'unknown', txns }),
    () => takeAll(engine, providerName, request, txns),
    (message, answer) => {
      Object.assign(message, answer.ok ? { outcome: 'taken', reports: answer.reports } : { outcome: answer.code });
    },
  );
}

/** @param txns gets the names of the verifications that it says something new about */
async function takeAll(engine: Engine, providerName: string, request: ReportInput, txns: string[]): Promise<Reported> {
  const provider = engine.providers.get(providerName);
  const fault = provider === undefined ? 'token' : faultOfSender(provider, request.headers, request.address);
  if (provider === undefined || fault !== undefined) {
    engine.emit({ type: 'callback.rejected', provider: provider?.name ?? 'unknown', reason: fault ?? 'token' });
    return { ok: false, code: 'callback_rejected' };
  }
  // Another process takes it when it is sent again.
  if (engine.lifecycle.refusesAll()) return { ok: false, code: 'temporarily_unavailable' };
  const { reports, unmapped } = provider.parseReports(request);
  if (unmapped !== undefined) engine.emit({ type: 'callback.unmapped', provider: provider.name, shape: unmapped });
  // What a host has sent to itself does not show that the provider's webhook works.
  if (reports.some(({ callId }) => !isSelfSent(callId))) engine.watches.reported(provider.name);
  try {
    for (const each of reports) await take(engine, provider, each, txns);
  } catch (error) {
    if (!(error instanceof StoreFailure)) throw error;
    return { ok: false, code: 'temporarily_unavailable' };
  }
  return { ok: true, reports: reports.length };
}

async function take(engine: Engine, provider: CallbackSource, parsed: ParsedReport, txns: string[]): Promise<void> {
  const { outcome, cause } = parsed.fate;
  if (cause === BILLING_FAILURE) engine.watches.raiseTrouble(provider.name, 'billing_failure');
  const isConfirmed = engine.methods.some((method) => method.provider.name === provider.name && method.isConfirmedBy?.(parsed) === true);
  await takeReport(engine, { provider: provider.name, ...parsed }, { outcome, cause, isConfirmed: isConfirmed || undefined }, txns);
}

/** What a report is about. Its fields, if it has some, show an owner whether the id was read from the right one. */
type Reporting = Pick<ParsedReport, 'callId'> & Partial<Pick<ParsedReport, 'fields'>> & { readonly provider: string };

/** Merges a report into its attempt, or keeps it until the call is known. @param txns gets the name of its verification, if it is news */
async function takeReport(
  engine: Engine,
  { provider, callId, fields }: Reporting,
  merging: MergeableReport,
  txns: string[],
): Promise<void> {
  const found = await engine.records.links.findOrPark(provider, callId, merging);
  if (found === 'not_kept') return;
  if (found !== 'parked') return merge(engine, found.link, [...found.parked, merging], txns);
  engine.emit({ type: 'callback.unmatched', provider, ...(fields && engine.isHeard() && { shape: shapeOfFields(fields) }) });
}

async function merge(
  engine: Engine,
  { entryKey, idHash, ordinal }: CallLink,
  reports: readonly MergeableReport[],
  txns: string[],
): Promise<void> {
  const { result } = await engine.records.entries.commit(entryKey, (entry) =>
    decideReport(entry, { now: engine.clock(), idHash, ordinal, reports }),
  );
  if (result === undefined) return;
  if (callbackChannel.hasSubscribers) txns.push(engine.records.txnOf(idHash));
  tellReported(engine, result);
}

/**
 * A delivered message needs no report: it was good from the moment it was accepted. One that never came is as dead as a failed call.
 * A report that comes before its message is known is kept for a while, like any other.
 */
export async function reportDelivery(
  engine: Engine,
  { sender, id, outcome }: DeliveryReport & { readonly id: string },
): Promise<DeliveryReported | Problem> {
  const names = engine.methods.flatMap(({ provider }) => (engine.providers.has(provider.name) ? [] : [provider.name]));
  if (!names.includes(sender)) {
    const hint = names.length === 0 ? 'There is none in "methods".' : hintAtName(sender, names);
    return { ok: false, code: 'invalid_request', detail: `No such sender is configured. ${hint}` };
  }
  const txns: string[] = [];
  return traced(
    callbackChannel,
    () => ({ service: engine.service, provider: sender, txns }),
    async () => {
      if (outcome === 'undelivered') await takeReport(engine, { provider: sender, callId: id }, { outcome: 'unavailable' }, txns);
      return { ok: true } as const;
    },
    (message) => {
      Object.assign(message, { outcome: 'taken', reports: 1 });
    },
  );
}
