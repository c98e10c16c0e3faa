/** Counts what happens. Of all processes together only one emits an event, so these numbers add up. */
import type { CallVerificationEvent } from '../ports/events.js';
import { attributesOf, type Given } from './attributes.js';
import type { AttributesOf, CounterName, HistogramName, Instruments } from './instruments.js';

type CallEvent = Extract<CallVerificationEvent, { readonly type: 'call.placed' | 'call.refused' | 'call.uncertain' }>;

/** @returns what counts an event of the service of this name */
export function createEventMetrics({ counters, histograms }: Instruments, service: string): (event: CallVerificationEvent) => void {
  const add = <Name extends CounterName>(name: Name, given: Given<AttributesOf<Name>>, amount = 1): void =>
    counters[name].add(amount, attributesOf({ service, ...given }));
  const record = <Name extends HistogramName>(name: Name, afterMs: number, given: Given<AttributesOf<Name>>): void =>
    histograms[name].record(afterMs / 1000, attributesOf({ service, ...given }));

  const addCall = (event: CallEvent): void => {
    const { country, provider, methodId, method } = event;
    const of = { country, provider, methodId, method };
    if (event.type === 'call.placed') add('calls', { ...of, outcome: 'placed' });
    if (event.type === 'call.uncertain') add('calls', { ...of, outcome: 'uncertain', errorType: event.reason });
    if (event.type === 'call.refused') add('calls', { ...of, outcome: 'refused', blame: event.blame, errorType: event.reason });
    if (event.type !== 'call.refused' && event.price !== undefined) {
      add('cost', { ...of, currency: event.price.currency }, event.price.amount);
    }
  };

  return (event) => {
    add('events', detailsOf(event));
    switch (event.type) {
      case 'verification.started':
        // A test number is nobody's, so the shares of people are without it.
        return event.isTest ? undefined : add('started', { country: event.country });
      case 'verification.verified': {
        if (event.isTest) return undefined;
        const { country, provider, methodId, method, afterMs } = event;
        if (afterMs !== undefined) record('timeToToken', afterMs, { provider, methodId, method });
        return add('verified', { country, provider, methodId, method });
      }
      case 'verification.closed':
        return add('closed', { country: event.country, reason: event.reason });
      case 'call.placed':
      case 'call.refused':
      case 'call.uncertain':
        return addCall(event);
      case 'call.reported': {
        const { country, provider, methodId, method, outcome, cause, afterMs } = event;
        record('timeToReport', afterMs, { provider, methodId, method, outcome });
        return add('reports', { country, provider, methodId, method, outcome, cause: causeOf(cause) });
      }
      case 'code.rejected':
        return add('wrongCodes', { country: event.country });
      case 'limit.reached':
        return add('limits', { limit: event.limit, option: event.option });
      case 'breaker.tripped': {
        const { scope, reason, mode } = event;
        return add('breakers', { scope, reason, mode, country: event.scope === 'wrong_codes' ? undefined : event.country });
      }
    }
  };
}

/** Q.931 and SIP have three digits. A callback that is mapped wrongly may give anything as its cause, and each would be a series of its own. */
function causeOf(cause: number | undefined): number | '_OTHER' | undefined {
  return cause === undefined || cause <= 999 ? cause : '_OTHER';
}

/** What somebody who is woken wants to know first. */
function detailsOf(event: CallVerificationEvent): Given<AttributesOf<'events'>> {
  return {
    event: event.type,
    provider: 'provider' in event ? event.provider : undefined,
    methodId: 'methodId' in event ? event.methodId : undefined,
    reason: 'reason' in event ? event.reason : undefined,
    budget: event.type === 'budget.reached' ? event.budget : undefined,
    share: event.type === 'budget.reached' ? event.share : undefined,
  };
}
