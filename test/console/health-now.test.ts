import { describe, expect, it } from 'vitest';
import { createHealthNow } from '../../src/console/health-now.js';
import type { Health } from '../../src/index.js';

const HEALTH: Health = { ok: true, stage: 'open', store: { ok: true, roundTripMs: 1 }, circuits: [], budgets: [], reports: [] };

describe('the health that the page shows', () => {
  it('is asked once, however many look at the same time', async () => {
    let asked = 0;
    const health = createHealthNow(async () => {
      asked += 1;
      return HEALTH;
    });
    expect(await Promise.all([health(), health()])).toMatchObject([{ ok: true }, { ok: true }]);
    expect(await health()).toMatchObject({ stage: 'open' });
    expect(asked).toBe(1);
  });

  it('is left out while it is late, is not asked twice meanwhile, and is shown once it has come', async () => {
    let asked = 0;
    let answer: (health: Health) => void = () => {};
    const health = createHealthNow(() => {
      asked += 1;
      return new Promise<Health>((resolve) => {
        answer = resolve;
      });
    }, 1);
    expect([await health(), await health()]).toEqual([undefined, undefined]);
    answer({ ...HEALTH, ok: false, store: { ok: false, reason: 'timeout' } });
    await Promise.resolve();
    expect(await health()).toMatchObject({ ok: false, store: { reason: 'timeout' } });
    expect(asked).toBe(1);
  });

  it('is left out if it fails', async () => {
    expect(await createHealthNow(() => Promise.reject(new Error('closed')))()).toBeUndefined();
  });
});
