/** Confirmation calls that two clients ask for: the person at the phone could not tell them apart. */
import type { MethodTraits } from '../entry/method-traits.js';
import type { NumberEntry } from '../entry/number-entry.js';
import { asOf, type OpenVerification, type Verification } from '../entry/verification.js';
import type { Standing } from '../limits/number-limits.js';
import { isSameClient, type Owner, ownerOf } from './same-client.js';

/** A client, and the verification for which it wants a call. */
export interface Caller {
  readonly idHash: string;
  readonly owner: Owner;
}

export const callerOf = (entry: NumberEntry, verification: OpenVerification): Caller => ({
  idHash: verification.idHash,
  owner: ownerOf(entry, verification),
});

/** A client that has proven the number is another one than a stranger in its network. */
const PROVEN: Readonly<Record<Standing, number>> = { stranger: 0, challenged: 0, proven: 1, device: 2 };

function isRival(entry: NumberEntry, { idHash, owner }: Caller, other: Verification): other is OpenVerification {
  if (other.state === 'closed' || other.idHash === idHash || other.hasConfirmation !== true) return false;
  const others = ownerOf(entry, other);
  return !isSameClient(owner, others) || PROVEN[owner.standing] !== PROVEN[others.standing];
}

/**
 * Whether another client has asked for a confirmation call in a verification that is still open. The person at the phone could not tell the
 * calls apart, and would press the key for a stranger. What became of that call does not matter: its client may expect another one.
 */
export function isConfirmationContested(entry: NumberEntry, caller: Caller, now: number): boolean {
  return entry.verifications.some((other) => isRival(entry, caller, asOf(other, now)));
}

/** What is left for a call whose method would be the first of `methods`. */
export interface Turn<M> {
  readonly entry: NumberEntry;
  readonly methods: readonly M[];
  /** Only confirmation calls are left, and they would confirm nothing, so none is placed. */
  readonly isContested: boolean;
  /** A confirmation call was asked for. */
  readonly hasConfirmation: true | undefined;
}

/**
 * If two clients ask for confirmation calls, none of their calls confirms anything, whatever is reported, and no further one is placed while
 * both verifications are open. The second client gets another method; if there is none, its attempt counts like a call, so that nobody
 * ends confirmation calls for nothing.
 */
export function takeTurn<M extends MethodTraits>(entry: NumberEntry, caller: Caller, methods: readonly M[], now: number): Turn<M> {
  const own = ownTurn(entry, methods);
  if (own.hasConfirmation !== true || !isConfirmationContested(entry, caller, now)) return own;
  const others = methods.filter((method) => !asksConfirmation(method));
  const isContested = others.length === 0;
  return { ...own, entry: voidConfirmations(entry, caller), methods: isContested ? methods : others, isContested };
}

/** The turn of a client that has no rivals. */
export const ownTurn = <M extends MethodTraits>(entry: NumberEntry, methods: readonly M[]): Turn<M> => ({
  ...{ entry, methods, isContested: false },
  hasConfirmation: methods[0] !== undefined && asksConfirmation(methods[0]) ? true : undefined,
});

export const asksConfirmation = ({ codeReach, isDecoy }: MethodTraits): boolean => codeReach === 'key_press' && isDecoy !== true;

function voidConfirmations(entry: NumberEntry, caller: Caller): NumberEntry {
  const voided = (other: Verification): Verification =>
    isRival(entry, caller, other)
      ? { ...other, attempts: other.attempts.map((each) => (each.reach === 'key_press' ? { ...each, isVoid: true as const } : each)) }
      : other;
  return { ...entry, verifications: entry.verifications.map(voided) };
}
