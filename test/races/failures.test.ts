import { expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../support/test-clock.js';
import { allAtOnce, describeOnBothStores, expectStarted, type MakeWorld, nameOf, type World, wrongCode } from './world.js';

/** Starts again and again from one address, tries 20 wrong codes at once each time, and counts those that were evaluated. */
async function guessFrom(world: World, ip: string, starts: number): Promise<number> {
  let evaluated = 0;
  for (let round = 0; round < starts; round += 1) {
    const result = await world.calls.start({ phone: world.phone, ip });
    if (result.ok) {
      const { verificationId } = expectStarted(result);
      const code = world.shownCode();
      const checks = await allAtOnce(world, 20, (calls, index) => calls.check({ verificationId, code: wrongCode(code, index + 1), ip }));
      evaluated += checks.filter((check) => nameOf(check) === 'code_incorrect').length;
    }
    world.clock.advance(30 * MINUTE);
  }
  return evaluated;
}

describeOnBothStores('failed checks', (makeWorld: MakeWorld) => {
  it('add up across verifications: five by one network in 24 h, ten by all', async () => {
    const world = await makeWorld();
    const began = world.clock();
    expect(await guessFrom(world, '203.0.113.1', 4)).toBe(5);
    expect(await guessFrom(world, '203.0.113.1', 1)).toBe(0);
    expect(await guessFrom(world, '2001:db8:1:1::1', 4)).toBe(5);
    expect(await guessFrom(world, '203.0.113.3', 4)).toBe(0);
    expect(await guessFrom(world, '198.51.100.4', 4)).toBe(0);
    expect(world.clock() - began).toBeLessThan(DAY);
    world.clock.advance(DAY - (world.clock() - began) - 1);
    expect(await world.calls.start({ phone: world.phone, ip: '198.51.100.5' })).toMatchObject({ code: 'too_many_requests' });
    world.clock.advance(2 * HOUR);
    expect(await guessFrom(world, '203.0.113.1', 4)).toBeGreaterThan(0);
  });

  it('of one IPv6 network are counted together, whatever the address in it', async () => {
    const world = await makeWorld();
    let evaluated = 0;
    for (let host = 1; host <= 4; host += 1) evaluated += await guessFrom(world, `2001:db8:1:2::${host}`, 1);
    expect(evaluated).toBe(5);
  });

  it('of an IPv4 address are the same in its IPv6 form', async () => {
    const world = await makeWorld();
    expect((await guessFrom(world, '203.0.113.1', 2)) + (await guessFrom(world, '::ffff:203.0.113.1', 2))).toBe(5);
  });

  it('made by strangers lock nobody else out of a verification that is open', async () => {
    const world = await makeWorld();
    expect(await guessFrom(world, '203.0.113.1', 3)).toBe(5);
    const { verificationId, checksLeft } = await world.started({ ip: '198.51.100.1' });
    expect(checksLeft).toBe(3);
    expect(await world.calls.check({ verificationId, code: world.shownCode(), ip: '203.0.113.1' })).toMatchObject({
      code: 'too_many_requests',
    });
    expect(await world.calls.check({ verificationId, code: world.shownCode(), ip: '198.51.100.1' })).toMatchObject({ ok: true });
  });

  it('add up to 30 in 30 days', async () => {
    const world = await makeWorld();
    let evaluated = 0;
    for (let day = 0; day < 8; day += 1) {
      evaluated += await guessFrom(world, `203.0.113.${day}`, 3);
      evaluated += await guessFrom(world, `198.51.100.${day}`, 3);
      world.clock.advance(DAY);
    }
    expect(evaluated).toBe(30);
  });
});
