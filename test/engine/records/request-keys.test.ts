import { describe, expect, it } from 'vitest';
import { createRequestKeys, type KeyUse, keyUseOf, newMark } from '../../../src/engine/records/request-keys.js';
import { createSealer } from '../../../src/engine/records/sealer.js';
import { createMemoryStore } from '../../../src/stores/memory.js';
import { createCountingStore } from '../../support/counting-store.js';
import { registerSecret } from '../../support/secrets.js';
import { createTestClock, MINUTE } from '../../support/test-clock.js';
import { bytes, failures, keyringOf, newSecret, unreadables } from '../keys.js';

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
    expect(new Set(uses.map(({ storeKey }) => storeKey)).size).toBe(uses.length);
    expect(new Set(uses.map((each) => newMark(KEYRING.pseudonyms, bytes, each).request)).size).toBe(uses.length);
  });

  it('go by the network only where there is no binding: an IPv4 address, or an IPv6 /56', () => {
    const name = (input: Parameters<typeof use>[0]) => use(input).storeKey;
    expect(name({ ip: '203.0.113.1' })).not.toBe(name({ ip: '203.0.113.2' }));
    expect(name({ ip: '2001:db8:1:200::1' })).toBe(name({ ip: '2001:db8:1:2ff::1' }));
    expect(name({ ip: '2001:db8:1:200::1' })).not.toBe(name({ ip: '2001:db8:1:300::1' }));
    expect(name({ binding: 'one', ip: '203.0.113.1' })).toBe(name({ binding: 'one', ip: '203.0.113.2' }));
    expect(name({ binding: '203.0.113.1' })).not.toBe(name({ ip: '203.0.113.1' }));
  });

  it('tell bodies apart, member by member', () => {
    const bodies = [['a', 'b'], ['ab'], ['a', undefined, 'b'], ['a', 'b', undefined], [undefined, 'a', 'b'], ['a","b']];
    expect(new Set(bodies.map((body) => use({}, body).request)).size).toBe(bodies.length);
    expect(new Set(bodies.map((body) => use({}, body).storeKey)).size).toBe(1);
  });
});

describe('the mark of a run', () => {
  it('is random without a key, and names no request', () => {
    const marks = Array.from({ length: 100 }, () => newMark(KEYRING.pseudonyms, bytes, undefined));
    expect(new Set(marks.map(({ run }) => run)).size).toBe(100);
    expect(marks.every(({ run, request }) => /^[\w-]{6}$/.test(run) && request === undefined)).toBe(true);
  });

  it('names the same request in every run under a key, and another one for another body', () => {
    const of = (each: KeyUse) => newMark(KEYRING.pseudonyms, bytes, each);
    const [first, second] = [of(use()), of(use())];
    expect(first.run).not.toBe(second.run);
    expect(first.request).toBe(second.request);
    expect(of(use({}, ['b'])).request).not.toBe(first.request);
    expect(first.request).toMatch(/^[\w-]{16}$/);
  });
});

const KEPT_MS = 11 * MINUTE;

