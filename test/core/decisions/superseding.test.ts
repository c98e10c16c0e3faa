import { describe, expect, it } from 'vitest';
import { decideSettle } from '../../../src/core/decisions/decide-settle.js';
import { EMPTY_ENTRY } from '../../../src/core/entry/number-entry.js';
import { NO_CREDENTIALS } from '../../../src/core/limits/standing.js';
import { attemptBy, BOOK, ID_HASH, METHODS, NOW, OWN, openVerification } from '../fixtures.js';
import { entryOf, start } from './start-commands.js';
import { begunBy, type Client, startAndSettle, stateOf, THEIRS } from './two-clients.js';

describe('a call that is placed, or may be', () => {
  it.each<[string, Client, Client, string]>([
    ['of the same network', { network: 'net' }, { network: 'net' }, 'superseded'],
    ['of another network', { network: 'net' }, { network: 'else' }, 'open'],
    ['of the same binding in another network', { network: 'net', binding: 'b' }, { network: 'else', binding: 'b' }, 'superseded'],
    ['of another binding in the same network', { network: 'net', binding: 'b' }, { network: 'net', binding: 'c' }, 'open'],
    ['of no binding in the same network as one with a binding', { network: 'net', binding: 'b' }, { network: 'net' }, 'open'],
    ['of a client that nothing tells from the other', {}, {}, 'superseded'],
    ['of an unknown network beside a known one', { network: 'net' }, {}, 'open'],
    ['of a stranger in the network of a device', { network: 'net', standing: 'device' }, { network: 'net' }, 'open'],
    ['of a stranger in the network of a proven client', { network: 'net', standing: 'proven' }, { network: 'net' }, 'open'],
    ['of a stranger after one that passed a challenge', { network: 'net', standing: 'challenged' }, { network: 'net' }, 'open'],
    ['of a proven client after a stranger', { network: 'net' }, { network: 'net', standing: 'proven' }, 'superseded'],
    ['of a proven client after a device', { network: 'net', standing: 'device' }, { network: 'net', standing: 'proven' }, 'open'],
    ['of a device after a proven client', { network: 'net', standing: 'proven' }, { network: 'net', standing: 'device' }, 'superseded'],
    ['after a passed challenge, of a stranger', { network: 'net' }, { network: 'net', standing: 'challenged' }, 'superseded'],
  ])('%s leaves the earlier verification %s', (_, earlier, later, expected) => {
    for (const isCertain of [true, false]) {
      const entry = startAndSettle(begunBy(earlier), later, { isCertain });
      expect([stateOf(entry, 'theirs'), stateOf(entry, ID_HASH)]).toEqual([expected, 'open']);
    }
  });

  it('ends nothing if its code is lost, so that its client cannot go on with it', () => {
    const entry = startAndSettle(begunBy({ network: 'net' }), { network: 'net' }, { isCertain: false }, [METHODS.providerCode as never]);
    expect(stateOf(entry, 'theirs')).toBe('open');
  });

  it('ends no verification that began later, and none that is over', () => {
    const settled = startAndSettle(begunBy({ network: 'net' }), { network: 'net' });
    const [earlier, own] = settled.verifications;
    if (earlier === undefined || own?.state !== 'open') throw new Error('two verifications');
    const dialling = { ...own, attempts: own.attempts.map((each) => ({ ...each, isDialling: true as const })) };
    const turned = {
      ...settled,
      verifications: [dialling, openVerification({ idHash: 'theirs', attempts: [attemptBy(METHODS.flashCall, { mark: THEIRS })] })],
    };
    const command = { now: NOW, idHash: ID_HASH, mark: OWN, dialled: { isCertain: true }, reports: [], book: () => BOOK };
    expect(stateOf(decideSettle(turned, command).entry ?? EMPTY_ENTRY, 'theirs')).toBe('open');
    const over = { ...settled, verifications: [{ ...earlier, reason: 'canceled' } as never, dialling] };
    expect(stateOf(decideSettle(over, command).entry ?? EMPTY_ENTRY, 'theirs')).toBe('canceled');
  });

  it('of a test number ends what the same client began at once, because nothing is dialled', () => {
    const testCode = { from: 'other', digest: BOOK.digest('1234'), length: 4 } as const;
    const entry = entryOf(start(begunBy({ network: 'net' }), { testCode, credentials: { ...NO_CREDENTIALS, network: 'net' } }));
    expect(stateOf(entry, 'theirs')).toBe('superseded');
  });
});
