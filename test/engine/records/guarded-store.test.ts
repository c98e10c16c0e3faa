import { describe, expect, it } from 'vitest';
import { guardStore } from '../../../src/engine/records/guarded-store.js';
import { createStoreFailures } from '../../../src/engine/records/store-failures.js';
import { createMemoryStore } from '../../../src/stores/memory.js';
import { createCountingStore } from '../../support/counting-store.js';
import { createFlakyStore, type StoreFault, type Verb } from '../../support/flaky-store.js';

const EXPIRES = { expiresAt: Date.now() + 600_000 };

function setUp(timeoutMs = 60) {
  const events: object[] = [];
  const failures = createStoreFailures((event) => events.push(event));
  const counting = createCountingStore(createMemoryStore());
  const flaky = createFlakyStore(counting);
  return { events, counting, flaky, store: guardStore(flaky, timeoutMs, failures, { name: 'default' }) };
}

const VERBS: Readonly<Record<Verb, (store: ReturnType<typeof setUp>['store']) => Promise<unknown>>> = {
  get: (store) => store.get('n:key'),
  put: (store) => store.put('n:key', 'value', { expected: null, ...EXPIRES }),
  delete: (store) => store.delete('n:key'),
  count: (store) => store.count('b:key', 1, EXPIRES),
};
const verbs = Object.keys(VERBS) as Verb[];

describe('a guarded store', () => {
  it.each(verbs)('gives what %s of the store gives', async (verb) => {
    const { store, counting, events } = setUp();
    await VERBS[verb](store);
    expect(counting.operations).toHaveLength(1);
    expect(events).toEqual([]);
    expect(await store.put('n:key', 'other', { expected: 'else', ...EXPIRES })).toBe(false);
  });

  it.each(verbs)('ends a %s that hangs by its deadline, as a failure that is told once', async (verb) => {
    const { store, flaky, events } = setUp(30);
    flaky.fail('hangs', { verb });
    await expect(VERBS[verb](store)).rejects.toMatchObject({ name: 'StoreFailure' });
    expect(events).toEqual([expect.objectContaining({ type: 'store.failed', verb, reason: 'timeout', count: 1 })]);
  });

  it.each(verbs)('tells nothing of what a driver says when %s throws', async (verb) => {
    const { store, flaky, events } = setUp();
    flaky.fail('throws', { verb });
    await expect(VERBS[verb](store)).rejects.toThrow(`The store failed at ${verb}`);
    expect(events).toEqual([
      { type: 'store.failed', verb, reason: 'Error', advice: 'Look at the log of the store and its server.', count: 1 },
    ]);
  });

  it.each<StoreFault>(['throws', 'hangs', 'loses_answer', 'hangs_after'])(
    'repeats a put that %s once, with the same value',
    async (fault) => {
      const { store, flaky, counting, events } = setUp();
      flaky.fail(fault, { verb: 'put', times: 1 });
      expect(await VERBS.put(store)).toBe(true);
      expect(counting.operations).toEqual(fault === 'throws' || fault === 'hangs' ? ['put n'] : ['put n', 'put n']);
      expect(await store.get('n:key')).toBe('value');
      expect(events).toEqual([]);
    },
  );

  it('repeats a put once, and no other verb', async () => {
    for (const verb of verbs) {
      const { store, flaky, counting } = setUp();
      flaky.fail('loses_answer', { verb });
      await expect(VERBS[verb](store)).rejects.toThrow(`The store failed at ${verb}`);
      expect(counting.operations).toHaveLength(verb === 'put' ? 2 : 1);
    }
  });

  it('does not take a repeated put for a victory that somebody else has won since', async () => {
    const { store, flaky, counting } = setUp();
    flaky.fail('throws', { verb: 'put', times: 1 });
    await counting.put('n:key', 'theirs', { expected: null, ...EXPIRES });
    expect(await VERBS.put(store)).toBe(false);
    expect(await store.get('n:key')).toBe('theirs');
  });

  it('does not care what a put does after its deadline', async () => {
    const { store, flaky } = setUp();
    let reject: (error: Error) => void = () => undefined;
    const late = {
      ...flaky,
      get: () =>
        new Promise<never>((_, fail) => {
          reject = fail;
        }),
    };
    await expect(
      guardStore(
        late,
        20,
        createStoreFailures(() => undefined),
        { name: 'default' },
      ).get('n:key'),
    ).rejects.toThrow('The store failed at get');
    reject(new Error('late'));
    expect(await VERBS.put(store)).toBe(true);
  });
});
