/** Watches the codes that providers choose: reports predictable ones, and may stop the use of their method. */
import { findCodeWeakness } from '../../core/fraud/code-predictability.js';
import { DAY, HOUR } from '../../core/limits/number-limits.js';
import type { Clock } from '../../ports/clock.js';
import type { Emit } from '../../ports/events.js';
import type { CallMethod } from '../../ports/method.js';

export interface CodeWatch {
  /**
   * A call was placed. Only codes that the provider chose are looked at.
   *
   * @param number a pseudonym of the number called: the same code for the same number does not count twice, so neither a person who asks
   *   for call after call nor a provider that keeps its code for them looks like a small pool
   */
  told(method: CallMethod, code: string | undefined, number?: string): void;
  /** False while the codes of this method are worth less than `minEntropyBits`: it must not be used. */
  isTrusted(method: CallMethod): boolean;
}

export interface CodeWatchOptions {
  /** How many bits a code of the provider must be worth for its method to stay in use. @default none: only events */
  readonly minEntropyBits?: number | undefined;
  readonly emit: Emit;
  readonly clock: Clock;
}

/** Of one method and one length of codes. Enough to find a pool of 1000, and few enough that a repaired provider soon looks fair. */
const MOST_CODES = 300;
const LEAST_DIGITS = 4;
const MOST_DIGITS = 10;

/**
 * A method that is not used returns no codes, so only time can end this. Then it is judged anew by the codes that follow: a constant code
 * is found at the fifth, a pool of 100 numbers within some dozens.
 */
const OUT_OF_USE_MS = DAY;

interface Draw {
  readonly code: string;
  readonly number: string | undefined;
}

interface Watched {
  /** By the codes' length. Only in this process's memory. */
  readonly draws: Map<number, Draw[]>;
  toldAt: number;
  trustedFrom: number;
}

/** Each process watches its own calls, because codes must not be collected anywhere else. */
export function createCodeWatch({ minEntropyBits, emit, clock }: CodeWatchOptions): CodeWatch {
  const watched = new Map<string, Watched>();
  const leastPool = minEntropyBits === undefined ? undefined : Math.floor(2 ** minEntropyBits);
  const never = Number.NEGATIVE_INFINITY;

  const isTrusted = (method: CallMethod): boolean => clock() >= (watched.get(method.id)?.trustedFrom ?? never);

  const watch = (method: CallMethod): Watched => {
    const found = watched.get(method.id) ?? { draws: new Map(), toldAt: never, trustedFrom: never };
    watched.set(method.id, found);
    return found;
  };

  const judge = (method: CallMethod, watching: Watched, draws: readonly Draw[], digits: number): void => {
    const now = clock();
    const codes = draws.map(({ code }) => code);
    // An honest pool of exactly that size passes: the test is whether a pool so large would ever show this.
    const tooSmall = leastPool === undefined ? undefined : findCodeWeakness(codes, digits, leastPool);
    // That a method is not used any more is always reported, whenever the last alarm was.
    const isAlarmDue = now - watching.toldAt >= HOUR;
    const weakness = tooSmall ?? (isAlarmDue ? findCodeWeakness(codes, digits) : undefined);
    if (weakness === undefined) return;
    const isSwitchedOff = tooSmall !== undefined;
    if (isSwitchedOff) {
      watching.trustedFrom = now + OUT_OF_USE_MS;
      watching.draws.clear();
    }
    watching.toldAt = now;
    emit({
      type: 'codes.predictable',
      provider: method.provider.name,
      methodId: method.id,
      ...weakness,
      sample: codes.length,
      isSwitchedOff,
    });
  };

  return {
    isTrusted,
    told(method, code, number) {
      // Calls that were under way when their method was stopped say nothing about the time after it.
      if (method.codeFrom !== 'provider' || code === undefined || !isTrusted(method)) return;
      const digits = code.length;
      if (!/^\d+$/.test(code) || digits < LEAST_DIGITS || digits > MOST_DIGITS) return;
      const watching = watch(method);
      const before = watching.draws.get(digits) ?? [];
      if (number !== undefined && before.some((draw) => draw.number === number && draw.code === code)) return;
      const draws = [...before, { code, number }].slice(-MOST_CODES);
      watching.draws.set(digits, draws);
      judge(method, watching, draws, digits);
    },
  };
}
