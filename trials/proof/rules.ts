/** What must hold of every history, whatever was killed, paused or restarted meanwhile. */
import { describeOperation, type Fault, type History, type Operation } from './history.js';

export interface RuleSettings {
  readonly maxChecks: number;
  readonly failuresPerDay: number;
  readonly lifetimeMs: number;
  /** How far apart the clocks of the processes are: times are kept to this, as docs/stores.md says. */
  readonly clocksApartMs: number;
}

/** A rule that was broken, and the operations that show it. */
export interface Violation {
  readonly rule: RuleName;
  readonly about: string;
  readonly evidence: readonly string[];
}

type Breach = Omit<Violation, 'rule'>;
type Rule = (history: History, settings: RuleSettings) => readonly Breach[];

/** Lowest rank first. */
const OUTCOMES = ['pending', 'unknown', 'failed', 'rejected', 'unavailable', 'no_answer', 'busy', 'answered'];
const rankOf = (outcome: string): number => OUTCOMES.indexOf(outcome);

const isVerified = ({ kind, answer }: Operation): boolean => kind === 'check' && answer?.status === 200;
const isRejected = ({ answer }: Operation): boolean => answer?.code === 'code_incorrect';
/** The answer leaves open whether something was done. */
const isUnknown = ({ answer }: Operation): boolean => answer === undefined || answer.status === 503;
const dials = ({ kind }: Operation): boolean => kind === 'start' || kind === 'again';
const evidence = (operations: readonly Operation[]): string[] => operations.map(describeOperation);

function groupBy(operations: readonly Operation[], key: 'number' | 'verification'): ReadonlyMap<string, readonly Operation[]> {
  const groups = new Map<string, Operation[]>();
  for (const operation of operations) {
    const name = operation[key];
    if (name === undefined) continue;
    groups.set(name, [...(groups.get(name) ?? []), operation]);
  }
  return groups;
}

/** A rule that allows at most `most` operations of a sort for each number or verification. */
function atMost(key: 'number' | 'verification', sort: (operation: Operation) => boolean, most: (settings: RuleSettings) => number): Rule {
  return ({ operations }, settings) =>
    [...groupBy(operations.filter(sort), key)]
      .filter(([, group]) => group.length > most(settings))
      .map(([about, group]) => ({ about, evidence: evidence(group) }));
}

const oneCallForOneStart: Rule = ({ operations, calls }) =>
  operations.flatMap((operation) => {
    const placed = calls.filter((call) => call.operation === operation.id);
    const most = dials(operation) ? 1 : 0;
    return placed.length <= most ? [] : [{ about: placed.map((call) => call.name).join(', '), evidence: [describeOperation(operation)] }];
  });

/** Killed, or not up yet, at some time of the operation. */
function wasDown({ process, invokedAt, completedAt = Number.POSITIVE_INFINITY }: Operation, faults: readonly Fault[]): boolean {
  return faults.some(
    ({ kind, target, at, until = Number.POSITIVE_INFINITY }) =>
      kind === 'kill' && target === process && at <= completedAt && until >= invokedAt,
  );
}

function wasKilledAfter({ process, completedAt = 0 }: Operation, faults: readonly Fault[]): boolean {
  return faults.some(({ kind, target, at }) => kind === 'kill' && target === process && at >= completedAt);
}

const livingProcessesAnswer: Rule = ({ operations, faults }) =>
  operations
    .filter((operation) => operation.answer === undefined && !wasDown(operation, faults))
    .map((operation) => ({ about: operation.process, evidence: [describeOperation(operation)] }));

const EXPECTED = new Set([200, 202, 204, 409, 410, 422, 429, 503]);

/** Every id that a client holds came from an answer, and every request is well formed: 400, 404 and 500 mean that something was lost. */
const answersAreExpected: Rule = ({ operations }) =>
  operations
    .filter(({ answer }) => answer !== undefined && !EXPECTED.has(answer.status))
    .map((operation) => ({ about: operation.verification ?? operation.number, evidence: [describeOperation(operation)] }));

function saysOver(operation: Operation): boolean {
  const { kind, answer } = operation;
  if (isVerified(operation) || (kind === 'cancel' && answer?.status === 204)) return true;
  return !isExpired(operation) && (answer?.code === 'verification_closed' || answer?.state === 'closed' || answer?.state === 'verified');
}

