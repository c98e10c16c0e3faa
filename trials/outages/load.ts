/** People who verify their numbers all the time, and a record of what each of them was answered. */
import type { CallVerification } from '../../src/index.js';
import { phoneOf } from '../bench/measuring.js';
import { pause } from '../proof/chance.js';

/** One answer of the service. Times are milliseconds of one clock. */
export interface Answer {
  readonly began: number;
  readonly ended: number;
  /** `good`, or the code of the problem. */
  readonly outcome: string;
}

/** A right check that was answered with a token. */
export interface VerifiedCheck {
  readonly verificationId: string;
  readonly code: string;
  readonly at: number;
}

export interface Load {
  readonly answers: readonly Answer[];
  readonly verified: readonly VerifiedCheck[];
  /** Resolves when the last person has been answered. */
  stop(): Promise<void>;
}

export interface LoadOptions {
  readonly calls: Pick<CallVerification, 'start' | 'check'>;
  /** The code that was sent to the number. */
  readonly codeOf: (phone: string) => string;
  /** @default 100 */
  readonly people?: number | undefined;
}

/** Until a code is typed in, on the average: so that a failover finds verifications that are open. */
const TYPING_MS = 1000;
/** Before a request that was answered 503 is made again. */
const REST_MS = 500;

export const GOOD = 'good';

export function beginLoad({ calls, codeOf, people = 100 }: LoadOptions): Load {
  const answers: Answer[] = [];
  const verified: VerifiedCheck[] = [];
  let isOver = false;
  let last = 0;

  /** The answer, if it is a good one. */
  async function ask<T extends { readonly ok: boolean }>(request: () => Promise<T>): Promise<T> {
    const began = performance.now();
    const answer = await request();
    const outcome = answer.ok || !('code' in answer) ? GOOD : String(answer.code);
    answers.push({ began, ended: performance.now(), outcome });
    return answer;
  }

  async function verifyOneNumber(): Promise<void> {
    last += 1;
    const phone = phoneOf(last);
    const started = await ask(() => calls.start({ phone }));
    if (!started.ok) return pause(REST_MS);
    const { verificationId } = started;
    const code = codeOf(phone);
    await pause(2 * TYPING_MS * Math.random());
    while (!isOver) {
      const checked = await ask(() => calls.check({ verificationId, code }));
      if (checked.ok && checked.status === 'verified') verified.push({ verificationId, code, at: performance.now() });
      if (checked.ok || checked.code !== 'temporarily_unavailable') return;
      await pause(REST_MS);
    }
  }

  async function live(): Promise<void> {
    while (!isOver) await verifyOneNumber();
  }

  const lives = Promise.all(Array.from({ length: people }, live));
  // Awaited by `stop`; what fails before is told there.
  lives.catch(() => undefined);
  return {
    answers,
    verified,
    async stop() {
      isOver = true;
      await lives;
    },
  };
}
