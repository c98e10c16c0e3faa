/** Choices that a seed decides: each chooser of a run draws from a stream of its own, so that none disturbs another's. */
import { seededRandom } from '../../test/support/seeded-random.js';

export interface Chance {
  /** From 0 to below 1. */
  draw(): number;
  between(low: number, high: number): number;
  oneOf<T>(choices: readonly [T, ...T[]]): T;
}

export function createChance(seed: number, stream: number): Chance {
  const draw = seededRandom(Math.imul(seed, 7919) + Math.imul(stream, 104_729));
  return {
    draw,
    between: (low, high) => Math.floor(low + draw() * (high - low)),
    oneOf: (choices) => choices[Math.floor(draw() * choices.length)] ?? choices[0],
  };
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
