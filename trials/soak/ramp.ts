/** Finds how many people a second the app can serve on this machine at this moment. */
import { setTimeout } from 'node:timers/promises';
import { holdsRate, type RampStep, typicalMs } from './judge.js';
import type { LoadSecond } from './messages.js';

export interface RampContext {
  setRate(perSecond: number): void;
  /** Every second of the clients up to now. */
  readonly seconds: readonly LoadSecond[];
  onProgress(text: string): void;
}

const FIRST_RATE = 5;
const GROWTH = 1.4;
const STEP_MS = 5000;
/** The first requests compile the code. */
const WARM_UP_MS = 5000;
/** Other programs disturb a step now and then. */
const TRIES = 2;

/** @returns people a second: the highest rate that held, without a higher one after a rate that did not */
export async function findTopLoad({ setRate, seconds, onProgress }: RampContext): Promise<number> {
  const step = async (perSecond: number): Promise<RampStep> => {
    const began = Date.now();
    setRate(perSecond);
    await setTimeout(STEP_MS);
    const starts = seconds.flatMap((second) => second.starts).filter(({ begunAt }) => begunAt >= began);
    return { perSecond, startsMs: starts.map(({ ms }) => ms), waiting: seconds.at(-1)?.waiting ?? 0 };
  };
  setRate(FIRST_RATE);
  await setTimeout(WARM_UP_MS);
  const idleMs = typicalMs((await step(FIRST_RATE)).startsMs);
  const holds = async (perSecond: number): Promise<boolean> => {
    for (let tries = 0; tries < TRIES; tries += 1) if (holdsRate(await step(perSecond), idleMs)) return true;
    return false;
  };
  onProgress(`with ${FIRST_RATE} people a second, most starts take ${idleMs.toFixed(0)} ms`);
  let top = FIRST_RATE;
  for (let rate = FIRST_RATE * GROWTH; await holds(Math.round(rate)); rate *= GROWTH) {
    top = Math.round(rate);
    onProgress(`${top} a second hold`);
  }
  return top;
}
