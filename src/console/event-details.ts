/** What the console keeps of an event: the members named here, which are words of this package or of the host, and numbers. */
import type { CallVerificationEvent } from '../ports/events.js';

const KEPT = [
  ...['provider', 'methodId', 'method', 'outcome', 'cause', 'blame', 'reason', 'checksLeft', 'afterMs', 'isTest', 'limit', 'option'],
  ...['budget', 'share', 'scope', 'mode', 'country', 'calls', 'reports', 'entropyBits', 'sample', 'isSwitchedOff', 'verb', 'advice'],
  ...['purpose', 'tokenPurpose', 'running', 'withinMs', 'unfinished', 'countsAsEmpty', 'action', 'by', 'prefix', 'phone'],
] as const;

/** Members that stand in the head of a verification already. */
const IN_HEAD: ReadonlySet<string> = new Set(['purpose', 'country', 'phone']);
const LONGEST_TEXT = 300;

export type Details = Record<string, string | number | boolean>;

export function detailsOf(event: CallVerificationEvent): Details {
  const members = event as unknown as Readonly<Record<string, unknown>>;
  const details: Details = {};
  for (const name of KEPT) {
    const value = members[name];
    if ('txn' in event && IN_HEAD.has(name)) continue;
    if (typeof value === 'string') details[name] = value.length > LONGEST_TEXT ? `${value.slice(0, LONGEST_TEXT)}…` : value;
    else if (typeof value === 'number' || typeof value === 'boolean') details[name] = value;
  }
  const { price } = members as { readonly price?: { readonly amount: number; readonly currency: string } };
  if (price !== undefined) details['price'] = `${price.amount} ${price.currency}`;
  return details;
}
