import { expect, it } from 'vitest';
import { type CountingStore, createCountingStore } from '../support/counting-store.js';
import { allAtOnce, describeOnBothStores, startWebhook } from './world.js';

describeOnBothStores('reports', (makeWorld) => {
  it('one that comes before the provider’s answer counts', async () => {
    const world = await makeWorld();
    world.simulator.callbacks.mcn.mode = 'early';
    world.simulator.callbacks.setUrl('mcn', await startWebhook(world.processes[1]));
    const telephone = world.simulator.telephone(world.phone);
    const starting = world.started();
    await telephone.rings();
    telephone.answer();
    const { verificationId } = await starting;
    expect(await world.calls.status({ verificationId })).toMatchObject({ call: { outcome: 'answered' } });
  });

  it('one that comes while its call is linked is never lost', async () => {
    const world = await makeWorld({ options: { limits: { startsPerHour: false, startsPerDay: false }, resendDelaysSeconds: [0] } });
    const telephone = world.simulator.telephone(world.phone);
    for (let round = 0; round < 15; round += 1) {
      const starting = world.started();
      const call = await telephone.rings();
      // Some rounds before the answer, some while it is written down, some after.
      if (round % 3 > 0) await new Promise((resolve) => setTimeout(resolve, round));
      const reporting = allAtOnce(world, 3, (calls) => world.report(call.id, 17, 'BUSY', calls));
      const { verificationId } = await starting;
      await reporting;
      expect(await world.calls.status({ verificationId }), `round ${round}`).toMatchObject({ call: { outcome: 'busy' } });
      telephone.decline();
    }
  });

  it('a hundred duplicates write once, one after another or side by side', async () => {
    const counted: CountingStore[] = [];
    const world = await makeWorld({
      wrap: (store) => {
        const counting = createCountingStore(store);
        counted.push(counting);
        return counting;
      },
    });
    await world.started();
    const callId = world.callId();
    counted[0]?.reset();
    await allAtOnce(world, 100, (calls) => world.report(callId, 17, 'BUSY', calls));
    expect(counted[0]?.writes).toEqual(['put n']);
    for (let duplicate = 0; duplicate < 20; duplicate += 1) await world.report(callId, 17, 'BUSY');
    expect(counted[0]?.writes).toEqual(['put n']);
    expect(world.events.filter(({ type }) => type === 'call.reported')).toHaveLength(1);
  });

  it('many about one call end in the same outcome, whatever their order', async () => {
    const world = await makeWorld();
    const { verificationId } = await world.started();
    const callId = world.callId();
    const reports: readonly [number, string][] = [
      [31, 'FAILED'],
      [17, 'BUSY'],
      [16, 'CANCEL'],
      [20, 'FAILED'],
      [16, 'ANSWER'],
      [99, 'CHANUNAVAIL'],
    ];
    await allAtOnce(world, 60, (calls, index) => {
      const [cause, word] = reports[index % reports.length] ?? [16, 'ANSWER'];
      return world.report(callId, cause, word, calls);
    });
    expect(await world.calls.status({ verificationId })).toMatchObject({ call: { outcome: 'answered' } });
  });

  it('of a call that is over reopen nothing, and write nothing', async () => {
    const world = await makeWorld();
    const { verificationId } = await world.started();
    const code = world.shownCode();
    const callId = world.callId();
    const [checked] = await Promise.all([
      world.calls.check({ verificationId, code }),
      ...[16, 17, 31].map((cause) => world.report(callId, cause, 'FAILED', world.processes[1])),
    ]);
    await world.report(callId, 16, 'ANSWER');
    const again = await world.calls.check({ verificationId, code });
    // A report of 31 that came first kills the call; then the busy or answered one revives it.
    expect([checked, again].filter((result) => result.ok)).toHaveLength(1);
    expect(await world.calls.status({ verificationId })).toMatchObject({ status: 'verified' });
  });
});