describe('the record of a key', () => {
  const open = (keyring = KEYRING) => {
    const clock = createTestClock();
    // A store's expiry only cleans up: this one never does.
    const store = createCountingStore(createMemoryStore({ clock: createTestClock() }));
    const keysOf = (given: typeof KEYRING) =>
      createRequestKeys({ store, sealer: createSealer(given, bytes), clock, failures, unreadables });
    return { keys: keysOf(keyring), keysOf, clock, store };
  };
  const another = use({}, ['another']);

  it('is not there until it is written', async () => {
    expect(await open().keys.read(use())).toBeUndefined();
  });

  it('is written once, by whoever comes first, and never changed', async () => {
    const { keys, store } = open();
    const written = await Promise.all(
      Array.from({ length: 20 }, (_, index) => keys.write(index % 2 === 0 ? use() : another, `bits ${index}`)),
    );
    expect(new Set(written.map(({ bits }) => bits)).size).toBe(1);
    expect(new Set(written.map(({ request }) => request)).size).toBe(1);
    expect(store.writes).toEqual(['put i']);
    expect(await keys.read(use())).toMatchObject({ request: written[0]?.request, bits: written[0]?.bits });
  });

  it('takes one put, and reads nothing first', async () => {
    const { keys, store } = open();
    await keys.write(use(), 'bits');
    expect(store.operations).toEqual(['put i']);
  });

  it('shows nothing in the store', async () => {
    const { keys, store } = open();
    await keys.write(use(), 'some bits');
    expect(await store.get(use().storeKey)).toMatch(/^2\.[\w-]{8}\.[\w-]+$/);
    expect(use().storeKey).toMatch(/^i:[\w-]{22}$/);
  });

  it('is over after the longest life of a verification, by the service’s clock', async () => {
    const { keys, clock } = open();
    await keys.write(use(), 'the first');
    clock.advance(KEPT_MS - 1);
    expect(await keys.read(another)).toMatchObject({ request: use().request });
    expect(await keys.write(another, 'too soon')).toMatchObject({ request: use().request, bits: 'the first' });
    clock.advance(1);
    expect(await keys.read(another)).toBeUndefined();
    expect(await keys.write(another, 'the second')).toMatchObject({ request: another.request, bits: 'the second' });
    expect(await keys.read(use())).toMatchObject({ request: another.request });
  });

  it('sealed by a secret that is not given is neither absent nor written over', async () => {
    const { keys, keysOf } = open();
    await keys.write(use(), 'the first');
    const without = keysOf(keyringOf(newSecret()));
    await expect(without.read(use())).rejects.toMatchObject({ name: 'StoreFailure' });
    await expect(without.write(use(), 'the second')).rejects.toMatchObject({ name: 'StoreFailure' });
    expect(await keys.read(use())).toMatchObject({ bits: 'the first' });
  });
});

describe('the runs of one request in one process', () => {
  const { firstAlone } = createRequestKeys({
    ...{ store: createMemoryStore(), sealer: createSealer(KEYRING, bytes), clock: Date.now, failures, unreadables },
  });
  const tick = () => new Promise((resolve) => setImmediate(resolve));

  /** Work that ends when it is told to. */
  function worker(log: string[]) {
    const ends = new Map<string, { resolve: () => void; reject: (error: Error) => void }>();
    const work = (name: string) => () =>
      new Promise<string>((resolve, reject) => {
        log.push(name);
        ends.set(name, { resolve: () => resolve(name), reject });
      });
    return { work, end: (name: string) => ends.get(name)?.resolve(), fail: (name: string) => ends.get(name)?.reject(new Error(name)) };
  }

  it('begin with one alone, whose end the others wait for, however it ends', async () => {
    for (const how of ['end', 'fail'] as const) {
      const log: string[] = [];
      const runs = worker(log);
      const first = firstAlone(use(), runs.work('first')).catch(() => 'failed');
      const others = ['second', 'third'].map((name) => firstAlone(use(), runs.work(name)));
      await tick();
      expect(log).toEqual(['first']);
      runs[how]('first');
      expect(await first).toBe(how === 'end' ? 'first' : 'failed');
      await tick();
      expect(log).toEqual(['first', 'second', 'third']);
      for (const name of ['second', 'third']) runs.end(name);
      expect(await Promise.all(others)).toEqual(['second', 'third']);
    }
  });

  it('do not hold up another request, or one without a key', async () => {
    const log: string[] = [];
    const runs = worker(log);
    const all = [firstAlone(use(), runs.work('a')), firstAlone(use({}, ['b']), runs.work('b')), firstAlone(undefined, runs.work('c'))];
    await tick();
    expect(log).toEqual(['a', 'b', 'c']);
    for (const name of log) runs.end(name);
    await Promise.all(all);
  });
});
