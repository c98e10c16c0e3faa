import { describe, expect, it } from 'vitest';
import {
  createKeyRecords,
  isSameRequest,
  KEY_KEPT_MS,
  type KeyRecords,
  type KeyUse,
  keyUseOf,
} from '../../../src/engine/records/request-keys.js';
import { createSealer } from '../../../src/engine/records/sealing.js';
import { createMemoryStore } from '../../../src/stores/memory.js';
import { registerSecret } from '../../support/secrets.js';
import { createTestClock, type TestClock } from '../../support/test-clock.js';
import { bytes, keyringOf, newSecret } from '../keys.js';

const KEY = registerSecret('5f0c7a52-2b5c-4d53-9a3e-0d7f6f6c1f2e', 'an idempotency key');
const KEYRING = keyringOf(newSecret());

const use = (
  input: Parameters<typeof keyUseOf>[2] = {},
  body: readonly (string | undefined)[] = ['a'],
  route: 'start' | 'check' = 'start',
) => {
  const found = keyUseOf(KEYRING.pseudonyms, route, { idempotencyKey: KEY, ...input }, body);
  if (found === undefined) throw new Error('it has a key');
  return found;
};

describe('the names of a request with a key', () => {
  it('are none without a key', () => {
    expect(keyUseOf(KEYRING.pseudonyms, 'start', { binding: 'b', ip: '203.0.113.1' }, ['a'])).toBeUndefined();
  });

  it('are the same for the same request, and hold nothing of it', () => {
    expect(use({ binding: 'session-of-somebody' })).toEqual(use({ binding: 'session-of-somebody' }));
    expect(JSON.stringify(use({ binding: 'session-of-somebody' }))).not.toMatch(/5f0c7a52|session/);
  });

  it('tell routes, keys and bindings apart', () => {
    const uses = [
      use({ binding: 'one' }),
      use({ binding: 'two' }),
      use({ binding: 'one' }, ['a'], 'check'),
      use({ binding: 'one', idempotencyKey: `${KEY}1` }),
      use(),
    ];
    expect(new Set(uses.map(({ name }) => name)).size).toBe(uses.length);
    expect(new Set(uses.map(({ mark }) => mark)).size).toBe(uses.length);
  });

  it('go by the network only where there is no binding: an IPv4 address, or an IPv6 /64', () => {
    const name = (input: Parameters<typeof use>[0]) => use(input).name;
    expect(name({ ip: '203.0.113.1' })).not.toBe(name({ ip: '203.0.113.2' }));
    expect(name({ ip: '2001:db8:1:2::1' })).toBe(name({ ip: '2001:db8:1:2::ffff' }));
    expect(name({ ip: '2001:db8:1:2::1' })).not.toBe(name({ ip: '2001:db8:1:3::1' }));
    expect(name({ binding: 'one', ip: '203.0.113.1' })).toBe(name({ binding: 'one', ip: '203.0.113.2' }));
    expect(name({ binding: '203.0.113.1' })).not.toBe(name({ ip: '203.0.113.1' }));
  });

  it('tell bodies apart, member by member', () => {
    const bodies = [['a', 'b'], ['ab'], ['a', undefined, 'b'], ['a', 'b', undefined], [undefined, 'a', 'b'], ['a","b']];
    expect(new Set(bodies.map((body) => use({}, body).body)).size).toBe(bodies.length);
    expect(new Set(bodies.map((body) => use({}, body).name)).size).toBe(1);
  });
});

describe('the record of a key', () => {
  const open = (): { records: KeyRecords; clock: TestClock; stored: (name: string) => Promise<string | undefined> } => {
    const clock = createTestClock();
    // A store's expiry only cleans up: this one never does.
    const store = createMemoryStore({ clock: createTestClock() });
    const records = createKeyRecords(store, createSealer(KEYRING, bytes), clock, () => undefined);
    return { records, clock, stored: (name) => store.get(name) };
  };
  const first = ({ body }: KeyUse, clock: TestClock) => ({ body, endsAt: clock() + KEY_KEPT_MS, bits: 'some bits' });

  it('is made once, by whoever comes first', async () => {
    const { records, clock } = open();
    const opened = await Promise.all(Array.from({ length: 20 }, () => records.open(use().name, first(use(), clock))));
    expect(opened.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(new Set(opened.map(({ raw }) => raw)).size).toBe(1);
  });

  it('is changed by one of many, and shows nothing in the store', async () => {
    const { records, clock, stored } = open();
    const held = await records.open(use().name, first(use(), clock));
    const changed = await Promise.all(
      Array.from({ length: 20 }, (_, index) => records.replace(held, { ...held.record, answer: `"the answer ${index}"` })),
    );
    expect(changed.filter((each) => each !== undefined)).toHaveLength(1);
    expect((await records.read(use().name))?.record.answer).toMatch(/the answer/);
    expect(await stored(use().name)).not.toMatch(/answer|bits/);
  });

  it('is over after the longest life of a verification, by the service’s clock', async () => {
    const { records, clock } = open();
    const another = { ...use(), body: 'another' };
    expect(await isSameRequest(records, use(), clock())).toBe(true);
    expect(await isSameRequest(records, use(), clock())).toBe(true);
    expect(await isSameRequest(records, another, clock())).toBe(false);
    clock.advance(KEY_KEPT_MS - 1);
    expect(await isSameRequest(records, another, clock())).toBe(false);
    clock.advance(1);
    expect(await isSameRequest(records, another, clock())).toBe(true);
    expect(await isSameRequest(records, use(), clock())).toBe(false);
  });

  it('sealed by a secret that is no longer given is as good as none', async () => {
    const clock = createTestClock();
    const store = createMemoryStore({ clock });
    const seal = (keyring: typeof KEYRING) => createKeyRecords(store, createSealer(keyring, bytes), clock, () => undefined);
    await seal(KEYRING).open(use().name, first(use(), clock));
    const records = seal(keyringOf(newSecret()));
    expect(await records.read(use().name)).toBeUndefined();
    expect((await records.open(use().name, first(use(), clock))).isNew).toBe(true);
  });
});
