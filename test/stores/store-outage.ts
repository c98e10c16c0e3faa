/** What must hold while a store hangs, and once it does not any more. */
import { expect, it } from 'vitest';
import type { CallVerificationStore } from '../../src/ports/store.js';
import { expectStarted, makeWorld } from '../races/world.js';

export interface Outage {
  readonly store: CallVerificationStore;
  /** From now on no verb is answered. */
  hang(): unknown;
  heal(): unknown;
}

const STORE_TIMEOUT_MS = 300;
/** For a start that meets the outage at its second verb, on a machine that is busy. */
const PATIENCE_MS = 10 * STORE_TIMEOUT_MS;

export function itSurvivesOutage(setUp: () => Promise<Outage>): void {
  it('that hangs: a start is answered in time and dials nothing, and all goes on by itself afterwards', async () => {
    const { store, hang, heal } = await setUp();
    const world = await makeWorld(() => store, { options: { storeTimeoutMs: STORE_TIMEOUT_MS } });
    // A store is no news to the service: its table is there, its clients are connected.
    await store.get('warm');
    await hang();
    const began = performance.now();
    const refused = await world.calls.start({ phone: world.phone });
    const tookMs = performance.now() - began;
    await heal();
    expect(refused).toMatchObject({ ok: false, code: 'temporarily_unavailable' });
    expect(tookMs).toBeLessThan(PATIENCE_MS);
    expect(world.requests('mcn') + world.requests('mobilgroup')).toBe(0);
    // What was on its way when the store hung may still arrive: a start that was not answered may count as one.
    const results = [];
    for (let attempt = 0; attempt < 50 && world.requests('mcn') === 0; attempt += 1) {
      results.push(await world.calls.start({ phone: world.phone }));
      world.clock.advance(10_000);
    }
    const started = results.filter((result) => result.ok).map(expectStarted);
    expect(started).toHaveLength(1);
    expect(await world.calls.check({ verificationId: started[0]?.verificationId ?? '', code: world.shownCode() })).toMatchObject({
      ok: true,
    });
  });
}
