/** How a telephone reacts to calls, and the numbers that always react in the same way. */
import { hintAtName } from '../contract/nearest-name.js';

/**
 * - `rings`: waits for somebody to act; unanswered in the end.
 * - `answers`, `presses_9`, `declines`, `does_not_answer`: what happens by itself after `reactMs`. `presses_9` presses the key only
 *   where a confirmation call asks for it.
 * - `busy` (17), `off` (20): as the network says.
 * - `forwarded`: another telephone takes the call, this one never rings.
 * - `rejected_by_operator` (31), `billing_failure` (41): accepted by the provider, never connected.
 * - `not_permitted`, `no_route`: the provider refuses the request. `loses_answer`: the call is placed, then the connection is cut before
 *   the answer.
 */
export const TELEPHONE_MOODS = [
  'rings',
  'answers',
  'presses_9',
  'declines',
  'does_not_answer',
  'busy',
  'off',
  'forwarded',
  'rejected_by_operator',
  'billing_failure',
  'not_permitted',
  'no_route',
  'loses_answer',
] as const;

/** How a telephone reacts to later calls. */
export type TelephoneMood = (typeof TELEPHONE_MOODS)[number];

/** Numbers that always react in the same way. */
export interface ScenarioNumbers {
  /** A Russian mobile number. */
  readonly RU: string;
  /** A Slovak mobile number. */
  readonly SK: string;
}

/** The two numbers end in the same digits; if there is a Q.931 cause for the case, these are the cause. */
const numbersEndingWith = (ending: string): ScenarioNumbers => Object.freeze({ RU: `+790000000${ending}`, SK: `+4219010000${ending}` });

/** Numbers whose calls always end in the same way. Every other number rings and waits. */
export const SCENARIO_NUMBERS: Readonly<Record<Exclude<TelephoneMood, 'rings'>, ScenarioNumbers>> = Object.freeze({
  answers: numbersEndingWith('16'),
  busy: numbersEndingWith('17'),
  does_not_answer: numbersEndingWith('19'),
  off: numbersEndingWith('20'),
  declines: numbersEndingWith('21'),
  rejected_by_operator: numbersEndingWith('31'),
  billing_failure: numbersEndingWith('41'),
  presses_9: numbersEndingWith('09'),
  forwarded: numbersEndingWith('22'),
  not_permitted: numbersEndingWith('57'),
  no_route: numbersEndingWith('03'),
  loses_answer: numbersEndingWith('27'),
});

/** The mood of a scenario number, else undefined. */
export function moodOfNumber(number: string): TelephoneMood | undefined {
  return TELEPHONE_MOODS.find((mood) => mood !== 'rings' && Object.values(SCENARIO_NUMBERS[mood]).includes(number));
}

/** For callers without types. @throws {RangeError} naming the nearest mood */
export function requireMood(name: string): TelephoneMood {
  const known = TELEPHONE_MOODS.find((each) => each === name);
  if (known === undefined)
    throw new RangeError(`No telephone's mood is called ${JSON.stringify(name)}. ${hintAtName(name, TELEPHONE_MOODS)}`);
  return known;
}
