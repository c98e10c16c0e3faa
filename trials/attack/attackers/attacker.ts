/** What every attacker is given, and what it tells in the end. */
import type { Bound } from '../bounds.js';
import type { World } from '../world.js';

export interface Attacker {
  readonly name: string;
  /** What it was given: time, numbers, addresses, requests. */
  readonly budget: string;
  /** Lives in the world from the first day's midnight on. */
  attack(world: World): Promise<Achieved>;
}

export interface Achieved {
  /** How its requests were answered. */
  readonly answers: string;
  /** What it has in the end, beside what arithmetic expects. */
  readonly got: string;
  readonly bounds: readonly Bound[];
}

/** Runs `work` for each of `all`, `width` of them side by side, in order. */
export async function inParallel<T>(all: readonly T[], width: number, work: (each: T, index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const run = async (): Promise<void> => {
    for (let index = next++; index < all.length; index = next++) await work(all[index] as T, index);
  };
  await Promise.all(Array.from({ length: width }, run));
}

/** The members of a list in turn, over and over. */
export function inTurn<T>(all: readonly [T, ...T[]] | readonly T[], index: number): T {
  return all[index % all.length] as T;
}

/** A guess, always of four digits. */
export function guess(draw: () => number): string {
  return String(Math.floor(draw() * 10_000)).padStart(4, '0');
}

const POOL = 10_000;

/** How many of so many guesses hit a code of four digits, on the average. */
export function expectedTakeovers(guesses: number): string {
  return (guesses / POOL).toLocaleString('en', { maximumSignificantDigits: 2 });
}
