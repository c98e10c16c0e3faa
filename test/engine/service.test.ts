/** Input is parsed where it comes in, and nowhere behind that. */
import { describe, expect, it } from 'vitest';
import type { Started } from '../../src/contract/answers.js';
import type { ReferenceInput } from '../../src/contract/inputs.js';
import { parseCheck, parseReference, parseStart } from '../../src/engine/input.js';
import { internalsOf } from '../../src/http/internals.js';
import { openShop } from '../support/shop.js';
import { createTestClock } from '../support/test-clock.js';

/** An input that tells how often each member was read. */
function countReads<Input extends object>(members: Input): { input: Input; reads: Record<string, number> } {
  const reads: Record<string, number> = {};
  const input = new Proxy(members, {
    get(target, name) {
      if (typeof name === 'string') reads[name] = (reads[name] ?? 0) + 1;
      return Reflect.get(target, name);
    },
  });
  return { input, reads };
}

/** How often one parse reads each member. */
function readsOfOneParse(parse: (given: unknown) => unknown, members: object): Record<string, number> {
  const { input, reads } = countReads(members);
  parse(input);
  return reads;
}

const ID: ReferenceInput = { verificationId: 'A'.repeat(53) };

describe('a call from the host’s code is parsed once', () => {
  it('at a start, also under a key', async () => {
    const { calls, phone } = await openShop();
    for (const members of [{ phone }, { ...ID, ip: '203.0.113.7' }, { phone, idempotencyKey: 'k'.repeat(16) }]) {
      const { input, reads } = countReads(members);
      await calls.start(input);
      expect(reads).toEqual(readsOfOneParse(parseStart, members));
    }
  });

  it('at a check', async () => {
    const { calls } = await openShop();
    const members = { ...ID, code: '1234', idempotencyKey: 'k'.repeat(16) };
    const { input, reads } = countReads(members);
    await calls.check(input);
    expect(reads).toEqual(readsOfOneParse(parseCheck, members));
  });

  it.each(['status', 'cancel'] as const)('at a %s', async (name) => {
    const { calls } = await openShop();
    const { input, reads } = countReads(ID);
    await calls[name](input);
    expect(reads).toEqual(readsOfOneParse(parseReference, ID));
  });
});

describe('what is wrong is a problem, also for the host’s code', () => {
  const WRONG = { verificationId: 7 } as unknown as ReferenceInput;

  it.each(['start', 'check', 'status', 'cancel'] as const)('at a %s', async (name) => {
    const { calls } = await openShop();
    const expected = { ok: false, code: 'invalid_request', detail: 'The member "verificationId" must be the verificationId of a start.' };
    expect(await calls[name](WRONG)).toEqual(expected);
  });

  it('at a start that names both a number and a verification, or neither', async () => {
    const { calls, phone } = await openShop();
    const detail = 'Send either "phone", for a new verification, or "verificationId", for another call.';
    expect(await calls.start({ phone, ...ID })).toEqual({ ok: false, code: 'invalid_request', detail });
    expect(await calls.start({})).toEqual({ ok: false, code: 'invalid_request', detail });
  });
});

it('what the HTTP floor has parsed is not parsed again', async () => {
  const { calls, phone } = await openShop();
  const { useCases } = internalsOf('a test', calls);
  // No parser would let this pass.
  const parsed = { phone, unknown: 'a member that no schema knows' };
  expect(await calls.start(parsed)).toMatchObject({ ok: false, code: 'invalid_request' });
  expect(await useCases.start(parsed)).toMatchObject({ ok: true, status: 'pending' });
});

it('a clock that tells fractions of a millisecond is read in whole ones', async () => {
  const { calls, phone, code } = await openShop({ calls: { clock: createTestClock(Date.UTC(2030, 0, 1) + 0.75) } });
  const started = await calls.start({ phone });
  expect(started).toMatchObject({ ok: true, status: 'pending' });
  const { verificationId } = started as Started;
  expect(await calls.check({ verificationId, code: code() })).toMatchObject({ ok: true, status: 'verified' });
});