/** That a verification is expired is said by a process's own clock. Another process may still find it open. */
const isExpired = ({ answer }: Operation): boolean => answer?.reason === 'expired';

function saysOpen({ kind, answer }: Operation): boolean {
  if (answer === undefined) return false;
  if (kind === 'status') return answer.state === 'pending' || answer.state === 'awaiting_call';
  return (
    answer.status === 202 || answer.status === 409 || isRejected({ answer } as Operation) || (kind === 'check' && answer.status === 200)
  );
}

const whatIsOverStaysOver: Rule = ({ operations }) =>
  [...groupBy(operations, 'verification')].flatMap(([about, group]) => {
    const over = group.filter(saysOver).sort((a, b) => (a.completedAt ?? 0) - (b.completedAt ?? 0))[0];
    const later = over === undefined ? [] : group.filter((each) => saysOpen(each) && each.invokedAt > (over.completedAt ?? 0));
    return over === undefined || later.length === 0 ? [] : [{ about, evidence: evidence([over, ...later]) }];
  });

/** Until when, at the earliest, a verification lives at every process, if nobody ends it. */
function livesUntil(group: readonly Operation[], before: number, { lifetimeMs, clocksApartMs }: RuleSettings): number {
  const dialled = group.filter((each) => dials(each) && each.answer?.status === 202 && (each.completedAt ?? before) < before);
  return Math.max(Number.NEGATIVE_INFINITY, ...dialled.map((each) => each.invokedAt)) + lifetimeMs - clocksApartMs;
}

const LONGEST_LIFETIME_MS = 600_000;

const lifetimesAreKept: Rule = ({ operations }, settings) =>
  [...groupBy(operations, 'verification')].flatMap(([about, group]) => {
    const begun = Math.min(...group.filter(({ kind }) => kind === 'start').map((each) => each.invokedAt));
    const earliest = (each: Operation): number =>
      Math.min(livesUntil(group, each.invokedAt, settings), begun + LONGEST_LIFETIME_MS - settings.clocksApartMs);
    const tooEarly = group.filter((each) => isExpired(each) && (each.completedAt ?? 0) < earliest(each));
    const lastDial = Math.max(...group.filter(dials).map((each) => each.completedAt ?? Number.POSITIVE_INFINITY));
    const latest = lastDial + settings.lifetimeMs + settings.clocksApartMs;
    const tooLate = group.filter((each) => saysOpen(each) && each.invokedAt > latest);
    const wrong = [...tooEarly, ...tooLate];
    return wrong.length === 0 ? [] : [{ about, evidence: evidence([...group.filter(dials), ...wrong]) }];
  });

const freshTokensAreGood: Rule = ({ operations }) =>
  operations
    .filter((each) => each.kind === 'use' && each.answer !== undefined && each.answer.status !== 200)
    .map((each) => ({ about: each.verification ?? each.number, evidence: [describeOperation(each)] }));

/** Nothing was restarted for it. */
const serviceComesBack: Rule = ({ operations }) =>
  operations
    .filter((each) => each.isFinal && (isUnknown(each) || (each.kind === 'start' && each.answer?.status !== 202)))
    .map((each) => ({ about: each.process, evidence: [describeOperation(each)] }));

/** The attempt that a status tells of, if the answers leave no doubt which it is. */
function newestDial(group: readonly Operation[]): Operation | undefined {
  const candidates = group.filter((each) => dials(each) && (each.answer?.status === 202 || isUnknown(each) || each.answer?.status === 410));
  const newest = candidates.reduce<Operation | undefined>((a, b) => (a === undefined || b.invokedAt > a.invokedAt ? b : a), undefined);
  const rivals = candidates.filter((each) => each !== newest && (each.completedAt ?? Number.POSITIVE_INFINITY) >= (newest?.invokedAt ?? 0));
  return newest?.answer?.status === 202 && rivals.length === 0 && !candidates.some(isUnknown) ? newest : undefined;
}

/** From when on somebody may have ended the verification. */
function earliestEnd(history: History, verification: string, group: readonly Operation[]): number {
  const begun = group.find(({ kind }) => kind === 'start');
  const enders = history.operations.filter(
    (each) =>
      (each.verification === verification && (each.kind === 'check' || each.kind === 'cancel')) ||
      (each.kind === 'start' && each !== begun && each.number === begun?.number),
  );
  const possible = enders.filter((each) => (each.completedAt ?? Number.POSITIVE_INFINITY) >= (begun?.invokedAt ?? 0));
  return Math.min(Number.POSITIVE_INFINITY, ...possible.map((each) => each.invokedAt));
}

