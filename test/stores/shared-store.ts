/** What must hold of every store that processes share, with a connection of its own for each of them. */
import type { Response } from 'express';
import { beforeEach, describe, expect, it } from 'vitest';
import { createRunningWork } from '../../src/engine/lifecycle/running-work.js';
import { createIpLimiter } from '../../src/http/ip-limits.js';
import type { CallVerificationStore } from '../../src/ports/store.js';
import { itKeepsTwoLengthsApart } from '../races/two-code-lengths.js';
import { allAtOnce, expectStarted, type MakeWorld, makeWorld, nameOf, tally, type World, wrongCode } from '../races/world.js';
import { registerSecret } from '../support/secrets.js';
import { createTestClock, HOUR } from '../support/test-clock.js';
import { itCountsOverThreeWays } from './three-ways.js';

/** One store after the other, verb by verb: whatever one connection wrote, another reads. */
function inTurn(stores: readonly CallVerificationStore[]): CallVerificationStore {
  let turn = 0;
  const next = (): CallVerificationStore => {
    turn += 1;
    const store = stores[turn % stores.length];
    if (store === undefined) throw new Error('no store');
    return store;
  };
  return {
    get: (key) => next().get(key),
    put: (key, value, options) => next().put(key, value, options),
    delete: (key) => next().delete(key),
    count: (key, amount, options) => next().count(key, amount, options),
  };
}

/** @param openStores three stores on the same new data, each with its own connection; called before each test */
export function describeSharedStore(name: string, openStores: () => Promise<readonly CallVerificationStore[]>): void {
  describe(`${name}, shared by processes`, { timeout: 60_000 }, () => {
    let stores: readonly CallVerificationStore[];
    const open: MakeWorld = (options): Promise<World> => makeWorld(() => inTurn(stores), options);
    beforeEach(async () => {
      stores = await openStores();
    });

    it('gives one token for 200 right codes', async () => {
      const world = await open();
      const { verificationId } = await world.started();
      const code = world.shownCode();
      const results = await allAtOnce(world, 200, (calls) => calls.check({ verificationId, code }));
      expect(tally(results)).toEqual({ verified: 200 });
      const tokens = results.flatMap((result) =>
        result.ok && result.status === 'verified' ? [registerSecret(result.token, 'a token')] : [],
      );
      expect(tokens).toHaveLength(1);
    });

    it('evaluates three of 200 wrong codes', async () => {
      const world = await open();
      const { verificationId } = await world.started();
      const code = world.shownCode();
      const results = await allAtOnce(world, 200, (calls, index) => calls.check({ verificationId, code: wrongCode(code, index + 1) }));
      expect(tally(results)).toEqual({ code_incorrect: 3, too_many_checks: 197 });
    });

    it('places one call for 20 starts', async () => {
      const world = await open();
      const results = await allAtOnce(world, 20, (calls) => calls.start({ phone: world.phone }));
      expect(tally(results)).toEqual({ pending: 1, too_many_requests: 19 });
      expect(world.requests('mcn') + world.requests('mobilgroup')).toBe(1);
    });

    it('takes the report at one process of a call that another placed, and the check at a third', async () => {
      const world = await open();
      const [first, second, third] = world.processes;
      const { verificationId } = expectStarted(await first.start({ phone: world.phone }));
      expect(await world.report(world.callId(), 17, 'BUSY', second)).toMatchObject({ ok: true });
      expect(await third.status({ verificationId })).toMatchObject({ call: { outcome: 'busy' } });
      expect(await third.check({ verificationId, code: world.shownCode() })).toMatchObject({ ok: true, status: 'verified' });
      expect(await first.check({ verificationId, code: world.shownCode() })).toMatchObject({ reason: 'verified' });
    });

    it('counts the failures of a number over all processes', async () => {
      const world = await open();
      let evaluated = 0;
      for (let round = 0; round < 5; round += 1) {
        const result = await world.processes[round % 3]?.start({ phone: world.phone, ip: `203.0.113.${round}` });
        if (result?.ok) {
          const { verificationId } = expectStarted(result);
          const code = world.shownCode();
          const checks = await allAtOnce(world, 9, (calls, index) => calls.check({ verificationId, code: wrongCode(code, index + 1) }));
          evaluated += checks.filter((check) => nameOf(check) === 'code_incorrect').length;
        }
        world.clock.advance(HOUR);
      }
      expect(evaluated).toBe(10);
    });

    itKeepsTwoLengthsApart(open);

    // The second of the three needs most of the store: both codes, and a report about the message after it.
    itCountsOverThreeWays(() => inTurn(stores), ['sms']);

    it('keeps limits per address over all processes', async () => {
      const needs = { clock: createTestClock(), hash: (_: string, value: string) => value, emit: () => undefined, isDevelopment: false };
      const limiters = stores.map((store) =>
        createIpLimiter(
          { ...needs, store, ipLimits: { startsPerHour: 40, checksPerHour: 40 }, lifecycle: { others: createRunningWork() } },
          'starts',
        ),
      );
      const response = { appendHeader: () => response } as unknown as Response;
      const problems = await Promise.all(Array.from({ length: 99 }, async (_, index) => limiters[index % 3]?.('203.0.113.7', response)));
      expect(problems.filter((problem) => problem === undefined)).toHaveLength(40);
    });
  });
}
