/** Watches the codes that providers choose: tells the host of predictable ones, and may take their method out of use. */
import { findCodeWeakness } from '../../core/fraud/code-predictability.js';
import { DAY, HOUR } from '../../core/limits/number-limits.js';
import type { Clock } from '../../ports/clock.js';
import type { Emit } from '../../ports/events.js';
import type { CallMethod } from '../../ports/method.js';

export interface CodeWatch {
  /**
   * A call was placed. Only codes of the provider's choice are looked at.
   *
   * @param number a pseudonym of the number called: a code told again to the same number is no second draw, so neither a
   *   person who asks for call after call nor a provider that keeps its code for them looks like a small pool
   */
  told(method: CallMethod, code: string | undefined, number?: string): void;
  /** False while the codes of this method look worth less than `minEntropyBits`: it must not be used. */
  isTrusted(method: CallMethod): boolean;
}

export interface CodeWatchOptions {
  /** What a code of a provider's choice must be worth for its method to stay in use, in bits. @default none: alarms only */
  readonly minEntropyBits?: number | undefined;
  readonly emit: Emit;
  readonly clock: Clock;
}

/** Of one method and length of codes. Enough to find a pool of 1000, and few enough to forget soon what was mended. */
const MOST_CODES = 300;
const LEAST_DIGITS = 4;
const MOST_DIGITS = 10;

/**
 * A method out of use tells no more codes, so nothing could show that it was mended but time. Then it is judged anew by
 * the codes that follow: a constant code is found out by the fifth, a pool of 100 numbers within some dozens.
 */
const OUT_OF_USE_MS = DAY;

interface Draw {
  readonly code: string;
  readonly number: string | undefined;
}

interface Watched {
  /** By the codes' length. In this process's memory only. */
  readonly draws: Map<number, Draw[]>;
  toldAt: number;
  trustedFrom: number;
}

/** Each process watches its own calls: codes must not lie together anywhere else. */
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
    // An honest pool of exactly that size passes: what is asked is whether one so large would ever show this.
    const tooSmall = leastPool === undefined ? undefined : findCodeWeakness(codes, digits, leastPool);
    // That a method is out of use must be told, whenever the last alarm was.
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
      // Calls that were on their way when their method went out of use say nothing of the time after it.
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