/**
 * What was acknowledged shows in the end. Of a call whose link could not be written at once, because the store failed
 * between the provider's answer and our write, reports are parked until it is: a check in between is decided without
 * them, so such a call is judged only if its verification is still open in the end, and if the one process that knew the
 * id lived on.
 */
const acknowledgedCallbacksStay: Rule = (history, settings) =>
  [...groupBy(history.operations, 'verification')].flatMap(([verification, group]) => {
    const final = group.find((each) => each.kind === 'status' && each.isFinal && each.answer?.status === 200);
    const dial = newestDial(group);
    const call = history.calls.find((each) => each.operation === dial?.id && each.isIdKnown);
    if (final?.answer?.outcome === undefined || dial === undefined || call === undefined) return [];
    const isOpen = final.answer.state === 'pending' || final.answer.state === 'awaiting_call';
    if (call.isWrittenLate && (!isOpen || wasKilledAfter(dial, history.faults))) return [];
    const ended = isOpen ? final.invokedAt : earliestEnd(history, verification, group);
    // By the clock of the process that took it, it may have come too late.
    const end = Math.min(ended, livesUntil(group, final.invokedAt, settings));
    const taken = history.callbacks.filter((each) => each.call === call.name && each.isAcknowledged && each.at < end);
    const reported = Math.max(0, ...taken.map((each) => rankOf(each.outcome)));
    if (rankOf(final.answer.outcome) >= reported) return [];
    const told = taken.map(
      (each) => `${each.at} ms: ${call.name}${call.isWrittenLate ? ' (written late)' : ''} reported as ${each.outcome}, acknowledged`,
    );
    return [{ about: verification, evidence: [describeOperation(dial), ...told, describeOperation(final)] }];
  });

/** Asked in the end with the right code, a verification said to be open a moment before must verify, unless its number may have failed too often. */
const rightCodesVerify: Rule = ({ operations, calls }, { failuresPerDay }) =>
  operations.flatMap((check) => {
    if (check.kind !== 'check' || !check.isFinal || check.guess !== 'right' || isVerified(check)) return [];
    const group = operations.filter((each) => each.verification === check.verification);
    const isLearned = calls.some((call) => call.wasCodeLearned && group.some((each) => each.id === call.operation));
    const mayHaveFailed = operations.filter(
      (each) => each.number === check.number && each.guess === 'wrong' && (isRejected(each) || isUnknown(each)),
    );
    // Whether it may be expired, the rule of lifetimes decides.
    const isExcused = isExpired(check) || (check.answer?.status === 429 && mayHaveFailed.length >= failuresPerDay);
    return !isLearned || isExcused ? [] : [{ about: check.verification ?? check.number, evidence: evidence(group) }];
  });

const RULES = {
  'at most one token for a verification': atMost('verification', isVerified, () => 1),
  'at most maxChecks evaluated guesses for a verification': atMost(
    'verification',
    (each) => isVerified(each) || isRejected(each),
    ({ maxChecks }) => maxChecks,
  ),
  'at most failuresPerDay failed checks for a number': atMost('number', isRejected, ({ failuresPerDay }) => failuresPerDay),
  'no call is placed twice for one start': oneCallForOneStart,
  'every request to a living process is answered': livingProcessesAnswer,
  'no answer means that something was lost': answersAreExpected,
  'what is over stays over': whatIsOverStaysOver,
  'a verification lives as long as it should': lifetimesAreKept,
  'a fresh token is good at every process': freshTokensAreGood,
  'the service comes back by itself': serviceComesBack,
  'no acknowledged callback is lost': acknowledgedCallbacksStay,
  'the right code verifies in the end': rightCodesVerify,
} as const satisfies Record<string, Rule>;

export type RuleName = keyof typeof RULES;

export const RULE_NAMES = Object.keys(RULES) as readonly RuleName[];

/** All that is wrong with a history. */
export function violationsOf(history: History, settings: RuleSettings): readonly Violation[] {
  return RULE_NAMES.flatMap((rule) => RULES[rule](history, settings).map((breach) => ({ rule, ...breach })));
}
