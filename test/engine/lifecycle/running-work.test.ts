/** What a shutdown waits for, and for how long. */
import { describe, expect, it } from 'vitest';
import { createRunningWork } from '../../../src/engine/lifecycle/running-work.js';
import { createGate, hasEnded } from '../../support/gate.js';

const LONG_MS = 600_000;

describe('running work', () => {
  it('passes on how the work ends, and counts it until then', async () => {
    const running = createRunningWork();
    const gate = createGate();
    const work = running.run(async () => {
      await gate.pass();
      return 7;
    });
    const failing = running.run(() => Promise.reject(new Error('no')));
    expect(running.size).toBe(2);
    await expect(failing).rejects.toThrow('no');
    gate.open();
    expect(await work).toBe(7);
    expect(running.size).toBe(0);
  });

  it('is waited for, with what it begins at its end', async () => {
    const running = createRunningWork();
    const [first, second] = [createGate(), createGate()];
    void running.run(async () => {
      await first.pass();
      void running.run(() => second.pass());
    });
    const waiting = running.waitForAll(LONG_MS);
    first.open();
    expect(await hasEnded(waiting)).toBe(false);
    second.open();
    expect(await waiting).toBe(0);
  });

  it('that comes later is not waited for, if only the present is', async () => {
    const running = createRunningWork();
    const [present, later] = [createGate(), createGate()];
    void running.run(() => present.pass());
    const waiting = running.waitForPresent(LONG_MS);
    void running.run(() => later.pass());
    expect(await hasEnded(waiting)).toBe(false);
    present.open();
    expect(await waiting).toBe(0);
    expect(running.size).toBe(1);
  });

  it('that hangs is not waited for longer than asked', async () => {
    const running = createRunningWork();
    void running.run(() => createGate().pass());
    void running.run(async () => undefined);
    expect(await running.waitForPresent(20)).toBe(1);
    expect(await running.waitForAll(20)).toBe(1);
  });
});
