import { expect, it } from 'vitest';
import { registerSecret } from '../support/secrets.js';
import { allAtOnce, describeOnBothStores, tally, wrongCode } from './world.js';

describeOnBothStores('checks side by side', (makeWorld) => {
  it('200 right codes give one token, and 199 times "verified before"', async () => {
    const world = await makeWorld();
    const { verificationId } = await world.started();
    const code = world.shownCode();
    const results = await allAtOnce(world, 200, (calls) => calls.check({ verificationId, code }));
    expect(tally(results)).toEqual({ verified: 200 });
    const tokens = results.flatMap((result) =>
      result.ok && result.status === 'verified' ? [registerSecret(result.token, 'a token')] : [],
    );
    expect(tokens).toHaveLength(1);
    expect(results.filter((result) => !result.ok && result.code === 'verification_closed')).toHaveLength(199);
    expect(world.calls.verifyToken(tokens[0] ?? '')).toMatchObject({ phone_number: world.phone });
    expect(world.events.filter(({ type }) => type === 'verification.verified')).toHaveLength(1);
  });

  it('of 200 wrong codes exactly three are evaluated', async () => {
    const world = await makeWorld();
    const { verificationId } = await world.started();
    const code = world.shownCode();
    const results = await allAtOnce(world, 200, (calls, index) => calls.check({ verificationId, code: wrongCode(code, index + 1) }));
    expect(tally(results)).toEqual({ code_incorrect: 3, too_many_checks: 197 });
    const left = results.flatMap((result) => ('checksLeft' in result ? [result.checksLeft] : []));
    expect(left.sort()).toEqual([0, 1, 2]);
    expect(tally(await allAtOnce(world, 3, (calls) => calls.check({ verificationId, code })))).toEqual({ too_many_checks: 3 });
  });

  it('a right code among wrong ones gives one token or none, and never a fourth evaluation', async () => {
    const world = await makeWorld();
    const { verificationId } = await world.started();
    const code = world.shownCode();
    const results = await allAtOnce(world, 60, (calls, index) =>
      calls.check({ verificationId, code: index % 6 === 0 ? code : wrongCode(code, index) }),
    );
    const tokens = results.filter((result) => result.ok);
    const incorrect = results.filter((result) => !result.ok && result.code === 'code_incorrect');
    expect(tokens.length).toBeLessThanOrEqual(1);
    expect(incorrect.length).toBeLessThanOrEqual(tokens.length === 1 ? 2 : 3);
    expect((await world.calls.status({ verificationId })).ok).toBe(true);
  });

  it('a cancel and a check: one of them wins, and the other is told so', async () => {
    const world = await makeWorld({ options: { limits: { startsPerHour: false, startsPerDay: false }, resendDelaysSeconds: [0] } });
    const winners = new Set<string>();
    for (let round = 0; round < 12; round += 1) {
      const { verificationId } = await world.started();
      const code = world.shownCode();
      const [first, second, third] = world.processes;
      const check = () => first.check({ verificationId, code });
      const cancel = () => second.cancel({ verificationId });
      // Whoever is asked first has a head start, so both get one.
      const [checked, canceled] = await (round % 2 === 0
        ? Promise.all([check(), cancel()])
        : Promise.all([cancel(), check()]).then(([canceled, checked]) => [checked, canceled] as const));
      expect(checked.ok).not.toBe(canceled.ok);
      const loser = checked.ok ? canceled : checked;
      expect(loser).toMatchObject({ code: 'verification_closed', reason: checked.ok ? 'verified' : 'canceled' });
      expect(await third.status({ verificationId })).toMatchObject({ reason: checked.ok ? 'verified' : 'canceled' });
      winners.add(checked.ok ? 'check' : 'cancel');
    }
    expect(winners.size).toBeGreaterThan(0);
  });

  it('another call and many checks: exactly one token', async () => {
    const world = await makeWorld();
    const { verificationId } = await world.started();
    const code = world.shownCode();
    world.clock.advance(30_000);
    const [again, ...checks] = await Promise.all([
      world.processes[1].start({ verificationId }),
      ...Array.from({ length: 30 }, (_, index) => world.processes[index % 3]?.check({ verificationId, code })),
    ]);
    expect(checks.filter((result) => result?.ok)).toHaveLength(1);
    // Too late to be dialled, or dialled and over when the provider answered.
    expect(again).toMatchObject({ ok: false, code: 'verification_closed', reason: 'verified' });
    expect(await world.calls.check({ verificationId, code })).toMatchObject({ code: 'verification_closed', reason: 'verified' });
  });

  it('a report that was awaited and many checks: exactly one token, whoever comes first', async () => {
    const world = await makeWorld({ methods: ({ flashCall }) => [flashCall], options: { requireCallReport: true } });
    const { verificationId } = await world.started();
    const code = world.shownCode();
    const callId = world.callId();
    const [reported, ...checks] = await Promise.all([
      world.report(callId, 16, 'ANSWER', world.processes[2]),
      ...Array.from({ length: 30 }, (_, index) => world.processes[index % 3]?.check({ verificationId, code })),
    ]);
    expect(reported).toEqual({ ok: true, reports: 1 });
    const late = await world.calls.check({ verificationId });
    const tokens = [...checks, late].filter((result) => result !== undefined && 'token' in result);
    expect(tokens).toHaveLength(1);
  });
});
