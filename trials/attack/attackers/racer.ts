/** Checks one verification from many sides at once, over four processes on one store: as many guesses, and one code as often. */

import type { Operation } from '../../proof/history.js';
import { openSharedStore } from '../../proof/store-server.js';
import type { StoreKind } from '../../proof/worker-order.js';
import { openWorld } from '../../proof/world.js';
import { type Bound, MOST_CHECKS_PER_VERIFICATION, MOST_FAILED_GUESSES_PER_DAY } from '../bounds.js';

export interface Racing {
  readonly store: StoreKind;
  readonly seed: number;
  /** Side by side. */
  readonly checks: number;
  readonly processes: number;
  readonly onSecret?: ((value: string, label: string) => void) | undefined;
}

export interface Raced {
  /** Guesses that were evaluated, in each verification that was begun until the number was closed. */
  readonly evaluated: readonly number[];
  /** Tokens for the right code, sent side by side. */
  readonly tokens: number;
  /** The right code was taken. Where a machine is too busy for its store, the one answer with the token may be lost, and none follows. */
  readonly isSpent: boolean;
  readonly bounds: readonly Bound[];
}

/** More verifications than ten failures allow. */
const MOST_ROUNDS = 6;

export async function race({ store: kind, seed, checks, processes: count, onSecret }: Racing): Promise<Raced> {
  const store = await openSharedStore(kind);
  try {
    const world = await openWorld({ store, seed, processes: kind === 'memory' ? 1 : count, numbers: 2, onSecret });
    try {
      const { requests, processes } = world;
      const all = (index: number) => {
        const process = processes.all[index % processes.all.length];
        if (process === undefined) throw new Error('no process is there');
        return process;
      };
      const sideBySide = (ask: (index: number) => Promise<Operation>): Promise<Operation[]> =>
        Promise.all(Array.from({ length: checks }, (_, index) => ask(index)));

      const evaluated: number[] = [];
      for (let round = 0; round < MOST_ROUNDS; round += 1) {
        world.telephoneOf('n0').mood = 'declines';
        const held = await requests.start(all(round), 'n0');
        if (held === undefined) break;
        const asked = await sideBySide((index) => requests.check(all(index), held, 'wrong'));
        evaluated.push(asked.filter(({ answer }) => answer?.code === 'code_incorrect').length);
        await world.untilQuiet();
      }
      world.telephoneOf('n1').mood = 'declines';
      const held = await requests.start(all(0), 'n1');
      if (held === undefined) throw new Error('the racer could not start');
      const asked = await sideBySide((index) => requests.check(all(index), held, 'right'));
      const tokens = asked.filter(({ answer }) => answer?.state === 'verified').length;
      const isSpent = asked.some(({ answer }) => answer?.state === 'verified' || answer?.reason === 'verified');
      await world.untilQuiet();
      return {
        evaluated,
        tokens,
        isSpent,
        bounds: [
          { name: 'guesses per verification', most: MOST_CHECKS_PER_VERIFICATION, measured: Math.max(0, ...evaluated) },
          { name: 'guesses per number', most: MOST_FAILED_GUESSES_PER_DAY, measured: evaluated.reduce((sum, each) => sum + each, 0) },
          { name: 'tokens per verification', most: 1, measured: tokens },
        ],
      };
    } finally {
      await world.close();
    }
  } finally {
    await store.close();
  }
}
