/** The options that refuse requests: the names by which events, and answers in development, say which one it was, and how to relax it. */
import type { Problem } from '../../contract/problems.js';

/** The path of an option of `createCallVerification`; `callerNumbers` is one of `mcn.ownNumberCall`. */
export type LimitName =
  | `limits.${'starts' | 'networkStarts' | 'prefixStarts' | 'countryStarts'}Per${'Hour' | 'Day'}`
  | `limits.${'failuresPerDay' | 'failuresPerMonth' | 'networkFailuresPerDay'}`
  | `ipLimits.${'starts' | 'checks'}PerHour`
  | `breakers.${'prefix' | 'country'}`
  | 'resendDelaysSeconds'
  | 'callerNumbers';

const HIGHER = 'Set it higher, or to false.';
const UNLOCK =
  'calls.unlock(phone) opens the number, and so does a restart with the memory store. Development relaxes no limit of guesses.';
const RELEASE = 'calls.release(prefix) opens it, and "audit" only reports it.';
const ADDRESS = 'Set it higher, or ipLimits to false.';

/** What each one counts, and how to relax it. */
const MEANINGS: Readonly<Record<LimitName, readonly [counts: string, relaxing: string]>> = {
  resendDelaysSeconds: ['seconds between two calls to one number', 'Wait, or set shorter ones.'],
  callerNumbers: ['too few numbers to guess a code once more today', 'Give more of them, or another method beside this one.'],
  'limits.startsPerHour': ['calls to one number in an hour, four of five of them for one network', HIGHER],
  'limits.startsPerDay': ['calls to one number in 24 hours, four of five of them for one network', HIGHER],
  'limits.networkStartsPerHour': ['verifications of one number that one network may begin in an hour', HIGHER],
  'limits.networkStartsPerDay': ['verifications of one number that one network may begin in 24 hours', HIGHER],
  'limits.failuresPerDay': ['wrong codes of one number in 24 hours', UNLOCK],
  'limits.failuresPerMonth': ['wrong codes of one number in 30 days', UNLOCK],
  'limits.networkFailuresPerDay': ['wrong codes of one number by one network', UNLOCK],
  'limits.prefixStartsPerHour': ['calls to one prefix in an hour', HIGHER],
  'limits.prefixStartsPerDay': ['calls to one prefix in a day', HIGHER],
  'limits.countryStartsPerHour': ['calls to one country in an hour', HIGHER],
  'limits.countryStartsPerDay': ['calls to one country in a day', HIGHER],
  'breakers.prefix': ['too few of the calls to this prefix were verified', RELEASE],
  'breakers.country': ['too few of the calls to this country were verified', RELEASE],
  'ipLimits.startsPerHour': ['starts from one address in an hour', ADDRESS],
  'ipLimits.checksPerHour': ['checks from one address in an hour', ADDRESS],
};

/** What a limit counts and how to relax it, for a developer. */
export function describeLimit(name: LimitName): string {
  const [counts, relaxing] = MEANINGS[name];
  return `The option "${name}" refuses this (${counts}). ${relaxing}`;
}

/** Why the problem is what it is, if a limit caused it. */
export function reasonOfLimit(problem: Problem, name: LimitName | undefined): string | undefined {
  const isLimit = problem.code === 'too_many_requests' || problem.code === 'no_method_left';
  return name === undefined || !isLimit ? undefined : describeLimit(name);
}
