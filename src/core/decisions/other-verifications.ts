/** The other open verifications of a number: which of them a new call ends, and which confirmation calls it may be mistaken for. */
import type { MethodTraits } from '../entry/method-traits.js';
import type { NumberEntry } from '../entry/number-entry.js';
import { asOf, close, type OpenVerification, type Verification } from '../entry/verification.js';
import type { Standing } from '../limits/number-limits.js';
import { clientOf } from './allowance.js';

/** By what one client is told from another. */
export interface Owner {
  /** Keyed hash of what the host binds verifications to. */
  readonly binding: string | undefined;
  /** The name of its network in entries. */
  readonly network: string | undefined;
  readonly standing: Standing;
}

/** A stranger in its network does not end what a client that proved the number has begun. */
const RANKS: Readonly<Record<Standing, number>> = { stranger: 0, challenged: 1, proven: 2, device: 3 };

export function ownerOf(entry: NumberEntry, verification: OpenVerification): Owner {
  return { binding: verification.binding, ...clientOf(entry, verification) };
}

/**
 * Whether two verifications are of the same client, and the newer one may end the older one. Clients with neither a binding nor a known
 * address cannot be told apart, so they count as one.
 */
function mayEnd(newer: Owner, older: Owner): boolean {
  const isBound = newer.binding !== undefined || older.binding !== undefined;
  const isSame = isBound ? newer.binding === older.binding : newer.network === older.network;
  return isSame && RANKS[newer.standing] >= RANKS[older.standing];
}

/** Ends the verifications that the same client began before this one. Those of other clients live to their own end. */
export function supersedeEarlier(entry: NumberEntry, verification: OpenVerification, now: number): NumberEntry {
  const owner = ownerOf(entry, verification);
  const own = entry.verifications.findIndex((each) => each.idHash === verification.idHash);
  const ended = (each: Verification, index: number): Verification => {
    const present = asOf(each, now);
    return index < own && present.state === 'open' && mayEnd(owner, ownerOf(entry, present)) ? close(present, 'superseded') : each;
  };
  return { ...entry, verifications: entry.verifications.map(ended) };
}

/** A client, and the verification for which it wants a call. */
export interface Caller {
  readonly idHash: string;
  readonly owner: Owner;
}

const isOfAnother = (entry: NumberEntry, { idHash, owner }: Caller, other: Verification): other is OpenVerification =>
  other.state === 'open' && other.idHash !== idHash && !mayEnd(owner, ownerOf(entry, other));

/**
 * Whether another client has asked for a confirmation call in a verification that is still open. The person at the phone could not tell the
 * calls apart, and would press the key for a stranger. What became of that call does not matter: its client may expect another one.
 *
 * @param entry pruned
 */
export function isConfirmationContested(entry: NumberEntry, caller: Caller): boolean {
  return entry.verifications.some(
    (other) => isOfAnother(entry, caller, other) && other.attempts.some(({ reach, isDecoy }) => reach === 'key_press' && isDecoy !== true),
  );
}

/** What is left for a call whose method would be the first of `methods`. */
export interface Turn<M> {
  readonly entry: NumberEntry;
  readonly methods: readonly M[];
  /** Only confirmation calls are left, and they would confirm nothing, so none is placed. */
  readonly isContested: boolean;
}

/**
 * If two clients ask for confirmation calls, none of their calls confirms anything, whatever is reported, and no further one is placed while
 * both verifications are open. The second client gets another method; if there is none, its attempt counts like a call, so that nobody
 * ends confirmation calls for nothing.
 */
export function takeTurn<M extends MethodTraits>(entry: NumberEntry, caller: Caller, methods: readonly M[]): Turn<M> {
  const [first] = methods;
  const isAsked = first?.codeReach === 'key_press' && first.isDecoy !== true;
  if (!isAsked || !isConfirmationContested(entry, caller)) return { entry, methods, isContested: false };
  const others = methods.filter(({ codeReach }) => codeReach !== 'key_press');
  const isContested = others.length === 0;
  return { entry: voidConfirmations(entry, caller), methods: isContested ? methods : others, isContested };
}

function voidConfirmations(entry: NumberEntry, caller: Caller): NumberEntry {
  const voided = (other: Verification): Verification =>
    isOfAnother(entry, caller, other)
      ? { ...other, attempts: other.attempts.map((each) => (each.reach === 'key_press' ? { ...each, isVoid: true as const } : each)) }
      : other;
  return { ...entry, verifications: entry.verifications.map(voided) };
}
