/** What became of a call: the words of reports, their rank, and what each says about the code. */
import type { CallOutcome } from '../../contract/answers.js';

/** How the code reaches the person. It decides after which outcomes the person knows the code. */
export type CodeReach = 'caller_number' | 'speech' | 'key_press' | 'text';

/** In the order of the stored form: append only. */
export const CODE_REACHES = ['caller_number', 'speech', 'key_press', 'text'] as const satisfies readonly CodeReach[];

/** An outcome, with the Q.931 cause that distinguishes two kinds of `unavailable`. */
export interface CallFate {
  /** What became of the call. */
  readonly outcome: CallOutcome;
  /** The Q.931 cause, if it is known. */
  readonly cause?: number | undefined;
}

/** `waiting` counts as alive unless the host wants a report first. */
export type Vitality = 'alive' | 'waiting' | 'dead';

/** 18 no user responding, 19 no answer, 21 call rejected: the telephone rang, so a calling number was shown (Q.850). */
const RANG_CAUSES: ReadonlySet<number | undefined> = new Set([18, 19, 21]);

/** Words of both MCN vocabularies and of Asterisk's, from which they come. */
const WORDS: ReadonlyMap<string, CallOutcome> = new Map([
  ['ANSWER', 'answered'],
  ['ANSWERED', 'answered'],
  ['CANCEL', 'no_answer'],
  ['NO ANSWER', 'no_answer'],
  ['NOANSWER', 'no_answer'],
  ['BUSY', 'busy'],
  ['FAILED', 'unavailable'],
  ['CONGESTION', 'unavailable'],
  ['CHANUNAVAIL', 'unavailable'],
]);

/** All words that a report's status may be, for the reference. */
export const REPORT_WORDS: readonly string[] = [...WORDS.keys()];

function outcomeOfWord(word: string | undefined): CallOutcome {
  if (word === undefined) return 'unknown';
  const key = word
    .trim()
    .toUpperCase()
    .replace(/[\s_-]+/g, ' ');
  return WORDS.get(key) ?? 'unknown';
}

/**
 * Reads the two fields of a report. The causes 17, 31 and 41 decide alone, 16 leaves it to the word, and any other cause is "number
 * unavailable" ("Password Call authorization - API", MCN, 5 Sep 2024). What is not understood is `unknown`, never `answered`.
 */
export function fateOfReport(cause: number | undefined, word: string | undefined): CallFate {
  switch (cause) {
    case undefined:
    case 16:
      return { outcome: outcomeOfWord(word), cause };
    case 17:
      return { outcome: 'busy', cause };
    case 31:
      return { outcome: 'rejected', cause };
    case 41:
      return { outcome: 'failed', cause };
    default:
      return { outcome: 'unavailable', cause };
  }
}

const hasRung = (fate: CallFate): boolean => RANG_CAUSES.has(fate.cause);

const RANKS: Readonly<Record<CallOutcome, number>> = {
  pending: 0,
  unknown: 1,
  failed: 2,
  rejected: 3,
  unavailable: 4,
  no_answer: 6,
  busy: 7,
  answered: 8,
  redirected: 9,
};

function rankOf(fate: CallFate): number {
  return fate.outcome === 'unavailable' && hasRung(fate) ? RANKS.unavailable + 1 : RANKS[fate.outcome];
}

/** The fate of higher rank, so the order and the number of reports do not matter. */
export function mergeFates(known: CallFate, reported: CallFate): CallFate {
  return rankOf(reported) > rankOf(known) ? reported : known;
}

/** A message is good from the moment it is accepted, until a report says that it never came. */
const UNDELIVERED: ReadonlySet<CallOutcome> = new Set(['failed', 'rejected', 'unavailable']);

/** Whether the person may still learn the code, or press the key, of a call with this fate. */
export function vitalityOf(reach: CodeReach, fate: CallFate, isConfirmed: boolean): Vitality {
  if (fate.outcome === 'redirected') return 'dead';
  if (reach === 'text') return UNDELIVERED.has(fate.outcome) ? 'dead' : 'alive';
  switch (fate.outcome) {
    case 'pending':
    case 'unknown':
      return 'waiting';
    case 'answered':
      if (reach !== 'key_press') return 'alive';
      return isConfirmed ? 'alive' : 'waiting';
    case 'no_answer':
    case 'busy':
      return reach === 'caller_number' ? 'alive' : 'dead';
    case 'unavailable':
      return reach === 'caller_number' && hasRung(fate) ? 'alive' : 'dead';
    case 'failed':
    case 'rejected':
      return 'dead';
  }
}
