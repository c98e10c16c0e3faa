/** Races in a verification with codes of two lengths alive: four digits that a call has shown, and six of a message. */
import { expect, it } from 'vitest';
import { createSender } from '../../src/index.js';
import { registerSecret } from '../support/secrets.js';
import { otherThan } from '../support/shop.js';
import { allAtOnce, type MakeWorld, tally, type World } from './world.js';

/** A world whose second way is a message of six digits, and what was sent by it. */
async function openWorld(makeWorld: MakeWorld) {
  const sent: string[] = [];
  const ownSms = createSender({
    name: 'acme',
    kind: 'sms',
    async send({ code }) {
      sent.push(code);
    },
  });
  const world = await makeWorld({ methods: ({ flashCall }) => [flashCall, ownSms] });
  const { verificationId } = await world.started();
  world.clock.advance(30_000);
  return { world, verificationId, shown: world.shownCode(), sent };
}

/** Both codes are alive. */
async function openWithBoth(makeWorld: MakeWorld) {
  const opened = await openWorld(makeWorld);
  const { world, verificationId, shown, sent } = opened;
  expect(await world.calls.start({ verificationId })).toMatchObject({ ok: true, method: 'sms', codeLength: 6 });
  const [message = ''] = sent;
  expect([shown, message]).toEqual([expect.stringMatching(/^\d{4}$/), expect.stringMatching(/^\d{6}$/)]);
  return { ...opened, message };
}

const tokensOf = (results: readonly object[]): readonly string[] =>
  results.flatMap((result) => ('token' in result ? [registerSecret(String(result.token), 'a token')] : []));

const verifiedIn = ({ events }: World) => events.filter(({ type }) => type === 'verification.verified');

export function itKeepsTwoLengthsApart(makeWorld: MakeWorld): void {
  it('gives one token for 200 right codes, half of them of four digits and half of six', async () => {
    const { world, verificationId, shown, message } = await openWithBoth(makeWorld);
    const results = await allAtOnce(world, 200, (calls, index) => calls.check({ verificationId, code: index % 2 === 0 ? shown : message }));
    expect(tally(results)).toEqual({ verified: 200 });
    const tokens = tokensOf(results);
    expect(tokens).toHaveLength(1);
    // It says how it was earned.
    const winner = results.findIndex((result) => result.ok);
    expect(world.calls.verifyToken(tokens[0] ?? '')).toMatchObject({ amr: winner % 2 === 0 ? ['tel'] : ['sms', 'otp'] });
    expect(verifiedIn(world)).toMatchObject([{ method: winner % 2 === 0 ? 'flash_call' : 'sms' }]);
  });

  it('evaluates three of 200 wrong codes, half of them of four digits and half of six', async () => {
    const { world, verificationId, shown, message } = await openWithBoth(makeWorld);
    const results = await allAtOnce(world, 200, (calls, index) =>
      calls.check({ verificationId, code: otherThan(index % 2 === 0 ? shown : message, index + 1) }),
    );
    expect(tally(results)).toEqual({ code_incorrect: 3, too_many_checks: 197 });
    expect(results.flatMap((result) => ('checksLeft' in result ? [result.checksLeft] : [])).sort()).toEqual([0, 1, 2]);
    const right = await allAtOnce(world, 4, (calls, index) => calls.check({ verificationId, code: index % 2 === 0 ? shown : message }));
    expect(tally(right)).toEqual({ too_many_checks: 4 });
  });

  it('sends one message for 20 starts beside 100 wrong codes of both lengths, and evaluates at most three', async () => {
    const { world, verificationId, shown, sent } = await openWorld(makeWorld);
    const [starts, checks] = await Promise.all([
      allAtOnce(world, 20, (calls) => calls.start({ verificationId })),
      allAtOnce(world, 100, (calls, index) =>
        calls.check({ verificationId, code: index % 2 === 0 ? otherThan(shown, index + 1) : '000000' }),
      ),
    ]);
    expect(starts.filter((result) => result.ok).length).toBeLessThanOrEqual(1);
    expect(sent.length).toBeLessThanOrEqual(1);
    // A code of six digits is no guess before a message with one was begun.
    const { code_incorrect, invalid_request = 0, too_many_checks = 0 } = tally(checks);
    expect([code_incorrect, invalid_request + too_many_checks]).toEqual([3, 97]);
    expect(await world.calls.check({ verificationId, code: sent[0] ?? shown })).toMatchObject({ reason: 'too_many_checks' });
  });

  it('gives one token when right codes of four digits come beside the starts of a message', async () => {
    const { world, verificationId, shown, sent } = await openWorld(makeWorld);
    const [starts, checks] = await Promise.all([
      allAtOnce(world, 20, (calls) => calls.start({ verificationId })),
      allAtOnce(world, 60, (calls) => calls.check({ verificationId, code: shown })),
    ]);
    const tokens = tokensOf(checks);
    expect(tokens).toHaveLength(1);
    expect(world.calls.verifyToken(tokens[0] ?? '')).toMatchObject({ amr: ['tel'] });
    expect(starts.filter((result) => result.ok).length).toBeLessThanOrEqual(1);
    expect(sent.length).toBeLessThanOrEqual(1);
    expect(await world.calls.check({ verificationId, code: sent[0] ?? shown })).toMatchObject({ reason: 'verified' });
  });
}
