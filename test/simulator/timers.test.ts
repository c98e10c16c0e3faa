/** Timers that stop together. */
import { expect, it } from 'vitest';
import { createTimers } from '../../src/simulator/timers.js';

it('runs actions in time, unless they are called off or all timers stop, for good', async () => {
  const timers = createTimers();
  const done: string[] = [];
  timers.after(1, () => done.push('called off'))();
  timers.after(1, () => done.push('in time'));
  await timers.pause(5);
  timers.after(1, () => done.push('stopped'));
  timers.stopAll();
  timers.after(1, () => done.push('too late'));
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(done).toEqual(['in time']);
});
