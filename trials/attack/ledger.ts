/** What was seen from outside: every answer to every actor, and every call that a provider placed. Bounds are held against this alone. */
import type { HttpAnswer } from './http-client.js';
import { prefixOf } from './numbers.js';

/** A request, its answer, and who asked. */
interface Asked {
  readonly at: number;
  readonly actor: string;
  readonly address: string;
  readonly phone: string;
  readonly status: number;
  /** A problem's code. */
  readonly code: string | undefined;
}

/** The first start of a verification, or another call for one. */
export interface AskedStart extends Asked {
  readonly prefix: string;
  readonly isDialled: boolean;
}

export interface AskedCheck extends Asked {
  /** The code was compared, and was wrong. */
  readonly isFailure: boolean;
  readonly isToken: boolean;
  /** The host spoke for this client, who has budgets of its own then. */
  readonly hasPassedChallenge: boolean;
}

export interface PlacedCall {
  readonly at: number;
  readonly phone: string;
}

export interface Ledger {
  readonly starts: readonly AskedStart[];
  readonly checks: readonly AskedCheck[];
  readonly calls: readonly PlacedCall[];
  start(asker: Asker, phone: string, answer: HttpAnswer): void;
  check(asker: Asker, phone: string, hasPassedChallenge: boolean, answer: HttpAnswer): void;
  call(phone: string): void;
}

export interface Asker {
  readonly actor: string;
  readonly address: string;
}

export function createLedger(now: () => number): Ledger {
  const starts: AskedStart[] = [];
  const checks: AskedCheck[] = [];
  const calls: PlacedCall[] = [];
  const asked = ({ actor, address }: Asker, phone: string, { status, body }: HttpAnswer): Asked => {
    const code = typeof body['code'] === 'string' ? body['code'] : undefined;
    return { at: now(), actor, address, phone, status, code };
  };
  return {
    starts,
    checks,
    calls,
    start(asker, phone, answer) {
      // A call that did not get through was placed all the same.
      const isDialled = answer.status === 202 || answer.body['code'] === 'call_failed';
      starts.push({ ...asked(asker, phone, answer), prefix: prefixOf(phone), isDialled });
    },
    check(asker, phone, hasPassedChallenge, answer) {
      const isFailure = answer.body['code'] === 'code_incorrect';
      checks.push({ ...asked(asker, phone, answer), isFailure, isToken: answer.status === 200, hasPassedChallenge });
    },
    call: (phone) => void calls.push({ at: now(), phone }),
  };
}

/** How often each answer was given, the most frequent first: `202 × 25, 429 × 4295`. */
export function describeAnswers(asked: readonly { readonly status: number; readonly code: string | undefined }[]): string {
  const counts = new Map<string, number>();
  for (const { status, code } of asked) {
    const name = status === 503 && code !== undefined ? `${status}` : String(status);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name} × ${count}`)
    .join(', ');
}
