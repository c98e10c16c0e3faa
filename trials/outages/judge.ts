/** Asks again about every check that was answered with a token: no store may have forgotten one. */
import type { CallVerification } from '../../src/index.js';
import { pause } from '../proof/chance.js';
import type { VerifiedCheck } from './load.js';

export interface Verdict {
  /** The same id and code got a token once more. */
  readonly secondTokens: number;
  /** Nobody knows the verification any more. */
  readonly gone: number;
  /** What else was answered in place of "closed, because verified". */
  readonly others: ReadonlyMap<string, number>;
}

type Fate = 'kept' | 'second token' | 'gone' | (string & {});

const CONCURRENCY = 16;
/** A server may still be settling. */
const TRIES = 50;
const REST_MS = 200;

export async function judge(calls: Pick<CallVerification, 'check'>, verified: readonly VerifiedCheck[]): Promise<Verdict> {
  const fates = new Map<Fate, number>();
  const left = verified.values();
  const askOn = async (): Promise<void> => {
    for (const each of left) {
      const fate = await fateOf(calls, each);
      fates.set(fate, (fates.get(fate) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, askOn));
  const { 'second token': secondTokens = 0, gone = 0, kept: _, ...others } = Object.fromEntries(fates);
  return { secondTokens, gone, others: new Map(Object.entries(others)) };
}

async function fateOf(calls: Pick<CallVerification, 'check'>, { verificationId, code }: VerifiedCheck): Promise<Fate> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const answer = await calls.check({ verificationId, code });
    if (answer.ok) return answer.status === 'verified' ? 'second token' : answer.status;
    if (answer.code === 'verification_closed') return answer.reason === 'verified' ? 'kept' : `closed: ${answer.reason}`;
    if (answer.code === 'verification_not_found') return 'gone';
    if (answer.code !== 'temporarily_unavailable') return answer.code;
    await pause(REST_MS);
  }
  return 'no answer';
}
