import { describe, expect, it } from 'vitest';
import type { CallVerificationOptions } from '../../src/composition/call-verification-options.js';
import { createCallVerification } from '../../src/composition/create-call-verification.js';
import { ConfigurationError } from '../../src/options/configuration-error.js';
import type { CallMethod } from '../../src/ports/method.js';
import { createMcn } from '../../src/providers/mcn/create-mcn.js';
import { createMobilGroup } from '../../src/providers/mobilgroup/create-mobil-group.js';
import { createSender, type SenderOptions } from '../../src/providers/sender/create-sender.js';

const mcn = createMcn({ token: 'an-mcn-token', accountId: '117793' });
const mobilGroup = createMobilGroup({ apiKey: 'a-mobilgroup-key' });
const sender = (change: Partial<SenderOptions> = {}): CallMethod => createSender({ name: 'acme', kind: 'sms', async send() {}, ...change });
/** A method that the host has written without `createSender`. */
const handmade = (change: Partial<CallMethod>): CallMethod => ({ ...sender(), ...change });
const create = (methods: readonly CallMethod[], more: Partial<CallVerificationOptions> = {}) =>
  createCallVerification({ secret: 'a secret of 32 bytes or of some more', countries: ['RU'], methods, ...more });

describe('a service throws at once for a method', () => {
  it.each([
    ['whose kind is no kind', handmade({ kind: 'WhatsApp' }), 'has "acme.sms", whose kind must be 2 to 32 of a-z'],
    ['whose kind is too long', handmade({ kind: `a${'b'.repeat(32)}` }), 'whose kind must be 2 to 32 of a-z'],
    ['whose code is too short', handmade({ codeLength: 3 }), 'has "acme.sms", whose codeLength must be a whole number from 4 to 8'],
    ['whose code is too long', handmade({ codeLength: 9 }), 'whose codeLength must be a whole number from 4 to 8'],
    ['whose code has half a digit', handmade({ codeLength: 6.5 }), 'whose codeLength must be a whole number from 4 to 8'],
    ['whose code has no number of digits', handmade({ codeLength: '6' as never }), 'whose codeLength must be a whole number from 4 to 8'],
    ['that claims to be two factors', handmade({ amr: ['otp', 'mfa'] }), 'has "acme.sms", whose amr must be a list of values of RFC 8176'],
    ['that has no amr in its list', handmade({ amr: [] }), 'whose amr must be a list of values of RFC 8176'],
  ])('%s', (_, method, expected) => {
    expect(() => create([mcn.flashCall(), method])).toThrow(ConfigurationError);
    expect(() => create([mcn.flashCall(), method])).toThrow(expected);
  });

  it('that says another amr than one of the same kind, whichever comes first', () => {
    const [usual, other] = [sender(), sender({ name: 'gateway', amr: ['otp'] })];
    for (const methods of [
      [usual, other],
      [other, usual],
    ])
      expect(() => create(methods)).toThrow(/are of one kind and so must have the same "amr"/);
    // What is said by default may be written out.
    create([usual, sender({ name: 'gateway', amr: ['sms', 'otp'] }), sender({ name: 'third', kind: 'viber', amr: ['otp'] })]);
  });

  it('that repeats a call by SMS, if only a message of its own account stands before it', () => {
    const own = handmade({ id: `${mobilGroup.sms().provider.name}.whatsapp`, kind: 'whatsapp', provider: mobilGroup.sms().provider });
    expect(() => create([mcn.flashCall(), own, mobilGroup.sms()])).toThrow(/no call of the same account stands before it/);
  });

  it('of another account with the name of a sender', () => {
    expect(() => create([sender(), sender({ kind: 'whatsapp' })])).toThrow('come from two accounts named "acme"');
    expect(() => create([sender(), sender()])).toThrow('has "acme.sms" twice');
  });

  it('without a price where there is a budget', () => {
    const budgets = { RUB: { perDay: 100 } };
    expect(() => create([sender()], { budgets })).toThrow('has "acme.sms" without a price');
  });
});

describe('a service takes a sender', () => {
  it('alone, or in front of the calls, of each length', () => {
    for (const codeLength of [4, 5, 6, 7, 8]) create([sender({ codeLength }), mcn.flashCall()]);
    create([sender()]);
  });

  it('where reports are awaited, because a message needs none, but no call that never has one', () => {
    create([mcn.flashCall(), sender(), sender({ name: 'robot', kind: 'voice_call' })], { requireCallReport: true });
    const silent = handmade({ kind: 'voice_call', codeReach: 'speech' });
    expect(() => create([silent], { requireCallReport: true })).toThrow('cannot be used with "acme.sms"');
  });
});
