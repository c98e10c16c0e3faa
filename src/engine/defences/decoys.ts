/** Attempts that look like any other to the client, while nothing is dialled. */
import { randomInt } from 'node:crypto';
import type { Decoy } from '../../core/decisions/start-decision.js';
import type { RandomBytes } from '../../ports/clock.js';

export interface Decoys {
  /** What an attempt carries instead of a code and a call's id. */
  draw(): Decoy;
  /** A call was really placed by this method, and took so long. */
  took(methodId: string, milliseconds: number): void;
  /** Waits as long as one of the last real calls by this method took to be placed. */
  pretend(methodId: string): Promise<void>;
}

/** How many of a method's last calls are remembered. */
const MOST_REMEMBERED = 20;
/** For a method that has placed no call yet. */
const TYPICAL_MS = { least: 250, most: 900 } as const;

export function createDecoys(randomBytes: RandomBytes): Decoys {
  const taken = new Map<string, number[]>();
  const text = (): string => Buffer.from(randomBytes(16)).toString('base64url');
  return {
    draw: () => ({ digest: text(), callId: text() }),
    took(methodId, milliseconds) {
      taken.set(methodId, [...(taken.get(methodId) ?? []), milliseconds].slice(-MOST_REMEMBERED));
    },
    async pretend(methodId) {
      const known = taken.get(methodId) ?? [];
      const pause = known[randomInt(Math.max(1, known.length))] ?? randomInt(TYPICAL_MS.least, TYPICAL_MS.most);
      await new Promise((resolve) => setTimeout(resolve, pause));
    },
  };
}
